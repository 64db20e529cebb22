import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { personEvents } from '#subgraphs/persons/events.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** Daugavpils becomes part of Augšdaugava, told three weeks late, and later both of Rīga: everything follows, nobody has moved. */
const DAUGAVPILS = '0002000';
const AUGSDAUGAVA = '0022000';
const RIGA = '0001000';
const ON = '2026-11-01';
/** Names Daugavpils, and whoever is 65. */
const SENIORS = 'DAUGAVPILS-TRANSPORT-SENIOR';

let hub: TestHub;
let sql: Sql;
let earlier: { me: any; offers: any[]; facts: Record<string, any>[]; sequence: number };
/** Seniors of Augšdaugava, of whom no rule of Daugavpils spoke before. */
let seniors: string[];
/** Somebody of Daugavpils who declined what Jānis accepted. */
let unwilling: string;

const ME = `{ me { municipality { code name validTo successor { code } } residenceSince residenceState
  declaredResidence { code text municipality { code } } lifeSituations { steps { step { service { id } } } } } }`;
const OFFERS = '{ me { offers { id state benefit { code } because { fact value } } benefits { id state benefit { code } } } }';

before(async () => {
  hub = await startTestHub({ population: 3_000 });
  sql = connect(hub.databaseUrl, { name: 'tests' });
  await hub.network.settled();
  const { me, offers } = await lookAs('janis');
  const { data } = await hub.ask('janis', 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }', { id: offers.find(({ benefit }) => benefit.code === SENIORS).id });
  assert.equal(data.acceptOffer.__typename, 'AcceptOfferSuccess');
  unwilling = (await openOffersOf(SENIORS)).find(({ municipality }) => municipality === DAUGAVPILS)!.personId;
  await sql`update offers.offer set state = 'DECLINED', decided_at = now() where person_id = ${unwilling}`;
  await hub.network.settled();
  seniors = (await sql`
    select person_id from population.fact where municipality = ${AUGSDAUGAVA} and birth_day <= '1961-11-20' and vital = 'ALIVE'`).map((row) => row.person_id);
  assert.ok(seniors.length > 0, 'nobody is old enough in this population');
  earlier = { me, offers: (await lookAs('janis')).offers, facts: await factsOf([DAUGAVPILS]), sequence: await lastEvent() };
  await merge(DAUGAVPILS, AUGSDAUGAVA, ON);
});
after(async () => {
  await sql?.end();
  await hub?.close();
});

async function merge(municipality: string, into: string, effectiveOn?: string): Promise<void> {
  const answer = await hub.sandbox('changes', { kind: 'merge-municipalities', municipality, into, ...(effectiveOn ? { effectiveOn } : {}) });
  assert.equal(answer.kind, 'merge-municipalities', JSON.stringify(answer));
  await hub.network.settled();
}
async function lookAs(as: string): Promise<{ me: any; offers: any[]; benefits: any[] }> {
  const [about, offered] = [await hub.ask(as, ME), await hub.ask(as, OFFERS)];
  assert.deepEqual([about.errors, offered.errors], [undefined, undefined], JSON.stringify([about, offered]));
  return { me: about.data.me, ...offered.data.me };
}
/** Who is offered a benefit, and where they live by the reasons they are given. */
const openOffersOf = async (code: string) => (await sql`
  select o.person_id, reason ->> 'value' as municipality from offers.offer o
  join offers.rule r on r.benefit_id = o.benefit_id and r.version = o.rule_version, jsonb_array_elements(o.because) as reason
  where r.definition ->> 'code' = ${code} and o.state in ('FOUND', 'NOTIFIED', 'SEEN') and reason ->> 'fact' = 'municipality' order by 1`)
  .map((row) => ({ personId: row.person_id as string, municipality: row.municipality as string | null }));
const factsOf = async (codes: string[]) => (await sql`
  select person_id, municipality, residence_since, residence_state, version from population.fact where municipality = any(${codes}) order by person_id`).map((row) => ({ ...row }));
const lastEvent = async () => (await sql`select coalesce(max(sequence), 0) as last from events.log`)[0]!.last;
const eventsSince = (sequence: number) => sql`select type, municipality, data from events.log where sequence > ${sequence} order by sequence`;
const codesOf = (offers: any[], state: string) => offers.filter((offer) => offer.state === state).map((offer) => offer.benefit.code).sort();

test('who lived there lives in the successor since the same day, at the same address', async () => {
  const { me } = await lookAs('janis');
  assert.deepEqual(earlier.me.municipality, { code: DAUGAVPILS, name: 'Daugavpils', validTo: null, successor: null });
  assert.deepEqual(me, {
    ...earlier.me,
    municipality: { code: AUGSDAUGAVA, name: 'Augšdaugavas novads', validTo: null, successor: null },
    declaredResidence: { ...earlier.me.declaredResidence, municipality: { code: AUGSDAUGAVA } },
  });
  const facts = new Map((await factsOf([AUGSDAUGAVA])).map((fact) => [fact.person_id, fact]));
  assert.ok(earlier.facts.length > 50);
  for (const fact of earlier.facts) assert.deepEqual(facts.get(fact.person_id), { ...fact, municipality: AUGSDAUGAVA });
  for (const table of ['population.fact', 'addresses.address']) {
    assert.equal((await sql`select count(*) as left from ${sql(table)} where municipality = ${DAUGAVPILS}`)[0]!.left, 0, table);
  }
});

