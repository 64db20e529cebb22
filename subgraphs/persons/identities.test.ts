import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { TakenIn } from '#connectors/population/changes.ts';
import type { CodedPerson, CodeNews } from '#connectors/population/code-book.ts';
import { addProjected, readProjected, type ProjectedPerson } from '#connectors/population/projection.ts';
import type { PersonRecord } from '#connectors/population/record.ts';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { personIdOf } from '#kernel/identity/person-id.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { allCodes } from '#connectors/population/code-book.ts';
import { survivorsOf } from '../survivors.ts';
import { createCodeBook } from './code-book.ts';
import { personEvents } from './events.ts';
import { eventsOfCodes, mergePersons } from './mergers.ts';
import { tellDue, tellLater, TOLD_WITHIN_HOURS } from './later.ts';
import { forgetPersons } from './removals.ts';
import { preferencesOf, savePreferences, tell } from './store.ts';

const keys = { personId: Buffer.alloc(32, 1), codeHash: Buffer.alloc(32, 2), codeEncryption: Buffer.alloc(32, 3) };
const TODAY = '2026-11-20';
const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
const random = seededRandom(process.env.TEST_SEED ?? 'identities');
let database: TestDatabase;
let sql: Sql;
let book: ReturnType<typeof createCodeBook>;
let codes = 0;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons');
  book = createCodeBook(sql, keys);
});
after(() => database.close());

/** Codes of the new form that nobody had before. */
const newCode = () => `39${String(++codes).padStart(9, '0')}`;
const idOf = (code: string) => personIdOf(keys.personId, code);
const coded = (code: string, more: Partial<CodedPerson> = {}): CodedPerson => ({ code, formerCodes: [], mergedCodes: [], ...more });

/** Takes a page in as the follower does. */
async function takeIn(people: CodedPerson[], { changed = [], removedIds = [] }: Partial<TakenIn> = {}): Promise<CodeNews> {
  return sql.begin(async (transaction) => {
    const tx = transaction as unknown as Sql;
    const { news } = await book.learn(people, tx, await book.known(people.flatMap(allCodes), tx));
    await mergePersons(tx, news, AT);
    await tellLater(tx, await forgetPersons(tx, removedIds, new Set(changed.map(({ person }) => person.personId))), { clock: { now: () => AT }, random });
    await tell(tx, eventsOfCodes(news, changed, TODAY), 'test', AT);
    return news;
  }) as Promise<CodeNews>;
}
const told = async (subject: string) => (await sql`select action, data from persons.audit where subject = ${subject} order by id`).map(({ action, data }) => {
  personEvents[action as keyof typeof personEvents].strict().parse(data);
  return [action, data];
});
const fact = (personId: string, ties: ProjectedPerson['ties'] = []): ProjectedPerson => ({
  personId, birthDay: '1988-03-14', sex: 'F', vital: 'ALIVE', deathDay: null, municipality: '0001000', residenceSince: '2015-05-01', residenceState: 'DECLARED', flags: [], version: 3, ties,
});
const tie = (kind: string, otherId: string) => ({ kind, otherId, custody: true, validFrom: '2020-02-29', validTo: null });

test('a new code keeps the id, is told once, and is the only one that is ever sent out', async () => {
  const [old, changed] = [newCode(), newCode()];
  await takeIn([coded(old)]);
  for (let times = 0; times < 2; times++) await takeIn([coded(changed, { formerCodes: [old] })]);
  const id = idOf(old);
  assert.deepEqual(await book.idsOf([old, changed, newCode()]), new Map([[old, id], [changed, id]]));
  assert.deepEqual(await book.codesOf([id]), new Map([[id, changed]]));
  assert.deepEqual(await told(id), [['persons.code-changed.v1', { formerIds: [] }]]);
});

test('whoever reads a new code first changes nothing that the follower has to tell', async () => {
  const [old, changed] = [newCode(), newCode()];
  await takeIn([coded(old)]);
  assert.deepEqual(await book.meet([coded(changed, { formerCodes: [old] })]), new Map([[old, idOf(old)], [changed, idOf(old)]]));
  assert.deepEqual(await book.codesOf([idOf(old)]), new Map([[idOf(old), old]]));
  await takeIn([coded(changed, { formerCodes: [old] })]);
  assert.deepEqual((await told(idOf(old))).map(([type]) => type), ['persons.code-changed.v1']);
});

