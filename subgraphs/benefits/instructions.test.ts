import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv5, uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { SubgraphServices } from '../module.ts';
import { instructionEnded } from './events.ts';
import { follow } from './instructions.ts';
import { seed } from './seed.ts';
import { instructionsOfPersons } from './store.ts';

const clock = fixedClock('2026-11-20T09:00:00Z');
const [RIGA, DAUGAVPILS, LIEPAJA] = ['0001000', '0002000', '0005000'];
const [RIGA_FARES, DAUGAVPILS_FARES, OF_THE_STATE] = ['RIGA-TRANSPORT-SENIOR', 'DAUGAVPILS-TRANSPORT-SENIOR', 'VSAA-FAMILY-STATE'];
let sql: Sql;
let admin: Sql;
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('benefits');
  admin = database.admin;
  await seed({ sql, clock } as unknown as SubgraphServices);
});
after(() => database.close());

const event = (type: string, subject: string, data: Record<string, unknown>): EventEnvelope =>
  ({ sequence: 1, id: uuidv7(), type, subject, subjectVersion: 1, time: '2026-11-20T22:30:00Z', appendedAt: '', municipality: null, data });
const moved = (personId: string, from: string | null, to: string | null, since: string | null) => event('persons.moved.v1', personId, { from, to, since });
const died = (personId: string, on: string | null) => event('persons.died.v1', personId, { on });
const accepted = (personId: string, benefitCode: string, validFrom = '2026-10-01', validTo: string | null = null) =>
  event('offers.accepted.v1', uuidv7(), {
    personId, benefitId: uuidv5(`benefit:${benefitCode}`), concerningId: null, from: 'FOUND', to: 'ACCEPTED', applyBy: null, serviceId: null,
    award: 'CONSENT', asks: [], benefitCode, validFrom, validTo, channel: 'PORTAL',
  });
const followAll = (...batch: EventEnvelope[]) => sql.begin((tx) => follow(batch, tx as unknown as Sql, clock.now()));

/** By code: its state and last day. */
async function held(personId: string): Promise<Record<string, [state: string, validTo: string | null]>> {
  const codes = new Map([RIGA_FARES, DAUGAVPILS_FARES, OF_THE_STATE].map((code) => [uuidv5(`benefit:${code}`), code!]));
  return Object.fromEntries((await instructionsOfPersons(sql, [personId])).map((one) => [codes.get(one.benefitId), [one.state, one.validTo]]));
}
const endingsOf = async (personId: string) =>
  (await admin`
    select data from events.outbox where type = 'benefits.instruction-ended.v1' and data ->> 'personId' = ${personId} order by position`)
    .map(({ data }) => instructionEnded.parse(data));

test('who moves away keeps what a municipality gives until the day before, and what the state gives for good', async () => {
  const person = uuidv7();
  await followAll(accepted(person, DAUGAVPILS_FARES!), accepted(person, OF_THE_STATE!), moved(person, DAUGAVPILS!, LIEPAJA!, '2026-11-18'));
  assert.deepEqual(await held(person), { [DAUGAVPILS_FARES!]: ['ENDED', '2026-11-17'], [OF_THE_STATE!]: ['ACTIVE', null] });
  assert.deepEqual(await endingsOf(person), [
    { personId: person, benefitId: uuidv5(`benefit:${DAUGAVPILS_FARES}`), on: '2026-11-17', reason: 'MOVED' },
  ]);
});

test('row, audit line and event are written together, and once however often the move is told', async () => {
  const person = uuidv7();
  const move = moved(person, DAUGAVPILS!, RIGA!, '2026-11-18');
  await followAll(accepted(person, DAUGAVPILS_FARES!), move, move);
  await followAll(move);
  const [instruction] = await instructionsOfPersons(sql, [person]);
  const told = await admin`select type, subject_version, municipality from events.outbox where subject = ${instruction!.id} order by subject_version`;
  assert.deepEqual(told.map((row) => Object.values(row)), [['benefits.instructed.v1', 1, null], ['benefits.instruction-ended.v1', 2, null]]);
  const audited = await admin`select action, by from benefits.audit where subject = ${instruction!.id} order by id`;
  assert.deepEqual(audited.map((row) => Object.values(row)), [['benefits.instructed.v1', 'offers'], ['benefits.instruction-ended.v1', 'persons']]);
});

