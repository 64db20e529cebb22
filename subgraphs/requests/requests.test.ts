import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { uuidv5, uuidv7 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { SubgraphServices } from '../module.ts';
import { advance, type AdvanceInput } from './advance.ts';
import { answerMissing } from './complete.ts';
import { createContext } from './context.ts';
import { requestIdOf, takeOffer, takeService } from './intake.ts';
import type { ServiceRequestModel } from './models.ts';
import { rate } from './rate.ts';
import { resolvers } from './resolvers.ts';
import { historyOf, messagesOf, requestById, worklist } from './store.ts';
import type { SubmissionInput } from './submission.ts';
import { submit } from './submit.ts';
import { tellOverdue } from './writes.ts';

// Real Postgres, under the runtime role of this subgraph alone.
const [ANNA, MARTA] = [uuidv7(), uuidv7()];
const [VSAA, RIGA] = [uuidv5('organization:VSAA'), uuidv5('organization:RIGA')];
const SERVICE = uuidv5('service:VSAA-BIRTH-GRANT');
const IBAN = 'LV80BANK0000435195001';

const viewer = (label: string, more: Partial<Viewer>): Viewer => ({
  actor: null, actingFor: null, actingForOrganization: null, organizationId: null, roles: ['resident'], purpose: null, label,
  expiresAt: Temporal.Instant.from('2026-11-20T09:15:00Z'), token: '', ...more,
});
const anna = viewer('anna', { actor: { personId: ANNA } });
const marta = viewer('marta', { actor: { personId: MARTA } });
const officer = viewer('officer-vsaa', { organizationId: VSAA, roles: ['officer'], purpose: 'social-insurance' });
const system = viewer('system-riga', { organizationId: RIGA, roles: ['system'], purpose: 'municipal-social-services' });

const clock = fixedClock('2026-11-20T09:00:00Z');
let sql: Sql;
let admin: Sql;
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('requests');
  admin = database.admin;
  await takeService(sql, event('services.published.v1', SERVICE, { identifier: 'VSAA-BIRTH-GRANT', version: 1, status: 'PUBLISHED', ownerId: VSAA, processingDays: 10 }));
});
after(() => database.close());

const event = (type: string, subject: string, data: Record<string, unknown>) =>
  ({ sequence: 1, id: uuidv7(), type, subject, subjectVersion: 1, time: clock.now().toString(), appendedAt: '', municipality: null, data });
const context = (who: Viewer) => createContext({ sql, clock } as unknown as SubgraphServices)({ viewer: who, requestId: 'test' });
const send = (more: Partial<SubmissionInput> = {}, who = anna) =>
  submit(context(who), who, { kind: 'SERVICE', channel: 'PORTAL', serviceId: SERVICE, idempotencyKey: uuidv7(), ...more });
const push = (more: Partial<AdvanceInput> & { to: AdvanceInput['to'] }, who = officer) =>
  advance(context(who), who, { idempotencyKey: uuidv7(), ...more });
const done = <T extends object>(result: T): ServiceRequestModel => {
  assert.ok(!('__typename' in result), JSON.stringify(result));
  return result as unknown as ServiceRequestModel;
};
const code = (result: object) => (result as { code?: string }).code;
const eventsOf = async (subject: string) =>
  (await admin`select type, subject_version from events.outbox where subject = ${subject} order by subject_version`).map((row) => `${row.subject_version} ${row.type}`);

test('submitting three times at once with one key makes one request', async () => {
  const idempotencyKey = uuidv7();
  const three = (await Promise.all([1, 2, 3].map(() => send({ idempotencyKey })))).map(done);
  assert.equal(new Set(three.map((request) => request.id)).size, 1);
  assert.deepEqual([three[0]!.status, three[0]!.institutionId, three[0]!.dueOn], ['SUBMITTED', VSAA, '2026-12-04']);
  assert.deepEqual(await eventsOf(three[0]!.id), ['1 requests.submitted.v1']);
  assert.equal(code(await send({ idempotencyKey, text: 'Cits teksts' })), 'IDEMPOTENCY_KEY_REUSED');
  const audited = await sql`select by, action from requests.audit where subject = ${three[0]!.id}`;
  assert.deepEqual(audited.map((row) => ({ ...row })), [{ by: 'anna', action: 'requests.submitted.v1' }]);
});

test('a service nobody has told of cannot be requested', async () => {
  assert.equal(code(await send({ serviceId: uuidv7() })), 'INVALID_INPUT');
});

test('a suspended service cannot be requested', async () => {
  const serviceId = uuidv7();
  await takeService(sql, event('services.changed.v1', serviceId, { identifier: 'X', version: 2, status: 'SUSPENDED', ownerId: VSAA }));
  assert.match(JSON.stringify(await send({ serviceId })), /is SUSPENDED/);
});