test('of two records of one person every code finds the survivor, and only the survivor\'s is sent out', async () => {
  const [a, b0, b] = [newCode(), newCode(), newCode()];
  await takeIn([coded(a), coded(b, { formerCodes: [b0] })]);
  const [survivor, former] = [idOf(a), idOf(b0)];
  for (let times = 0; times < 2; times++) await takeIn([coded(a, { mergedCodes: [b] })]);
  assert.deepEqual(await book.idsOf([a, b0, b]), new Map([[a, survivor], [b0, survivor], [b, survivor]]));
  assert.deepEqual(await book.codesOf([survivor, former]), new Map([[survivor, a]]));
  assert.deepEqual(await told(survivor), [['persons.merged.v1', { formerIds: [former] }]]);
  assert.deepEqual(await survivorsOf(sql, [former, survivor]), new Map([[former, survivor]]));
});

test('a chain of mergers leads straight to its end, and never in a circle', async () => {
  const [a, b, c] = [newCode(), newCode(), newCode()];
  await takeIn([coded(a), coded(b), coded(c)]);
  await takeIn([coded(b, { mergedCodes: [a] })]);
  await takeIn([coded(c, { mergedCodes: [b, a] })]);
  const survivors = async () => survivorsOf(sql, [a, b, c].map(idOf));
  assert.deepEqual(await survivors(), new Map([[idOf(a), idOf(c)], [idOf(b), idOf(c)]]));
  await takeIn([coded(a, { mergedCodes: [c, b] })]); // the register turns it round: the id stays where everything is
  assert.deepEqual(await survivors(), new Map([[idOf(a), idOf(c)], [idOf(b), idOf(c)]]));
  assert.deepEqual(await book.codesOf([idOf(c)]), new Map([[idOf(c), a]]));
});

test('a merger that is undone gives the id back', async () => {
  const [a, b] = [newCode(), newCode()];
  await takeIn([coded(a), coded(b)]);
  await takeIn([coded(a, { mergedCodes: [b] })]);
  await takeIn([coded(a), coded(b)]);
  assert.deepEqual(await book.codesOf([idOf(a), idOf(b)]), new Map([[idOf(a), a], [idOf(b), b]]));
  assert.deepEqual(await survivorsOf(sql, [idOf(b)]), new Map());
  await takeIn([coded(a, { mergedCodes: [b] })]); // and it may turn out to be true after all
  assert.deepEqual(await survivorsOf(sql, [idOf(b)]), new Map([[idOf(b), idOf(a)]]));
  assert.equal((await told(idOf(a))).length, 2);
});

test('the projection has one of the two, with the relatives\' ties; looks, consents and an objection go over', async () => {
  const [a, b] = [newCode(), newCode()];
  const [survivor, former, child] = [idOf(a), idOf(b), uuidv7()];
  await takeIn([coded(a), coded(b)]);
  await addProjected(sql, [fact(survivor), fact(former, [tie('CHILD', child)]), fact(child, [tie('PARENT', former)])]);
  await savePreferences(sql, former, { notifyOffers: null, evaluateOffers: false, channel: null, language: null }, 'test', AT);
  await savePreferences(sql, survivor, { notifyOffers: null, evaluateOffers: null, channel: null, language: 'en' }, 'test', AT.add({ seconds: 1 }));
  await sql`insert into persons.data_access (at, person_id, by, purpose, permission, fields, request_id) values (${AT.toString()}, ${former}, 'officer', 'p', '1', '{}', 'r')`;
  await sql`insert into persons.data_permission (id, person_id, purpose, fields) values (${uuidv7()}, ${former}, 'p', '{}')`;
  await takeIn([coded(a, { mergedCodes: [b] })]);
  const kept = await readProjected(sql, [survivor, former, child]);
  assert.deepEqual([...kept.keys()].sort(), [survivor, child].sort());
  assert.deepEqual(kept.get(child)!.ties.map(({ otherId }) => otherId), [survivor]);
  assert.deepEqual(await preferencesOf(sql, [survivor]), [{ notifyOffers: true, evaluateOffers: false, channel: 'PORTAL', language: 'en' }]);
  for (const table of ['preference', 'data_access', 'data_permission']) {
    const rows = await sql`select person_id from persons.${sql(table)} where person_id in (${survivor}, ${former})`;
    assert.deepEqual(rows.map((row) => row.person_id), [survivor], table);
  }
});

