import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFacts, saveProjected, type PersonFacts } from '#connectors/population/projection.ts';
import { fixedClock } from '#kernel/clock.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { Tail } from '#kernel/events/tail.ts';
import { startRelay, type Relay } from '#kernel/events/relay.ts';
import { uuidv5, uuidv7 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { createLogger } from '#kernel/logger.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { makeDatabase, TEST_SECRET, testCluster } from '#supergraph/testing/cluster.ts';
import { seedBenefits } from '../benefits/seed-definitions.ts';
import type { Background, SubgraphServices } from '../module.ts';
import { createContext, type Context } from './context.ts';
import { acceptOffer, declineOffer, markOffersSeen } from './decide.ts';
import { child, person } from './examples.ts';
import { resolvers } from './resolvers.ts';
import { offersOfPersons } from './store.ts';
import { offers } from './subgraph.ts';

// Real Postgres and the real log; events are told as their publishers would, the register answers from the projection.
const clock = fixedClock('2026-11-20T09:00:00Z');
let sql: Sql;
let admin: Sql;
let log: EventLog;
let relay: Relay;
let background: Background;
let services: SubgraphServices;
let close = async () => {};
/** What the register says when asked afresh, where it differs from the projection. */
const freshly = new Map<string, PersonFacts | 'DOWN'>();

before(async () => {
  const cluster = await testCluster();
  const database = await makeDatabase(cluster);
  const logger = createLogger('error');
  sql = connect(runtimeUrl(database.url, 'offers', TEST_SECRET), { name: 'offers' });
  admin = connect(database.url, { name: 'tests' });
  log = await EventLog.open(admin);
  relay = startRelay({ sql: admin, logger });
  await admin`insert into persons.feed (name, position, discovered_through) values ('fpr_person', 0, 0)`;
  const population = {
    async readFresh(ids: string[]) {
      const people = await readFacts(sql, ids);
      for (const id of ids) {
        const fresh = freshly.get(id);
        if (fresh === 'DOWN') throw new RegisterUnavailableError('population');
        if (fresh) people.set(id, fresh);
      }
      return people;
    },
  };
  const tail = new Tail({ log, logger });
  services = { sql, log, tail, clock, logger, connectors: { population }, config: { sandbox: null } } as unknown as SubgraphServices;
  background = await offers.start!(services);
  for (const { benefitId, definition } of seedBenefits) await publish(benefitId, definition, 1);
  await settled();
  close = async () => {
    await background.close();
    await relay.close();
    await tail.close();
    await log.close();
    await Promise.all([sql.end(), admin.end()]);
    await database.drop();
    await cluster.close();
  };
});
after(() => close());

/** Outbox before log before consumers before sweep: what one hands on is seen at the next. */
async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 2;) {
    const [waiting] = await admin`select exists (select from events.outbox) as some`;
    const head = await log.look();
    const isBehind = waiting!.some || background.consumers.some((consumer) => consumer.position() < head);
    await background.settled!();
    quiet = isBehind ? 0 : quiet + 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const tell = (type: string, subject: string, data: object) => admin`
  insert into events.outbox (type, subject, subject_version, time, data) values (${type}, ${subject}, 1, now(), ${admin.json(data as never)})`;
const publish = (benefitId: string, definition: object, version: number) =>
  tell('benefits.published.v1', benefitId, { code: '', version, validFrom: '2013-01-01', definition: { ...definition, benefitId, version } });

let version = 1;
async function register(...people: PersonFacts[]): Promise<void> {
  version++;
  await saveProjected(admin, people.map((it) => ({ ...it, version })));
}

/** A mother and a father in Rīga with a newborn; every test has its own family. */
async function family(born = '2026-11-18'): Promise<{ mother: PersonFacts; father: PersonFacts; baby: PersonFacts }> {
  const [motherId, fatherId, babyId] = [uuidv7(), uuidv7(), uuidv7()];
  const theirs = [child({ otherId: babyId, birthDay: born, validFrom: born })];
  const parents = [motherId, fatherId].map((otherId) => child({ otherId, kind: 'PARENT', validFrom: born }));
  const mother = person({ personId: motherId, ties: theirs });
  const father = person({ personId: fatherId, sex: 'M', ties: theirs });
  const baby = person({ personId: babyId, birthDay: born, ties: parents });
  await register(mother, father, baby);
  await tell('persons.born.v1', babyId, { parentIds: [motherId, fatherId] });
  await settled();
  return { mother, father, baby };
}

const viewer = (personId: string, more: Partial<Viewer> = {}): Viewer => ({
  actor: { personId }, actingFor: null, actingForOrganization: null, organizationId: null, roles: ['resident'], purpose: null, label: 'someone',
  expiresAt: clock.now().add({ minutes: 15 }), token: '', ...more,
});
const as = (personId: string, more: Partial<Viewer> = {}): Context => createContext(services)({ viewer: viewer(personId, more), requestId: 'test' }) as Context;
const all = (it: PersonFacts) => offersOfPersons(sql, [it.personId], null);
const offerOf = async (it: PersonFacts, code: string) => (await all(it)).find((offer) => offer.benefitId === uuidv5(`benefit:${code}`));
const stateOf = async (it: PersonFacts, code: string) => (await offerOf(it, code))?.state ?? null;
const eventsOf = async (offerId: string) =>
  (await admin`select type, data from events.log where subject = ${offerId} order by sequence`).map((row) => ({ type: row.type as string, data: row.data }));

test('a birth in the register becomes offers of both parents, each told once', async () => {
  const { mother, father, baby } = await family();
  assert.equal((await all(mother)).length, 5);
  assert.equal(await stateOf(father, 'VSAA-PATERNITY'), 'FOUND');
  const found = (await offerOf(mother, 'VSAA-BIRTH-GRANT'))!;
  assert.deepEqual([found.valueCents, found.certainty, found.applyBy, found.concerningId], [60000, 'CERTAIN', '2027-05-18', baby.personId]);
  await tell('persons.born.v1', baby.personId, { parentIds: [mother.personId, father.personId] });
  await settled();
  assert.deepEqual(await eventsOf(found.id), [{ type: 'offers.found.v1', data: {
    personId: mother.personId, benefitId: found.benefitId, concerningId: baby.personId, from: null, to: 'FOUND', applyBy: '2027-05-18',
  } }]);
  const audited = await sql`select by, action from offers.audit where subject = ${found.id}`;
  assert.deepEqual(audited.map((row) => ({ ...row })), [{ by: 'offers engine', action: 'offers.found.v1' }]);
});

test('three acceptances at once are one, with what others need in the event', async () => {
  const { mother } = await family();
  const offer = (await offerOf(mother, 'VSAA-BIRTH-GRANT'))!;
  const requestId = uuidv5(`request:${offer.id}`);
  await tell('requests.submitted.v1', requestId, {});
  const answers = await Promise.all([1, 2, 3].map(() => acceptOffer(as(mother.personId), offer.id)));
  for (const answer of answers) {
    assert.ok(answer.__typename === 'AcceptOfferSuccess', JSON.stringify(answer));
    assert.deepEqual([answer.offer.state, answer.request, answer.instruction], ['ACCEPTED', { id: requestId }, null]);
  }
  await settled();
  const told = (await eventsOf(offer.id)).filter((event) => event.type === 'offers.accepted.v1');
  assert.equal(told.length, 1);
  const { serviceId, award, asks, benefitCode, validFrom, validTo, channel, from, to } = told[0]!.data;
  assert.deepEqual({ serviceId, award, asks, benefitCode, validFrom, validTo, channel, from, to }, {
    serviceId: uuidv5('service:VSAA-BIRTH-GRANT'), award: 'APPLICATION', asks: ['bankAccount'], benefitCode: 'VSAA-BIRTH-GRANT',
    validFrom: '2026-11-20', validTo: null, channel: 'PORTAL', from: 'FOUND', to: 'ACCEPTED',
  });
});

test("one family benefit is taken by one parent, however close they race, and the other's offer is withdrawn without a reason", async () => {
  for (let round = 0; round < 5; round++) {
    const { mother, father } = await family();
    const two = [(await offerOf(mother, 'VSAA-CHILD-CARE'))!, (await offerOf(father, 'VSAA-CHILD-CARE'))!];
    for (const offer of two) await tell('requests.submitted.v1', uuidv5(`request:${offer.id}`), {});
    const answers = await Promise.all(two.map((offer) => acceptOffer(as(offer.personId), offer.id)));
    assert.deepEqual(answers.map((answer) => answer.__typename).sort(), ['AcceptOfferSuccess', 'Conflict']);
    const conflict = answers.find((answer) => answer.__typename === 'Conflict')!;
    assert.match(conflict.message, /was withdrawn: it no longer applies$/);
    await settled();
    const states = await Promise.all([mother, father].map((it) => stateOf(it, 'VSAA-CHILD-CARE')));
    assert.deepEqual(states.sort(), ['ACCEPTED', 'WITHDRAWN']);
    assert.deepEqual(await Promise.all([mother, father].map((it) => stateOf(it, 'VSAA-FAMILY-STATE'))), [null, null]);
    const loser = answers[0]!.__typename === 'Conflict' ? two[0]! : two[1]!;
    const ended = (await eventsOf(loser.id)).at(-1)!;
    assert.equal(ended.type, 'offers.withdrawn.v1');
    assert.deepEqual(Object.keys(ended.data).sort(), ['applyBy', 'benefitId', 'concerningId', 'from', 'personId', 'to']);
  }
});

test('a decision needs the register: down, nothing is accepted; when it says no, it is a conflict', async () => {
  const { mother } = await family();
  const offer = (await offerOf(mother, 'RIGA-NEWBORN-GRANT'))!;
  freshly.set(mother.personId, 'DOWN');
  await assert.rejects(acceptOffer(as(mother.personId), offer.id), { extensions: { code: 'REGISTER_UNAVAILABLE', register: 'population' } });
  freshly.set(mother.personId, { ...mother, municipality: '0002000' });
  const answer = await acceptOffer(as(mother.personId), offer.id);
  assert.deepEqual([answer.__typename, await stateOf(mother, 'RIGA-NEWBORN-GRANT')], ['Conflict', 'FOUND']);
});

test('moving ends the offers of one municipality and finds those of the other', async () => {
  const janis = person({ personId: uuidv7(), birthDay: '1956-01-01', sex: 'M', municipality: '0002000' });
  await register(janis);
  await tell('persons.moved.v1', janis.personId, { from: null, to: '0002000', since: '2015-05-01' });
  const statusId = uuidv7();
  await tell('statuses.granted.v1', statusId, { personId: janis.personId, typeCode: 'PENS', issuerId: uuidv7(), validFrom: '2021-01-01', validTo: null, from: null, to: 'ACTIVE' });
  await settled();
  assert.equal(await stateOf(janis, 'DAUGAVPILS-TRANSPORT-SENIOR'), 'FOUND');
  await register({ ...janis, municipality: '0001000', residenceSince: '2026-11-20' });
  await tell('persons.moved.v1', janis.personId, { from: '0002000', to: '0001000', since: '2026-11-20' });
  await settled();
  assert.equal(await stateOf(janis, 'DAUGAVPILS-TRANSPORT-SENIOR'), 'WITHDRAWN');
  assert.equal((await offerOf(janis, 'RIGA-TRANSPORT-SENIOR'))!.certainty, 'POSSIBLE');
  await tell('statuses.revoked.v1', statusId, { personId: janis.personId, typeCode: 'PENS', issuerId: uuidv7(), validFrom: '2021-01-01', validTo: '2026-11-19', from: 'ACTIVE', to: 'REVOKED' });
  await settled();
  assert.equal(await stateOf(janis, 'RIGA-TRANSPORT-SENIOR'), 'WITHDRAWN');
});

test('a corrected birth date of a child decides on the offers of its parents', async () => {
  const { mother, baby } = await family();
  assert.equal(await stateOf(mother, 'VSAA-BIRTH-GRANT'), 'FOUND');
  await register({ ...baby, birthDay: '2025-11-18' });
  await tell('persons.corrected.v1', baby.personId, {});
  await settled();
  assert.deepEqual([await stateOf(mother, 'VSAA-BIRTH-GRANT'), await stateOf(mother, 'VSAA-FAMILY-STATE')], ['WITHDRAWN', 'FOUND']);
});

test("a death ends the deceased's own offers; the child's death those about the child", async () => {
  const { mother, father, baby } = await family();
  await register({ ...mother, vital: 'DECEASED', deathDay: '2026-11-20' });
  await tell('persons.died.v1', mother.personId, { on: '2026-11-20' });
  await settled();
  assert.ok((await all(mother)).every((offer) => offer.state === 'WITHDRAWN'));
  assert.equal(await stateOf(father, 'VSAA-BIRTH-GRANT'), 'FOUND');
  await register({ ...baby, vital: 'DECEASED', deathDay: '2026-11-20' });
  await tell('persons.died.v1', baby.personId, { on: '2026-11-20' });
  await settled();
  assert.ok((await all(father)).every((offer) => offer.state === 'WITHDRAWN'));
});

test('after the death of the parent who took it, a monthly benefit is offered to the other; what is paid once is not', async () => {
  const { mother, father } = await family();
  for (const code of ['VSAA-CHILD-CARE', 'VSAA-BIRTH-GRANT']) {
    const offer = (await offerOf(mother, code))!;
    await tell('requests.submitted.v1', uuidv5(`request:${offer.id}`), {});
    assert.equal((await acceptOffer(as(mother.personId), offer.id)).__typename, 'AcceptOfferSuccess');
  }
  await settled();
  const states = () => Promise.all(['VSAA-CHILD-CARE', 'VSAA-BIRTH-GRANT'].map((code) => stateOf(father, code)));
  assert.deepEqual(await states(), ['WITHDRAWN', 'WITHDRAWN']);
  await register({ ...mother, vital: 'DECEASED', deathDay: '2026-11-20', ties: mother.ties.map((tie) => ({ ...tie, validTo: '2026-11-20' })) });
  await tell('persons.died.v1', mother.personId, { on: '2026-11-20' });
  await settled();
  assert.deepEqual(await states(), ['FOUND', 'WITHDRAWN']);
});

test('an objection withdraws open offers and stops the looking, until it is taken back', async () => {
  const { mother, baby, father } = await family();
  await tell('persons.preferences-changed.v1', mother.personId, { evaluateOffers: false });
  await settled();
  assert.ok((await all(mother)).every((offer) => offer.state === 'WITHDRAWN'));
  await tell('persons.born.v1', baby.personId, { parentIds: [mother.personId, father.personId] });
  await settled();
  assert.ok((await all(mother)).every((offer) => offer.state === 'WITHDRAWN'));
  await tell('persons.preferences-changed.v1', mother.personId, { evaluateOffers: true });
  await settled();
  assert.ok((await all(mother)).every((offer) => offer.state === 'FOUND'));
});

test('a declined offer stays declined, and returns when a deciding fact changes', async () => {
  const { mother } = await family();
  const offer = (await offerOf(mother, 'RIGA-NEWBORN-GRANT'))!;
  for (const reason of ['Nav vajadzīgs', 'vēlreiz']) assert.equal((await declineOffer(as(mother.personId), offer.id, reason)).__typename, 'DeclineOfferSuccess');
  await tell('persons.moved.v1', mother.personId, { from: '0001000', to: '0001000', since: '2026-11-20' });
  await settled();
  assert.equal(await stateOf(mother, 'RIGA-NEWBORN-GRANT'), 'DECLINED');
  assert.equal((await acceptOffer(as(mother.personId), offer.id)).__typename, 'Conflict');
  assert.equal((await eventsOf(offer.id)).filter((event) => event.type === 'offers.declined.v1').length, 1);
  const [kept] = await sql`select decline_reason from offers.offer where id = ${offer.id}`;
  assert.equal(kept!.decline_reason, 'Nav vajadzīgs');
});

test('an address that becomes protected leaves no municipality in any reason', async () => {
  const { mother } = await family();
  for (const code of ['RIGA-NEWBORN-GRANT', 'VSAA-CHILD-CARE']) await declineOffer(as(mother.personId), (await offerOf(mother, code))!.id, null);
  await register({ ...mother, municipality: null, residenceState: 'PROTECTED' });
  await tell('persons.address-protected.v1', mother.personId, {});
  await settled();
  assert.doesNotMatch(JSON.stringify((await all(mother)).map((offer) => offer.because.map((reason) => reason.value))), /0001000/);
  assert.equal((await offerOf(mother, 'VSAA-BIRTH-GRANT'))!.state, 'FOUND');
  assert.equal(await stateOf(mother, 'VSAA-CHILD-CARE'), 'DECLINED', 'what was declined for reasons that have nothing to do with it stays declined');
});

test('whoever turns out to be a protected person has no municipality in any reason, of neither id', async () => {
  const [{ mother: hidden }, { mother: former }] = [await family(), await family()];
  await declineOffer(as(former.personId), (await offerOf(former, 'RIGA-NEWBORN-GRANT'))!.id, null);
  await register({ ...hidden, municipality: null, residenceState: 'PROTECTED', ties: [...hidden.ties, ...former.ties] });
  await admin`delete from population.fact where person_id = ${former.personId}`;
  await admin`insert into persons.merged (person_id, survivor_id, at) values (${former.personId}, ${hidden.personId}, now())`;
  await admin`update events.log set municipality = '0001000' where data ->> 'personId' = ${former.personId}`;
  await tell('persons.merged.v1', hidden.personId, { formerIds: [former.personId] });
  await settled();
  const kept = await all(hidden);
  assert.equal(kept.filter((offer) => offer.benefitId === uuidv5('benefit:VSAA-BIRTH-GRANT')).length, 2);
  assert.doesNotMatch(JSON.stringify(kept.map((offer) => offer.because.map((reason) => reason.value))), /0001000/);
  const told = await admin`select distinct municipality from events.log where data ->> 'personId' in (${former.personId}, ${hidden.personId})`;
  assert.deepEqual(told.map((row) => row.municipality), [null]);
});

test('what was offered about a child who is gone is shown no more at once, and ends only when that is told', async () => {
  const { mother, father, baby } = await family();
  const known = (await all(mother)).find((offer) => offer.concerningId === baby.personId)!;
  const statusId = uuidv7();
  const status = (to: string) => ({ personId: baby.personId, typeCode: 'INV1', validFrom: '2026-11-18', validTo: to === 'EXPIRED' ? '2026-11-20' : null, to });
  await tell('statuses.granted.v1', statusId, status('ACTIVE'));
  await settled();
  const kept = () => admin`select state from offers.offer where concerning_id = ${baby.personId} and state <> 'WITHDRAWN'`;
  const before = (await kept()).length;
  // Those who cared for the child adopt it: their old tie goes with the record, the new one comes with another.
  const adopted = child({ otherId: uuidv7(), birthDay: '2026-11-18', validFrom: '2026-11-20' });
  await admin`delete from population.tie where other_id = ${baby.personId} or person_id = ${baby.personId}`;
  await admin`delete from population.fact where person_id = ${baby.personId}`;
  await register({ ...mother, ties: [adopted] }, { ...father, ties: [] }, person({ personId: adopted.otherId, birthDay: '2026-11-18', ties: [child({ otherId: mother.personId, kind: 'PARENT', validFrom: '2026-11-20' })] }));
  await tell('persons.tie-changed.v1', mother.personId, { kind: 'CHILD', otherId: adopted.otherId, from: '2026-11-20', to: null, custody: true });
  await settled();
  assert.ok(before > 0);
  assert.equal((await kept()).length, before);
  assert.deepEqual([...new Set((await all(mother)).map((offer) => offer.concerningId))], [adopted.otherId]);
  assert.deepEqual(await all(father), []);
  await assert.rejects(acceptOffer(as(mother.personId), known.id), /was not found/);
  await tell('persons.removed.v1', baby.personId, {});
  await tell('persons.corrected.v1', father.personId, {});
  await settled();
  await tell('statuses.expired.v1', statusId, status('EXPIRED'));
  await settled();
  assert.equal((await kept()).length, 0);
  assert.equal((await sql`select from offers.person_status where id = ${statusId}`).length, 0);
});

test('what is accepted is the benefit as it is now, also where a new version has not reached the offer yet', async () => {
  const benefitId = uuidv5('benefit:TEST-CHANGED');
  const veteran = person({ personId: uuidv7(), flags: ['POL_REP'] });
  await register(veteran);
  const criteria = [{ id: '1', parentId: null, operator: 'FACT', description: { lv: '', en: '' }, expression: '', legalBasis: null, test: { fact: 'flag', flag: 'POL_REP' } }];
  const definition = { ...seedBenefits.at(-1)!.definition, criteria, code: 'TEST-CHANGED', award: 'CONSENT' };
  await publish(benefitId, definition, 1);
  await settled();
  const offer = (await all(veteran)).find((it) => it.benefitId === benefitId)!;
  const serviceId = uuidv5('service:VSAA-BIRTH-GRANT');
  const changed = { ...definition, benefitId, version: 2, award: 'APPLICATION', serviceId };
  await admin`insert into offers.rule (benefit_id, version, definition) values (${benefitId}, 2, ${admin.json(changed as never)})`;
  await tell('requests.submitted.v1', uuidv5(`request:${offer.id}`), {});
  const answer = await acceptOffer(as(veteran.personId), offer.id);
  assert.ok(answer.__typename === 'AcceptOfferSuccess');
  assert.deepEqual([answer.offer.ruleVersion, answer.offer.award, answer.offer.serviceId, answer.request?.id, answer.instruction], [2, 'APPLICATION', serviceId, uuidv5(`request:${offer.id}`), null]);
  await settled();
  const accepted = (await eventsOf(offer.id)).at(-1)!;
  assert.deepEqual([accepted.type, accepted.data.award, accepted.data.serviceId], ['offers.accepted.v1', 'APPLICATION', serviceId]);
});

test("marking as seen is for one's own offers, and is told once", async () => {
  const { mother, father } = await family();
  const own = await all(mother);
  const ids = own.map((offer) => offer.id);
  for (let times = 0; times < 2; times++) {
    const answer = await markOffersSeen(as(mother.personId), ids);
    assert.ok(answer.__typename === 'MarkOffersSeenSuccess' && answer.offers.every((offer) => offer.state === 'SEEN'));
  }
  const foreign = await markOffersSeen(as(father.personId), ids);
  assert.deepEqual([foreign.__typename, '__typename' in foreign && 'path' in foreign && foreign.path], ['InvalidInput', ['ids', '0']]);
  assert.equal((await markOffersSeen(as(mother.personId), Array.from({ length: 101 }, () => ids[0]!))).__typename, 'InvalidInput');
  await settled();
  assert.equal((await eventsOf(ids[0]!)).filter((event) => event.type === 'offers.seen.v1').length, 1);
});

const rights: [sentence: string, who: (mother: string) => Partial<Viewer> & { personId?: string }, code: string | null][] = [
  ['the person themselves reads their offers', () => ({}), null],
  ['who acts for them within scope does', (mother) => ({ personId: uuidv7(), actingFor: actingFor(mother, ['offers']) }), null],
  ['who acts for them without that scope does not', (mother) => ({ personId: uuidv7(), actingFor: actingFor(mother, ['requests']) }), 'FORBIDDEN'],
  ['an officer with a purpose does', () => ({ actor: null, roles: ['officer'], purpose: 'social-insurance' }), null],
  ['an officer without a purpose does not', () => ({ actor: null, roles: ['officer'] }), 'FORBIDDEN'],
  ['a stranger does not', () => ({ personId: uuidv7() }), 'FORBIDDEN'],
];
const actingFor = (personId: string, scope: string[]) => ({ personId, basis: 'MANDATE' as const, mandateId: 'm', scope, validFrom: '2026-01-01', validTo: null });

for (const [sentence, who, code] of rights) {
  test(`${sentence}, through Person and through _entities`, async () => {
    const { mother } = await family();
    const { personId = mother.personId, ...more } = who(mother.personId);
    const [offer] = await all(mother);
    const context = as(personId, more);
    const { Person, BenefitOffer } = resolvers as any;
    const ofPerson = async () => (await Person.offers({ id: mother.personId }, {}, context))[0];
    const byReference = await BenefitOffer.__resolveReference({ id: offer!.id }, context);
    if (code === null) return assert.deepEqual([byReference?.id, Boolean(await ofPerson())], [offer!.id, true]);
    await assert.rejects(ofPerson, { extensions: { code } });
    assert.equal(byReference, null, 'it is as one that does not exist');
  });
}

test('an officer who may read an offer may not decide on it; to a stranger it looks like an unknown id, which is not found', async () => {
  const { mother } = await family();
  const [offer] = await all(mother);
  const { Mutation } = resolvers as any;
  const accept = async (context: Context, id = offer!.id) => Mutation.acceptOffer({}, { id }, context);
  await assert.rejects(accept(as(mother.personId, { actor: null, roles: ['officer'], purpose: 'social-insurance' })), { extensions: { code: 'FORBIDDEN' } });
  await assert.rejects(accept(as(uuidv7())), { extensions: { code: 'NOT_FOUND' } });
  await assert.rejects(accept(as(mother.personId), uuidv7()), { extensions: { code: 'NOT_FOUND' }, message: /^Offer ".*" was not found$/ });
  await assert.rejects(accept(as(mother.personId), 'nonsense'), { extensions: { code: 'NOT_FOUND' } });
});

test('a signed-in resident hears of a change of their offers', async () => {
  const { mother } = await family();
  const { Subscription } = resolvers as any;
  const [offer] = await all(mother);
  const changes = Subscription.offerChanged.subscribe({}, {}, as(mother.personId));
  const next = changes.next();
  await markOffersSeen(as(mother.personId), [offer!.id]);
  const { value } = await next;
  assert.deepEqual([value.id, value.state], [offer!.id, 'SEEN']);
  await changes.return();
});

test('a new version sweeps everyone who is in the projection already, and a withdrawn benefit leaves everyone', async () => {
  const benefitId = uuidv5('benefit:TEST-FLAG');
  const veteran = person({ personId: uuidv7(), flags: ['NPK'] });
  await register(veteran);
  const criteria = [{ id: '1', parentId: null, operator: 'FACT', description: { lv: '', en: '' }, expression: '', legalBasis: null, test: { fact: 'flag', flag: 'NPK' } }];
  const definition = { ...seedBenefits.at(-1)!.definition, criteria, code: 'TEST-FLAG' };
  await publish(benefitId, definition, 1);
  await settled();
  const offerId = (await all(veteran)).find((offer) => offer.benefitId === benefitId)!.id;
  await declineOffer(as(veteran.personId), offerId, null);
  await publish(benefitId, definition, 2);
  await settled();
  const returned = (await all(veteran)).find((offer) => offer.benefitId === benefitId)!;
  assert.deepEqual([returned.state, returned.ruleVersion], ['FOUND', 2]);
  await tell('benefits.withdrawn.v1', benefitId, { code: 'TEST-FLAG', version: 2, validFrom: '2013-01-01' });
  await settled();
  assert.equal((await all(veteran)).find((offer) => offer.benefitId === benefitId)!.state, 'WITHDRAWN');
  const [sweep] = await sql`select finished_at is not null as done from offers.sweep where benefit_id = ${benefitId}`;
  assert.equal(sweep!.done, true);
});

test('days pass: a birthday brings an offer, a passed last day ends one, and an ended status takes one away', async () => {
  const { mother, father } = await family('2026-11-19');
  const senior = person({ personId: uuidv7(), birthDay: '1951-12-01', municipality: '0001000' });
  const jobless = person({ personId: uuidv7() });
  await register(senior, jobless);
  await tell('statuses.granted.v1', uuidv7(), { personId: jobless.personId, typeCode: 'BEZD', issuerId: uuidv7(), validFrom: '2026-11-25', validTo: '2027-02-28', from: null, to: 'ACTIVE' });
  await settled();
  assert.deepEqual([await stateOf(senior, 'RIGA-TRANSPORT-SENIOR'), await stateOf(jobless, 'VSAA-UNEMPLOYMENT')], [null, null]);
  const moveTo = async (day: string) => {
    clock.moveTo(Temporal.PlainDate.from(day));
    await settled();
  };
  await moveTo('2026-12-01');
  assert.deepEqual([await stateOf(senior, 'RIGA-TRANSPORT-SENIOR'), await stateOf(jobless, 'VSAA-UNEMPLOYMENT')], ['FOUND', 'FOUND']);
  await moveTo('2027-03-01');
  assert.equal(await stateOf(jobless, 'VSAA-UNEMPLOYMENT'), 'WITHDRAWN');
  assert.equal(await stateOf(mother, 'VSAA-BIRTH-GRANT'), 'FOUND');
  await moveTo('2027-05-19');
  assert.equal(await stateOf(mother, 'VSAA-BIRTH-GRANT'), 'FOUND', 'the last day is still a day to apply');
  await moveTo('2027-05-20');
  assert.deepEqual(await Promise.all([mother, father].map((it) => stateOf(it, 'VSAA-BIRTH-GRANT'))), ['EXPIRED', 'EXPIRED']);
  assert.equal((await offerOf(mother, 'VSAA-CHILD-CARE'))!.applyBy, null);
  await moveTo('2027-11-19');
  assert.equal(await stateOf(mother, 'VSAA-FAMILY-STATE'), 'FOUND');
  await moveTo('2028-05-19');
  assert.equal(await stateOf(mother, 'VSAA-CHILD-CARE'), 'WITHDRAWN');
  const [calendar] = await sql`select day from offers.calendar`;
  assert.equal(calendar!.day, '2028-05-19');
});
