import assert from 'node:assert/strict';
import { uuidv5 } from '#kernel/ids.ts';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** Lives that do not follow the plain story: late news, twins, quick moves, protection, two who act at once, many corrections. */
let hub: TestHub;
let sql: Sql;
before(async () => {
  hub = await startTestHub({ population: 3_000 });
  sql = connect(hub.databaseUrl, { name: 'tests' });
  await hub.network.settled();
});
after(async () => {
  await sql.end();
  await hub.close();
});

const OPEN = ['FOUND', 'NOTIFIED', 'SEEN'];
async function change(body: object): Promise<{ personId: string }> {
  const changed = await hub.sandbox('changes', body);
  assert.ok(changed.kind, JSON.stringify(changed));
  await hub.network.settled();
  return changed;
}
async function mutate(as: string, query: string, variables: object): Promise<any> {
  const { data, errors } = await hub.ask(as, query, variables as never);
  assert.equal(errors, undefined, JSON.stringify(errors));
  return Object.values(data)[0];
}
/** Codes of what is offered about a child, by the parent's id. */
async function offersAbout(childId: string): Promise<Record<string, string[]>> {
  const rows = await sql`
    select person_id, array_agg(r.definition ->> 'code' order by r.definition ->> 'code') as codes
    from offers.offer o join offers.rule r on r.benefit_id = o.benefit_id and r.version = o.rule_version
    where concerning_id = ${childId} and state = any(${OPEN}) group by 1`;
  return Object.fromEntries(rows.map((row) => [row.person_id, row.codes]));
}
const eventsOf = async (subject: string) =>
  (await sql`select type, municipality, data from events.log where subject = ${subject} order by sequence`).map((row) => ({ ...row })) as any[];

test('a birth told eight months late is a birth since its day, with only what can still be had', async () => {
  const { personId } = await change({ kind: 'birth', mother: 'anna', effectiveOn: '2026-03-20' });
  const anna = await hub.personId('anna');
  assert.deepEqual((await offersAbout(personId))[anna], ['VSAA-CHILD-CARE', 'VSAA-PARENTAL']);
  const { data } = await hub.ask('anna', '{ me { lifeSituations { since cause } offers { applyBy lateConsequence { en } concerning { id } state } } }');
  assert.ok(data.me.lifeSituations.some((each: any) => each.since === '2026-03-20' && each.cause === 'CHILD_BORN'));
  const late = data.me.offers.filter((offer: any) => offer.concerning?.id === personId);
  assert.ok(late.every((offer: any) => offer.applyBy === null && offer.lateConsequence.en !== ''), JSON.stringify(late));
});

test('who is born more than a year before being told of is told of as an arrival, and the parents are looked at all the same', async () => {
  const { personId } = await change({ kind: 'birth', mother: 'anna', effectiveOn: '2025-10-01' });
  assert.deepEqual((await eventsOf(personId)).map((event) => event.type), ['persons.moved.v1']);
  assert.ok((await offersAbout(personId))[await hub.personId('anna')]!.includes('VSAA-FAMILY-STATE'));
});

test('twins are two births, each with its own occasion', async () => {
  const twins = await Promise.all([1, 2].map(() => change({ kind: 'birth', mother: 'anna' })));
  const anna = await hub.personId('anna');
  assert.notEqual(twins[0]!.personId, twins[1]!.personId);
  for (const { personId } of twins) assert.ok((await offersAbout(personId))[anna]!.includes('VSAA-BIRTH-GRANT'));
  const arisen = await sql`select subject_id from life_situations.occurrence where person_id = ${anna} and subject_id = any(${twins.map((twin) => twin.personId)}::uuid[])`;
  assert.equal(arisen.length, 2);
});

test('a mother alone, without a residence or abroad, is told of the child and offered what needs no municipality', async () => {
  const [lonely] = await sql`
    select person_id, municipality from population.fact f where sex = 'F' and vital = 'ALIVE' and birth_day between '1986-01-01' and '2004-01-01'
      and municipality is null and residence_state in ('NONE', 'ABROAD')
      and not exists (select from population.tie t where t.person_id = f.person_id and t.kind = 'SPOUSE' and t.valid_to is null) order by person_id limit 1`;
  assert.ok(lonely, 'there is such a woman among the people');
  const { personId } = await change({ kind: 'birth', mother: lonely.person_id });
  assert.deepEqual(await offersAbout(personId), { [lonely.person_id]: ['VSAA-BIRTH-GRANT', 'VSAA-CHILD-CARE', 'VSAA-MATERNITY', 'VSAA-PARENTAL'] });
  assert.deepEqual((await eventsOf(personId)).map((event) => [event.type, event.municipality, event.data.parentIds]), [['persons.born.v1', null, [lonely.person_id]]]);
});

