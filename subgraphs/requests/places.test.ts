import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { relayOnce } from '#kernel/events/relay.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { takeMerger } from './intake.ts';
import { hideApplicants } from './places.ts';
import { requestById } from './store.ts';
import { answerRequest, insertRequest, moveRequest, rateRequest, tellOverdue, type Deed, type NewRequest } from './writes.ts';

const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
const DEED: Deed = { by: 'applicant', label: 'test', at: AT };
const RIGA = '0001000';
let database: TestDatabase;
let sql: Sql;
let log: EventLog;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('requests');
  log = await EventLog.open(database.as('events'));
});
after(async () => {
  await log.close();
  await database.close();
});

async function person(municipality: string | null): Promise<string> {
  const id = uuidv7();
  await database.admin`
    insert into population.fact (person_id, birth_day, vital, municipality, residence_state, flags, version)
    values (${id}, '1990-01-01', 'ALIVE', ${municipality}, ${municipality ? 'OPEN' : 'PROTECTED'}, '{}', 1)`;
  return id;
}
async function send(more: Partial<NewRequest>): Promise<string> {
  const id = uuidv7();
  await insertRequest(sql, {
    id, kind: 'COMPLAINT', serviceId: null, benefitId: null, institutionId: null, applicantId: null, concerningId: null, applicantOrganizationId: null, applicantName: null,
    submittedBy: null, mandate: null, channel: 'PORTAL', contactPointId: null, status: 'SUBMITTED', submittedAt: AT.toString(), dueOn: '2026-11-30', missing: [], text: null, ...more,
  }, DEED, null);
  return id;
}
async function toldOf(ids: readonly string[]): Promise<[string, string | null][]> {
  await relayOnce(database.as('events'));
  return (await log.read(0, 1_000)).filter(({ subject }) => ids.includes(subject)).map(({ type, municipality }) => [type, municipality]);
}
const read = async (id: string) => (await requestById(sql, id))!;
const key = () => ({ keyHash: uuidv7(), inputHash: 'same' });
const message = () => ({ id: uuidv7(), at: AT.toString(), from: 'INSTITUTION', text: 'come', deliveredBy: null, deemedReceivedOn: null }) as never;
const register = { to: 'REGISTERED', happenedAt: AT, note: null, forwardTo: null, externalId: null, decision: null, message: null } as const;

const writes: [string, (id: string) => Promise<unknown>, string[]][] = [
  ['moved on', async (id) => moveRequest(sql, await read(id), register, DEED, key()), ['requests.status-changed.v1']],
  ['answered by a message', async (id) => moveRequest(sql, await read(id), { ...register, message: message() }, DEED, key()), ['requests.message-sent.v1', 'requests.status-changed.v1']],
  ['completed', async (id) => answerRequest(sql, await read(id), { answers: [], missing: [], dueOn: null, submittedBy: null }, DEED), ['requests.submitted.v1']],
  ['rated', async (id) => rateRequest(sql, await read(id), 5, null, DEED), ['requests.rated.v1']],
  ['overdue', () => tellOverdue(sql, Temporal.PlainDate.from('2026-12-01'), AT, 1_000), ['requests.overdue.v1']],
];
const applicants: [string, string | null, () => Promise<Partial<NewRequest>>][] = [
  ['somebody in Riga', RIGA, async () => ({ applicantId: await person(RIGA) })],
  ['a protected person', null, async () => ({ applicantId: await person(null) })],
  ['a company', null, async () => ({ applicantOrganizationId: uuidv7(), submittedBy: await person(RIGA) })],
  ['whoever gave no name', null, async () => ({})],
];
for (const [how, write, types] of writes) {
  for (const [who, place, applicant] of applicants) {
    test(`a request of ${who} that is ${how} is told ${place ? 'there' : 'nowhere'}`, async () => {
      const id = await send(await applicant());
      await write(id);
      assert.deepEqual(await toldOf([id]), ['requests.submitted.v1', ...types].map((type) => [type, place]));
    });
  }
}

test('once an address is protected nothing in the log says where the requests came from; others\' stay', async () => {
  const [applicantId, other] = [await person(RIGA), await person(RIGA)];
  const [id, others] = [await send({ applicantId }), await send({ applicantId: other, submittedBy: applicantId })];
  assert.deepEqual(await toldOf([id]), [['requests.submitted.v1', RIGA]]);
  await rateRequest(sql, await read(id), 4, null, DEED);
  await hideApplicants(sql, [applicantId]);
  assert.deepEqual(await toldOf([id, others]), [['requests.submitted.v1', null], ['requests.submitted.v1', RIGA], ['requests.rated.v1', null]]);
});

test('what was told of another record of a protected person has no place any more', async () => {
  const [former, survivor] = [await person(RIGA), await person(null)];
  const id = await send({ applicantId: former });
  await takeMerger(sql, {
    sequence: 1, id: uuidv7(), type: 'persons.merged.v1', subject: survivor, subjectVersion: 1, time: '', appendedAt: '', municipality: null, data: { formerIds: [former] },
  });
  assert.deepEqual(await toldOf([id]), [['requests.submitted.v1', null]]);
});