test('an anonymous complaint leaves no trace of who sent it, the audit trail included', async () => {
  const complaint = done(await send({ kind: 'COMPLAINT', serviceId: null, anonymous: true, text: 'Rinda bija gara' }));
  assert.deepEqual([complaint.applicantId, complaint.submittedBy], [null, null]);
  const [traces] = await admin`
    select (select jsonb_agg(a) from requests.audit a where subject = ${complaint.id}) as audit,
      (select jsonb_agg(l) from requests.status_change l where request_id = ${complaint.id}) as line,
      (select jsonb_agg(o) from events.outbox o where subject = ${complaint.id}) as event`;
  assert.ok(!JSON.stringify(traces).includes(ANNA) && !JSON.stringify(traces).includes('anna'));
});

test('an institution\'s system reports twice, late and out of order, and nothing breaks', async () => {
  const { id } = done(await send());
  clock.advance(60_000);
  const idempotencyKey = uuidv7();
  const externalId = `VSAA-${idempotencyKey}`;
  const thrice = await Promise.all([1, 2, 3].map(() => push({ id, externalId, to: 'REGISTERED', idempotencyKey })));
  assert.deepEqual(thrice.map((result) => done(result).status), ['REGISTERED', 'REGISTERED', 'REGISTERED']);
  const between = clock.now().add({ seconds: 30 }).toString();
  clock.advance(60_000);
  assert.equal(done(await push({ externalId, to: 'DECIDED', decision: { outcome: 'GRANTED' } })).decision?.appealUntil, '2026-12-21');
  assert.equal(done(await push({ externalId, to: 'IN_PROGRESS', at: between })).status, 'DECIDED');
  assert.equal(code(await push({ externalId, to: 'REGISTERED' })), 'STEP_NOT_POSSIBLE');
  const [history = []] = await historyOf(sql, [id]);
  assert.deepEqual(history.map((line) => `${line.from} → ${line.to}`),
    ['null → SUBMITTED', 'SUBMITTED → REGISTERED', 'REGISTERED → IN_PROGRESS', 'IN_PROGRESS → DECIDED']);
  assert.deepEqual(await eventsOf(id), ['1 requests.submitted.v1', '2 requests.status-changed.v1', '3 requests.status-changed.v1']);
});

test('one external number names one request of an institution', async () => {
  const [first, second] = [done(await send()), done(await send())];
  clock.advance(1_000);
  const externalId = `VSAA-${uuidv7()}`;
  done(await push({ id: first.id, externalId, to: 'REGISTERED' }));
  assert.equal(code(await push({ id: second.id, externalId, to: 'REGISTERED' })), 'CONFLICT');
});

test('what is awaited of the applicant reaches them as a message, deemed received on the second working day', async () => {
  const { id } = done(await send());
  clock.advance(1_000);
  done(await push({ id, to: 'AWAITING_APPLICANT', note: 'Iesniedziet izziņu' }));
  const [messages = []] = await messagesOf(sql, [id]);
  assert.deepEqual(messages.map(({ text, deemedReceivedOn }) => ({ text, deemedReceivedOn })), [{ text: 'Iesniedziet izziņu', deemedReceivedOn: '2026-11-24' }]);
});

test('a forwarded request is in the other institution\'s worklist and no longer in the first one\'s', async () => {
  const { id } = done(await send());
  clock.advance(1_000);
  done(await push({ id, to: 'FORWARDED', forwardTo: RIGA }));
  const all = { status: null, serviceId: null, submittedFrom: null, submittedBefore: null, overdue: null, today: '2026-11-20' };
  const isIn = async (organization: string) => (await worklist(sql, organization, all, { limit: 100, after: null })).some((request) => request.id === id);
  assert.deepEqual([await isIn(VSAA), await isIn(RIGA)], [false, true]);
  await assert.rejects(push({ id, to: 'REGISTERED' }), /not processed by/);
  assert.equal(done(await push({ id, to: 'REGISTERED' }, system)).status, 'REGISTERED');
});

test('nobody takes a step in another\'s request', async () => {
  const { id } = done(await send());
  await assert.rejects(push({ id, to: 'REGISTERED' }, system), { message: /not processed by/ });
  await assert.rejects(push({ id, to: 'WITHDRAWN' }, marta), { message: /was not found/ });
  assert.equal(done(await push({ id, to: 'WITHDRAWN' }, anna)).status, 'WITHDRAWN');
});

const offer = (asks: string[]) => ({
  personId: ANNA, benefitId: uuidv7(), concerningId: MARTA, from: 'SEEN', to: 'ACCEPTED', applyBy: null, serviceId: SERVICE,
  award: 'APPLICATION', asks, benefitCode: 'BIRTH_GRANT', validFrom: '2026-11-20', validTo: null, channel: 'PORTAL',
});

test('an accepted offer seen twice becomes one request, submitted when nothing is left to ask', async () => {
  const accepted = event('offers.accepted.v1', uuidv7(), offer([]));
  await sql.begin(async (tx) => {
    await takeOffer(tx as unknown as Sql, clock, accepted);
    await takeOffer(tx as unknown as Sql, clock, accepted);
  });
  const request = await requestById(sql, requestIdOf(accepted.subject));
  assert.deepEqual([request?.status, request?.applicantId, request?.concerningId, request?.dueOn], ['SUBMITTED', ANNA, MARTA, '2026-12-04']);
  assert.deepEqual(await eventsOf(request!.id), ['1 requests.submitted.v1']);
});