test('where a protected person lives is not told with their new code, nor of somebody met on the way; a new code found in the discovery is not told', () => {
  const [protectedOne, met, discovered, plain] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const changed = (personId: string, kind: 'PROTECTED' | 'DECLARED', isDiscovery = false) => {
    const residence = { kind, addressCode: null, municipality: '0001000', foreignText: null, from: '2020-01-01', to: null };
    return { person: { personId, version: 2, residences: [residence] } as unknown as PersonRecord, isDiscovery, repair: null };
  };
  const news = { recoded: [protectedOne, met, discovered, plain], merged: [], parted: [] };
  const events = eventsOfCodes(news, [changed(protectedOne, 'PROTECTED'), changed(discovered, 'DECLARED', true), changed(plain, 'DECLARED')], TODAY);
  assert.deepEqual(events.map(({ subject, municipality }) => [subject, municipality]), [[protectedOne, null], [met, null], [plain, '0001000']]);
});

test('where nothing is known under the survivor\'s id yet, what is known of the other is the past their record is compared with', async () => {
  const [a, b] = [newCode(), newCode()];
  await takeIn([coded(b)]);
  await addProjected(sql, [fact(idOf(b))]);
  await takeIn([coded(a, { mergedCodes: [b] })]);
  const kept = await readProjected(sql, [idOf(a), idOf(b)]);
  assert.deepEqual([...kept].map(([id, { municipality, version }]) => [id, municipality, version]), [[idOf(a), '0001000', -1]]);
});

test('of an adopted child\'s past nothing is left: no code, no fact, no tie, and no word of who vanished', async () => {
  const [childCode, motherCode] = [newCode(), newCode()];
  const [child, mother] = [idOf(childCode), idOf(motherCode)];
  await takeIn([coded(childCode), coded(motherCode)]);
  await addProjected(sql, [fact(child, [tie('PARENT', mother)]), fact(mother, [tie('CHILD', child)])]);
  await savePreferences(sql, child, { notifyOffers: false, evaluateOffers: null, channel: null, language: null }, 'test', AT);
  await takeIn([], { removedIds: [child] });
  await takeIn([], { removedIds: [child] });
  assert.deepEqual(await book.idsOf([childCode]), new Map());
  assert.deepEqual((await readProjected(sql, [mother, child])).get(mother)!.ties, []);
  assert.equal((await readProjected(sql, [child])).size, 0);
  assert.deepEqual([(await told(child)).filter(([type]) => type === 'persons.removed.v1'), await told(mother)], [[], []]);
  const due = await sql`select person_id, type, due_at from persons.told_later where person_id in (${child}, ${mother})`;
  assert.deepEqual(new Map(due.map((row) => [row.person_id, row.type])), new Map([[child, 'persons.removed.v1'], [mother, 'persons.corrected.v1']]));
  for (const row of due) {
    const hours = Temporal.Instant.from(row.due_at).since(AT).total('hours');
    assert.ok(hours >= 1 && hours <= TOLD_WITHIN_HOURS && Number.isInteger(hours), `it is told ${hours} hours later`);
  }
});

test('what is told later is told once, by whoever looks first, at a full hour, and of who vanished without an audit line', async () => {
  const [childCode, motherCode] = [newCode(), newCode()];
  const [child, mother] = [idOf(childCode), idOf(motherCode)];
  await takeIn([coded(childCode), coded(motherCode)]);
  await addProjected(sql, [fact(child, [tie('PARENT', mother)]), fact(mother, [tie('CHILD', child)])]);
  await takeIn([], { removedIds: [child] });
  const sent = () => database.admin`select subject, type, time, municipality, data from events.outbox where subject in (${child}, ${mother}) and time > ${AT.toString()} order by type`;
  await tellDue(sql, AT);
  assert.equal((await sent()).length, 0);
  const downUntil = AT.add({ hours: 2 * TOLD_WITHIN_HOURS, minutes: 17 });
  await Promise.all([1, 2, 3].map(() => tellDue(sql, downUntil)));
  const time = downUntil.subtract({ minutes: 17 });
  assert.deepEqual((await sent()).map((row) => [row.subject, row.type, Temporal.Instant.from(row.time).toString(), row.municipality, row.data]), [
    [mother, 'persons.corrected.v1', time.toString(), '0001000', {}], [child, 'persons.removed.v1', time.toString(), null, {}],
  ]);
  assert.deepEqual([await told(child), await told(mother)], [[], [['persons.corrected.v1', {}]]]);
});