test('the child of a protected mother is told of without a municipality, and nothing says where they live', async () => {
  const petra = await hub.personId('petra');
  const { personId } = await change({ kind: 'birth', mother: 'petra' });
  assert.deepEqual((await eventsOf(personId)).map((event) => [event.type, event.municipality]), [['persons.born.v1', null]]);
  const offers = await sql`select id, because from offers.offer where person_id = ${petra}`;
  assert.ok(offers.length > 0);
  assert.doesNotMatch(JSON.stringify(offers), /"\d{7}"/);
  for (const { id } of offers) assert.ok((await eventsOf(id)).every((event) => event.municipality === null));
});

test('a child that dies takes along what was offered about it, and opens bereavement for its parents', async () => {
  const { personId } = await change({ kind: 'birth', mother: 'anna' });
  const anna = await hub.personId('anna');
  assert.ok((await offersAbout(personId))[anna]!.length > 0);
  await change({ kind: 'death', person: personId });
  assert.deepEqual(await offersAbout(personId), {});
  const states = await sql`select distinct state from offers.offer where concerning_id = ${personId}`;
  assert.deepEqual(states.map((row) => row.state), ['WITHDRAWN']);
  const [bereavement] = await sql`select cause, since from life_situations.occurrence where person_id = ${anna} and subject_id = ${personId} and cause = 'RELATIVE_DIED'`;
  assert.equal(bereavement!.since, '2026-11-20');
});

test('two moves on one day leave one occasion, with the steps of where the person lives now', async () => {
  const steps = async () => {
    const { data } = await hub.ask('janis', '{ me { lifeSituations { cause since steps { step { service { identifier } } } } } }');
    const moves = data.me.lifeSituations.filter((each: any) => each.cause === 'MOVED' && each.since === '2026-11-20');
    assert.equal(moves.length, 1);
    return JSON.stringify(moves[0].steps);
  };
  await change({ kind: 'move', person: 'janis', municipality: '0005000' });
  assert.doesNotMatch(await steps(), /RIGA-/);
  await change({ kind: 'move', person: 'janis', municipality: '0001000' });
  assert.match(await steps(), /RIGA-TRANSPORT-DISCOUNT/);
});

test('both parents who accept at once: one has it, and the other has nothing left to accept', async () => {
  const { personId } = await change({ kind: 'birth', mother: 'anna' });
  const offers = await sql`
    select o.id, o.person_id from offers.offer o join offers.rule r on r.benefit_id = o.benefit_id
    where o.concerning_id = ${personId} and r.definition ->> 'code' = 'VSAA-CHILD-CARE' and o.state = 'FOUND'`;
  const [anna, martins] = [await hub.personId('anna'), await hub.personId('martins')];
  const accept = (as: string, person: string) => mutate(as, 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }', { id: offers.find((row) => row.person_id === person)!.id });
  const answers = await Promise.all([accept('anna', anna), accept('martins', martins)]);
  assert.deepEqual(answers.map((answer: any) => answer.__typename).sort(), ['AcceptOfferSuccess', 'Conflict']);
  await hub.network.settled();
  const states = await sql`select state from offers.offer where id = any(${offers.map((row) => row.id)}::uuid[]) order by state`;
  assert.deepEqual(states.map((row) => row.state), ['ACCEPTED', 'WITHDRAWN']);
});

test('accepting while the person moves away either holds from before or is a conflict, never both', async () => {
  for (const municipality of ['0001000', '0002000', '0001000', '0002000']) {
    const [open] = await sql`
      select o.id from offers.offer o join offers.rule r on r.benefit_id = o.benefit_id and r.version = o.rule_version
      where o.person_id = ${await hub.personId('janis')} and o.state = any(${OPEN}) and r.definition ->> 'municipalityCode' is not null limit 1`;
    const [answer] = await Promise.all([
      open && mutate('janis', 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }', { id: open.id }),
      change({ kind: 'move', person: 'janis', municipality }),
    ]);
    await hub.network.settled();
    if (!open) continue;
    const [row] = await sql`select state from offers.offer where id = ${open.id}`;
    const [outcome] = await sql`
      select (select count(*) from benefits.instruction where id = ${uuidv5(`instruction:${open.id}`)})
        + (select count(*) from requests.request where id = ${uuidv5(`request:${open.id}`)}) as times`;
    assert.equal(row!.state === 'ACCEPTED', answer.__typename === 'AcceptOfferSuccess');
    assert.equal(outcome!.times, row!.state === 'ACCEPTED' ? 1 : 0);
  }
});

