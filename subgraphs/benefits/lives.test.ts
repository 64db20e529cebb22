import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv5, uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { SubgraphServices } from '../module.ts';
import { events } from './events.ts';
import { follow } from './instructions.ts';
import { seed } from './seed.ts';
import { instructionsOfPersons, meansOfPersons } from './store.ts';

const clock = fixedClock('2026-11-20T09:00:00Z');
const FARES = 'RIGA-TRANSPORT-SENIOR';
let sql: Sql;
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('benefits');
  await seed({ sql, clock } as unknown as SubgraphServices);
});
after(() => database.close());

const event = (type: string, subject: string, data: Record<string, unknown> = {}): EventEnvelope =>
  ({ sequence: 1, id: uuidv7(), type, subject, subjectVersion: 1, time: '2026-11-20T09:00:00Z', appendedAt: '', municipality: null, data });
const accepted = (personId: string, validFrom = '2026-10-01', validTo: string | null = null) => event('offers.accepted.v1', uuidv7(), {
  personId, benefitId: uuidv5(`benefit:${FARES}`), concerningId: null, from: 'FOUND', to: 'ACCEPTED', applyBy: null, serviceId: null,
  award: 'CONSENT', asks: [], benefitCode: FARES, validFrom, validTo, channel: 'PORTAL',
});
const take = (...batch: EventEnvelope[]) => sql.begin((tx) => follow(batch, tx as unknown as Sql, clock.now()));
const held = async (personId: string) => (await instructionsOfPersons(sql, [personId])).map(({ state, validFrom, validTo }) => [state, validFrom, validTo]);
const toldOf = async (personId: string) => (await database.admin`select type, data from events.outbox where data ->> 'personId' = ${personId} order by position`)
  .map(({ type, data }) => (events[type as keyof typeof events].parse(data), type));

test('what ended with a death goes on to its own last day when the death is annulled, once', async () => {
  const person = uuidv7();
  const annulled = event('persons.death-annulled.v1', person, { on: '2026-11-18' });
  await take(accepted(person, '2026-10-01', '2027-12-31'), event('persons.died.v1', person, { on: '2026-11-18' }));
  assert.deepEqual(await held(person), [['ENDED', '2026-10-01', '2026-11-18']]);
  await take(annulled, annulled);
  await take(annulled);
  assert.deepEqual(await held(person), [['ACTIVE', '2026-10-01', '2027-12-31']]);
  assert.deepEqual((await toldOf(person)).filter((type) => type === 'benefits.instruction-resumed.v1').length, 1);
});

test('what ended with a move stays ended when a death is annulled', async () => {
  const person = uuidv7();
  await take(accepted(person), event('persons.moved.v1', person, { from: '0001000', to: '0002000', since: '2026-11-01' }));
  await take(event('persons.died.v1', person, { on: '2026-11-18' }), event('persons.death-annulled.v1', person, { on: '2026-11-18' }));
  assert.deepEqual(await held(person), [['ENDED', '2026-10-01', '2026-10-31']]);
});

test('what was given and is shown at the till under either id is the survivor\'s; of one benefit given twice one never began', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  await take(accepted(former, '2026-11-01', '2026-12-31'), accepted(survivor));
  await sql`insert into benefits.identification_means (id, person_id, kind, label, number_hash, state) values (${uuidv7()}, ${former}, 'E_TICKET', 'e-talons', ${uuidv7()}, 'ACTIVE')`;
  const merged = event('persons.merged.v1', survivor, { formerIds: [former] });
  for (let times = 0; times < 2; times++) await take(merged);
  assert.deepEqual(await held(survivor), [['ENDED', '2026-11-01', '2026-10-31'], ['ACTIVE', '2026-10-01', null]]);
  assert.deepEqual(await held(former), []);
  assert.equal((await meansOfPersons(sql, [survivor])).length, 1);
  assert.deepEqual((await toldOf(survivor)).filter((type) => type === 'benefits.instruction-ended.v1').length, 1);
});

test('two of one benefit with days of their own both stay', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  await take(accepted(former, '2026-09-01', '2026-12-31'), accepted(survivor));
  await take(event('persons.merged.v1', survivor, { formerIds: [former] }));
  assert.deepEqual(await held(survivor), [['ACTIVE', '2026-10-01', null], ['ACTIVE', '2026-09-01', '2026-12-31']]);
});

test('an offer accepted under the former id by whoever had not heard of the merger is the survivor\'s', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  await database.admin`insert into persons.merged (person_id, survivor_id, at) values (${former}, ${survivor}, now())`;
  await take(event('persons.merged.v1', survivor, { formerIds: [former] }), accepted(former));
  assert.deepEqual(await held(survivor), [['ACTIVE', '2026-10-01', null]]);
});

test('nothing goes on under an id that is gone', async () => {
  const person = uuidv7();
  await take(accepted(person), event('persons.removed.v1', person));
  assert.deepEqual(await held(person), [['ENDED', '2026-10-01', '2026-11-20']]);
});