test('one event tells of it, and nobody is told to have moved', async () => {
  const events = await eventsSince(earlier.sequence);
  const ofPersons = events.filter(({ type }) => type.startsWith('persons.'));
  assert.deepEqual(ofPersons.map((row) => ({ ...row })), [
    { type: 'persons.municipality-merged.v1', municipality: AUGSDAUGAVA, data: { from: DAUGAVPILS, to: AUGSDAUGAVA, on: ON } },
  ]);
  personEvents['persons.municipality-merged.v1'].parse(ofPersons[0]!.data);
  assert.deepEqual(events.filter(({ type }) => /withdrawn|ended|expired|arisen/.test(type)), []);
});

test('it stands in the classifier until its last day, with its successor', async () => {
  const { data, errors } = await hub.ask(null, `{
    then: municipalities(on: "2026-10-31") { code validTo successor { code name } } now: municipalities { code } }`);
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.deepEqual(data.then.find(({ code }: any) => code === DAUGAVPILS), { code: DAUGAVPILS, validTo: ON, successor: { code: AUGSDAUGAVA, name: 'Augšdaugavas novads' } });
  assert.deepEqual([data.then.length, data.now.length, data.now.some(({ code }: any) => code === DAUGAVPILS)], [42, 41, false]);
});

test('filters answer for the successor, whichever of the two is named', async () => {
  const ask = async (code: string) => (await hub.ask(null, `query ($code: ID!) {
    benefits(filter: { municipalityCode: $code }, first: 100) { edges { node { code } } } contactPoints(municipalityCode: $code) { name } }`, { code })).data;
  const [merged, successor] = [await ask(DAUGAVPILS), await ask(AUGSDAUGAVA)];
  assert.deepEqual(merged, successor);
  assert.ok(merged.benefits.edges.some(({ node }: any) => node.code === SENIORS));
  assert.ok(merged.contactPoints.some(({ name }: any) => name === 'VSAA Daugavpils klientu apkalpošanas centrs'));
});

test('rules that name the merged municipality hold for everyone in the successor, and what was decided stays decided', async () => {
  const { offers, benefits } = await lookAs('janis');
  for (const state of ['FOUND', 'ACCEPTED']) assert.deepEqual(codesOf(offers, state), codesOf(earlier.offers, state), state);
  assert.deepEqual(benefits.map(({ state, benefit }) => [benefit.code, state]), [[SENIORS, 'ACTIVE']]);
  assert.deepEqual((await sql`select distinct state from offers.offer where person_id = ${unwilling}`).map(({ state }) => state), ['DECLINED']);
  const open = (await openOffersOf(SENIORS)).filter(({ municipality }) => municipality !== null); // of the protected no place is told
  assert.deepEqual(new Set(open.map(({ municipality }) => municipality)), new Set([AUGSDAUGAVA]));
  const offered = new Set(open.map(({ personId }) => personId));
  assert.deepEqual(seniors.filter((id) => !offered.has(id)), []);
});

test('a change of somebody who lives there is no move, and what is told of them names the successor', async () => {
  const sequence = await lastEvent();
  await hub.sandbox('changes', { kind: 'code-change', person: 'janis' });
  await hub.network.settled();
  assert.deepEqual((await eventsSince(sequence)).map(({ type, municipality }) => [type, municipality]), [['persons.code-changed.v1', AUGSDAUGAVA]]);
});

test('the list read again from its beginning changes nothing', async () => {
  const [facts, sequence] = [await factsOf([AUGSDAUGAVA]), await lastEvent()];
  await sql`update persons.feed set position = 0 where name = 'vzd_address/municipality-merged'`;
  await hub.network.settled();
  assert.deepEqual([await factsOf([AUGSDAUGAVA]), await lastEvent()], [facts, sequence]);
  assert.equal((await sql`select position from persons.feed where name = 'vzd_address/municipality-merged'`)[0]!.position, 1);
});

test('where the successor becomes part of another, the chain is followed, and rules of the last hold for the first', async () => {
  assert.ok(!earlier.offers.some(({ benefit }) => benefit.code === 'RIGA-TRANSPORT-SENIOR'));
  const sequence = await lastEvent();
  await merge(AUGSDAUGAVA, RIGA);
  const { me, offers } = await lookAs('janis');
  assert.deepEqual([me.municipality.code, me.residenceSince], [RIGA, earlier.me.residenceSince]);
  assert.ok(codesOf(offers, 'FOUND').includes('RIGA-TRANSPORT-SENIOR'), JSON.stringify(codesOf(offers, 'FOUND')));
  assert.ok(codesOf(offers, 'ACCEPTED').includes(SENIORS));
  assert.deepEqual(await factsOf([DAUGAVPILS, AUGSDAUGAVA]), []);
  assert.deepEqual((await eventsSince(sequence)).filter(({ type }) => type.startsWith('persons.')).map(({ data }) => data), [{ from: AUGSDAUGAVA, to: RIGA, on: '2026-11-20' }]);
});