test('nothing is told later of who is given out again meanwhile, nor of relatives who died; of who was merged it is told under the survivor\'s id', async () => {
  const codesOf = [newCode(), newCode(), newCode(), newCode()];
  const [child, father, mother, survivor] = codesOf.map(idOf) as [string, string, string, string];
  await takeIn(codesOf.map((code) => coded(code)));
  await addProjected(sql, [fact(child, [tie('PARENT', mother), tie('PARENT', father)]), fact(mother, [tie('CHILD', child)]), fact(father, [tie('CHILD', child)]), fact(survivor)]);
  await takeIn([], { removedIds: [child] });
  await takeIn([coded(codesOf[0]!)]);
  await addProjected(sql, [fact(child)]);
  await sql`update population.fact set vital = 'DECEASED' where person_id = ${father}`;
  await takeIn([coded(codesOf[3]!, { mergedCodes: [codesOf[2]!] })]);
  await tellDue(sql, AT.add({ hours: TOLD_WITHIN_HOURS }));
  assert.deepEqual([await told(child), await told(father), await told(mother)], [[], [], []]);
  assert.deepEqual((await told(survivor)).map(([type]) => type).sort(), ['persons.corrected.v1', 'persons.merged.v1']);
});

test('a late copy of a record does not bring back an adopted child\'s past; the register itself may', async () => {
  const code = newCode();
  await takeIn([coded(code)]);
  await takeIn([], { removedIds: [idOf(code)] });
  assert.deepEqual(await book.meet([coded(code)]), new Map());
  assert.deepEqual(await book.idsOf([code]), new Map());
  await takeIn([coded(code)]);
  assert.deepEqual(await book.idsOf([code]), new Map([[code, idOf(code)]]));
  assert.deepEqual(await book.meet([coded(code)]), new Map([[code, idOf(code)]]));
  assert.equal((await sql`select from persons.removed_code where code_hash = any(select code_hash from persons.person_key)`).length, 0);
});

test('a line that takes away the code of somebody who is there takes nobody away', async () => {
  const [a, b] = [newCode(), newCode()];
  await takeIn([coded(a), coded(b)]);
  await addProjected(sql, [fact(idOf(a)), fact(idOf(b))]);
  const person = { personId: idOf(a), version: 4, residences: [] } as unknown as PersonRecord;
  await takeIn([coded(a, { mergedCodes: [b] })], { removedIds: [idOf(a)], changed: [{ person, isDiscovery: false, repair: null }] });
  assert.deepEqual([...(await readProjected(sql, [idOf(a)])).keys()], [idOf(a)]);
  assert.deepEqual(await book.codesOf([idOf(a)]), new Map([[idOf(a), a]]));
});

test('an address that becomes protected takes the places out of what was told before', async () => {
  const person = uuidv7();
  await tell(sql, [{ type: 'persons.moved.v1', subject: person, municipality: '0002000', data: { from: '0001000', to: '0002000', since: '2026-01-01' } }], 'test', AT);
  await tell(sql, [{ type: 'persons.address-protected.v1', subject: person, municipality: null, data: {} }], 'test', AT);
  const rows = await database.admin`
    select municipality, data from events.outbox where subject = ${person} union all select municipality, data from events.log where subject = ${person}
    union all select null, data from persons.audit where subject = ${person}`;
  assert.equal(rows.length, 4);
  assert.doesNotMatch(JSON.stringify(rows), /\d{7}/);
  assert.match(JSON.stringify(rows), /2026-01-01/);
});

const moved = (subject: string) => ({ type: 'persons.moved.v1', subject, municipality: '0002000', data: { from: '0001000', to: '0002000', since: '2026-01-01' } }) as const;
const everTold = async (ids: string[]) => JSON.stringify(await database.admin`
  select municipality, data from events.outbox where subject = any(${ids}::uuid[]) union all select null, data from persons.audit where subject = any(${ids}::uuid[])`);

test('protection reaches what was told under an id that was given up before', async () => {
  const [a, b] = [newCode(), newCode()];
  const [survivor, former] = [idOf(a), idOf(b)];
  await takeIn([coded(a), coded(b)]);
  await tell(sql, [moved(former), moved(survivor)], 'test', AT);
  await takeIn([coded(a, { mergedCodes: [b] })]);
  assert.match(await everTold([former]), /0002000/);
  await tell(sql, [{ type: 'persons.address-protected.v1', subject: survivor, municipality: null, data: {} }], 'test', AT);
  assert.doesNotMatch(await everTold([survivor, former]), /\b\d{7}\b/);
});

test('whoever turns out to be a protected person is protected with all that was told of them', async () => {
  const [a, b] = [newCode(), newCode()];
  const [survivor, former] = [idOf(a), idOf(b)];
  await takeIn([coded(a), coded(b)]);
  await addProjected(sql, [{ ...fact(survivor), municipality: null, residenceState: 'PROTECTED' }, fact(former)]);
  await tell(sql, [moved(former)], 'test', AT);
  await takeIn([coded(a, { mergedCodes: [b] })]);
  assert.doesNotMatch(await everTold([survivor, former]), /\b\d{7}\b/);
});