test('what is accepted after the move to where one lives now stays; the move back ends it', async () => {
  const person = uuidv7();
  await followAll(
    accepted(person, DAUGAVPILS_FARES!), moved(person, DAUGAVPILS!, RIGA!, '2026-11-10'),
    accepted(person, RIGA_FARES!, '2026-11-10'), moved(person, LIEPAJA!, RIGA!, '2026-11-12'),
  );
  assert.deepEqual(await held(person), { [DAUGAVPILS_FARES!]: ['ENDED', '2026-11-09'], [RIGA_FARES!]: ['ACTIVE', null] });
  await followAll(moved(person, RIGA!, DAUGAVPILS!, '2026-11-19'));
  assert.deepEqual(await held(person), { [DAUGAVPILS_FARES!]: ['ENDED', '2026-11-09'], [RIGA_FARES!]: ['ENDED', '2026-11-18'] });
});

const cases: [name: string, validFrom: string, validTo: string | null, to: string | null, since: string | null, ...expected: [string, string | null]][] = [
  ['a move on the day of acceptance leaves that day', '2026-11-20', null, RIGA!, '2026-11-20', 'ENDED', '2026-11-20'],
  ['a move told late ends on its day what was accepted since', '2026-11-20', null, RIGA!, '2026-11-01', 'ENDED', '2026-11-01'],
  ['leaving the country is moving away', '2026-10-01', null, null, '2026-11-18', 'ENDED', '2026-11-17'],
  ['a move without a day counts from the day, in Riga, on which it is told', '2026-10-01', null, RIGA!, null, 'ENDED', '2026-11-20'],
  ['an earlier end than its own term is the one that counts', '2026-10-01', '2026-12-31', RIGA!, '2026-11-18', 'ENDED', '2026-11-17'],
  ['what had run out before the move keeps its last day', '2026-10-01', '2026-10-31', RIGA!, '2026-11-18', 'ACTIVE', '2026-10-31'],
];
for (const [name, validFrom, validTo, to, since, ...expected] of cases) {
  test(name, async () => {
    const person = uuidv7();
    await followAll(accepted(person, DAUGAVPILS_FARES!, validFrom, validTo), moved(person, DAUGAVPILS!, to, since));
    assert.deepEqual(await held(person), { [DAUGAVPILS_FARES!]: expected });
    assert.equal((await endingsOf(person)).length, expected[0] === 'ENDED' ? 1 : 0);
  });
}

test('a death ends everything with that day; nobody else loses anything', async () => {
  const [person, other] = [uuidv7(), uuidv7()];
  const death = died(person, '2026-11-15');
  await followAll(accepted(other, DAUGAVPILS_FARES!), accepted(person, DAUGAVPILS_FARES!), accepted(person, OF_THE_STATE!), death, death);
  assert.deepEqual(await held(person), { [DAUGAVPILS_FARES!]: ['ENDED', '2026-11-15'], [OF_THE_STATE!]: ['ENDED', '2026-11-15'] });
  assert.deepEqual(await held(other), { [DAUGAVPILS_FARES!]: ['ACTIVE', null] });
  assert.deepEqual((await endingsOf(person)).map(({ on, reason }) => [on, reason]), [['2026-11-15', 'DIED'], ['2026-11-15', 'DIED']]);
});

test('a death without a known day ends on the day, in Riga, on which it is told', async () => {
  const person = uuidv7();
  await followAll(accepted(person, OF_THE_STATE!), died(person, null));
  assert.deepEqual(await held(person), { [OF_THE_STATE!]: ['ENDED', '2026-11-21'] });
});