test('an accepted offer that leaves something to ask becomes a draft, which its answers submit', async () => {
  const accepted = event('offers.accepted.v1', uuidv7(), offer(['bankAccount', 'income']));
  await takeOffer(sql, clock, accepted);
  const id = requestIdOf(accepted.subject);
  const answer = (question: string, text: string, who = anna) => answerMissing(context(who), who, { id, answers: [{ question, answer: text }] });
  assert.deepEqual((await requestById(sql, id))?.missing, ['bankAccount', 'income']);
  await assert.rejects(answer('income', '500 EUR', marta), /was not found/);
  await assert.rejects(push({ id, to: 'REGISTERED' }), /was not found/);
  assert.equal(code(await answer('bankAccount', 'LV00BANK0000435195001')), 'INVALID_INPUT');
  assert.deepEqual(done(await answer('income', '500 EUR')).missing, ['bankAccount']);
  const thrice = await Promise.all([1, 2, 3].map(() => answer('bankAccount', IBAN)));
  assert.deepEqual(thrice.map((result) => done(result).status), ['SUBMITTED', 'SUBMITTED', 'SUBMITTED']);
  assert.equal(code(await answer('income', '900 EUR')), 'NOT_A_DRAFT');
  assert.deepEqual(await eventsOf(id), ['1 requests.status-changed.v1', '2 requests.submitted.v1']);
  const [told] = await admin`select jsonb_agg(o) as events, (select jsonb_agg(a) from requests.audit a) as audit from events.outbox o`;
  assert.ok(!JSON.stringify(told).includes(IBAN));
});

test('a request that was quicker than the news of its service learns whom it goes to and by when', async () => {
  const serviceId = uuidv7();
  const accepted = event('offers.accepted.v1', uuidv7(), { ...offer([]), serviceId });
  await takeOffer(sql, clock, accepted);
  const id = requestIdOf(accepted.subject);
  assert.equal((await requestById(sql, id))?.institutionId, null);
  await takeService(sql, event('services.published.v1', serviceId, { identifier: 'Y', version: 1, ownerId: RIGA, processingDays: 1 }));
  const request = await requestById(sql, id);
  assert.deepEqual([request?.institutionId, request?.dueOn], [RIGA, '2026-11-23']);
});

test('where no service is named, the request goes to whoever gives the benefit', async () => {
  const accepted = event('offers.accepted.v1', uuidv7(), { ...offer([]), serviceId: null, grantorId: RIGA });
  await takeOffer(sql, clock, accepted);
  assert.equal((await requestById(sql, requestIdOf(accepted.subject)))?.institutionId, RIGA);
});

test('a request is rated once there is something to rate, by its applicant, and the same again tells nobody', async () => {
  const { id } = done(await send());
  clock.advance(1_000);
  assert.equal(code(await rate(context(anna), anna, { id, rating: 5 })), 'NOT_RATEABLE');
  done(await push({ id, to: 'COMPLETED' }));
  assert.equal(code(await rate(context(anna), anna, { id, rating: 6 })), 'INVALID_INPUT');
  await assert.rejects(rate(context(officer), officer, { id, rating: 5 }), /its applicant alone/);
  for (const rating of [5, 5, 4]) assert.equal(done(await rate(context(anna), anna, { id, rating })).rating, rating);
  assert.deepEqual((await eventsOf(id)).filter((line) => line.includes('rated')).length, 2);
});

test('a person\'s requests are paged newest first; an officer sees those of the own institution', async () => {
  const read = (resolvers.Person as { requests: (...args: unknown[]) => Promise<any> }).requests;
  const page = await read({ id: ANNA }, { first: 2 }, context(anna));
  const next = await read({ id: ANNA }, { first: 2, after: page.pageInfo.endCursor }, context(anna));
  const serials = [...page.edges, ...next.edges].map((edge) => edge.node.serial);
  assert.deepEqual(serials, serials.toSorted((a, b) => b - a));
  assert.equal(new Set(serials).size, 4);
  const seen = (await read({ id: ANNA }, { first: 100 }, context(officer))).edges.map((edge: any) => edge.node);
  assert.ok(seen.length > 0 && seen.every((node: ServiceRequestModel) => node.institutionId === VSAA && node.status !== 'DRAFT'));
  await assert.rejects(read({ id: ANNA }, {}, context(marta)), /may not read/);
});

test('an overdue request is told of once', async () => {
  await tellOverdue(sql, Temporal.PlainDate.from('2027-03-01'), clock.now(), 1_000);
  assert.equal(await tellOverdue(sql, Temporal.PlainDate.from('2027-03-02'), clock.now(), 1_000), 0);
  const [row] = await admin`select count(*) as told, count(distinct subject) as requests from events.outbox where type = 'requests.overdue.v1'`;
  assert.ok(row!.told > 0);
  assert.equal(row!.told, row!.requests);
});