test('a status granted for days long past counts for those days alone, and revoking it twice at once is revoking it once', async () => {
  const personId = await hub.personId('janis');
  const grant = (validFrom: string, validTo: string | null, idempotencyKey: string) => mutate('officer-riga',
    'mutation ($input: GrantStatusInput!) { grantStatus(input: $input) { __typename ... on GrantStatusSuccess { status { id state } } ... on UserError { message } } }',
    { input: { personId, typeCode: 'MAZN', validFrom, validTo, idempotencyKey } });
  const past = await grant('2020-01-01', '2020-12-31', 'past');
  assert.equal(past.status?.state, 'EXPIRED', JSON.stringify(past));
  const { status } = await grant('2026-01-01', null, 'present');
  const revoke = () => mutate('officer-riga', 'mutation ($input: RevokeStatusInput!) { revokeStatus(input: $input) { __typename ... on RevokeStatusSuccess { status { id state validTo } } ... on UserError { message } } }',
    { input: { id: status.id, from: '2026-11-01', reason: 'Ienākumi ir augstāki' } });
  const answers = await Promise.all([revoke(), revoke(), revoke()]);
  for (const answer of answers) assert.deepEqual(answer.status, { id: status.id, state: 'REVOKED', validTo: '2026-10-31' });
  await hub.network.settled();
  assert.deepEqual((await eventsOf(status.id)).map((event) => event.type), ['statuses.granted.v1', 'statuses.revoked.v1']);
});

test('a storm of corrections that change no fact is taken in without an event, a look at anyone or growing memory', async () => {
  const [before] = await sql`select last_sequence, (select count(*) from offers.audit) as steps from events.relay_state`;
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const heapBefore = heap();
  const started = performance.now();
  const storm = await hub.sandbox('changes', { kind: 'storm', count: 10_000 });
  await hub.network.settled();
  const seconds = (performance.now() - started) / 1_000;
  const [after] = await sql`select last_sequence, (select count(*) from offers.audit) as steps, (select position from persons.feed where name = 'fpr_person') as position from events.relay_state`;
  assert.equal(after!.position, storm.position);
  assert.deepEqual([after!.last_sequence, after!.steps], [before!.last_sequence, before!.steps]);
  const grown = heap() - heapBefore;
  console.log(`10,000 corrections followed in ${seconds.toFixed(1)} s, the heap grew by ${grown.toFixed(0)} MB`);
  assert.ok(grown < 60, `the heap grew by ${grown} MB`);
});

test('on the last day of the term the grant is still offered and can be had; on the next day, and after many days at once, it has expired', async () => {
  const onLastDay = await change({ kind: 'birth', mother: 'anna', effectiveOn: '2026-05-20' });
  const onNextDay = await change({ kind: 'birth', mother: 'anna', effectiveOn: '2026-05-21' });
  const anna = await hub.personId('anna');
  const grantFor = async (child: string) => {
    const [row] = await sql`
      select o.id, o.state, o.apply_by from offers.offer o join offers.rule r on r.benefit_id = o.benefit_id and r.version = o.rule_version
      where o.person_id = ${anna} and o.concerning_id = ${child} and r.definition ->> 'code' = 'VSAA-BIRTH-GRANT'`;
    return row!;
  };
  const accept = (id: string) => mutate('anna', 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename ... on Conflict { message } } }', { id });
  const last = await grantFor(onLastDay.personId);
  assert.deepEqual([last.state, last.apply_by], ['FOUND', '2026-11-20']);
  assert.equal((await accept(last.id)).__typename, 'AcceptOfferSuccess');

  const next = await grantFor(onNextDay.personId);
  await hub.sandbox('clock', { today: '2026-11-21' });
  await hub.network.settled();
  assert.equal((await grantFor(onNextDay.personId)).state, 'FOUND');
  await hub.sandbox('clock', { today: '2028-02-29' });
  await hub.network.settled();
  assert.equal((await grantFor(onNextDay.personId)).state, 'EXPIRED');
  assert.match((await accept(next.id)).message, /the last day to apply was 2026-11-21$/);
  const [open] = await sql`select count(*) as late from offers.offer where state = any(${OPEN}) and apply_by < '2028-02-29'`;
  assert.equal(open!.late, 0);
});
