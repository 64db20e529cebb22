import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { hideResidence } from './engine-store.ts';
import { offerChange, type OfferState } from './events.ts';
import { forgetOffers, mergeOffers, retakeClaims } from './lives.ts';

const DEED = { by: 'test', at: Temporal.Instant.from('2026-11-20T09:00:00Z') };
let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('offers');
});
after(() => database.close());

interface Kept {
  personId: string;
  benefitId?: string;
  about?: string | null;
  occasion?: string;
  state?: OfferState;
  claim?: string | null;
  because?: object[];
}

async function keep({ personId, benefitId = uuidv7(), about = null, occasion = about ?? 'self', state = 'FOUND', claim = null, because = [] }: Kept): Promise<string> {
  const id = uuidv7();
  await sql`
    insert into offers.offer (id, person_id, concerning_id, benefit_id, occasion, state, certainty, because, award, rule_version, facts_hash, claim, found_at, checked_at)
    values (${id}, ${personId}, ${about}, ${benefitId}, ${occasion}, ${state}, 'CERTAIN', ${sql.json(because as never)}, 'CONSENT', 1, 'x', ${claim}, now(), now())`;
  return id;
}
const row = async (id: string) => {
  const [found] = await sql`select person_id, concerning_id, occasion, state from offers.offer where id = ${id}`;
  return [found!.person_id, found!.concerning_id, found!.occasion, found!.state];
};
const withdrawnOf = async (id: string) => (await database.admin`select data from events.outbox where subject = ${id} and type = 'offers.withdrawn.v1'`).map(({ data }) => offerChange.parse(data).from);

test('offers keep their ids under the survivor\'s, also those about a merged child; told again it changes nothing', async () => {
  const [former, survivor, parent] = [uuidv7(), uuidv7(), uuidv7()];
  const own = await keep({ personId: former, state: 'ACCEPTED' });
  const about = await keep({ personId: parent, about: former });
  await sql`insert into offers.person_status (id, person_id, type_code, valid_from, state) values (${uuidv7()}, ${former}, 'PENS', '2020-01-01', 'ACTIVE')`;
  await sql`insert into offers.objection (person_id) values (${former}), (${survivor})`;
  await sql`insert into offers.claim (child_id, claim, offer_id) values (${former}, 'grant', ${about}), (${survivor}, 'other', ${own})`;
  for (let times = 0; times < 2; times++) await mergeOffers(sql, { formerIds: [former], survivorId: survivor }, DEED);
  assert.deepEqual(await row(own), [survivor, null, 'self', 'ACCEPTED']);
  assert.deepEqual(await row(about), [parent, survivor, survivor, 'FOUND']);
  for (const [table, column, times] of [['person_status', 'person_id', 1], ['objection', 'person_id', 1], ['claim', 'child_id', 2]] as const) {
    const rows = await sql`select ${sql(column)} as id from offers.${sql(table)} where ${sql(column)} in (${former}, ${survivor})`;
    assert.deepEqual(rows.map(({ id }) => id), Array(times).fill(survivor), table);
  }
});

const doubles: [string, OfferState, OfferState, 'former' | 'survivor', OfferState][] = [
  ['accepted under the former id', 'ACCEPTED', 'FOUND', 'former', 'WITHDRAWN'],
  ['declined under the former id', 'DECLINED', 'SEEN', 'former', 'WITHDRAWN'],
  ['seen under the survivor\'s', 'FOUND', 'SEEN', 'survivor', 'WITHDRAWN'],
  ['withdrawn under the survivor\'s', 'NOTIFIED', 'WITHDRAWN', 'former', 'WITHDRAWN'],
  ['accepted under both', 'ACCEPTED', 'ACCEPTED', 'former', 'ACCEPTED'],
];
for (const [says, ofFormer, ofSurvivor, counts, other] of doubles) {
  test(`one benefit and occasion under both ids, ${says}: one counts, and the other is set aside`, async () => {
    const [former, survivor, benefitId] = [uuidv7(), uuidv7(), uuidv7()];
    const ids = { former: await keep({ personId: former, benefitId, state: ofFormer }), survivor: await keep({ personId: survivor, benefitId, state: ofSurvivor }) };
    for (let times = 0; times < 2; times++) await mergeOffers(sql, { formerIds: [former], survivorId: survivor }, DEED);
    const aside = counts === 'former' ? 'survivor' : 'former';
    assert.deepEqual(await row(ids[counts]), [survivor, null, 'self', counts === 'former' ? ofFormer : ofSurvivor]);
    assert.deepEqual(await row(ids[aside]), [survivor, null, `self beside ${ids[aside]}`, other]);
    const before = aside === 'former' ? ofFormer : ofSurvivor;
    assert.deepEqual(await withdrawnOf(ids[aside]), before === other ? [] : [before]);
  });
}

test('nothing is offered to an id that is gone, nor about it; what was decided stays on record', async () => {
  const [child, parent] = [uuidv7(), uuidv7()];
  const [own, about, taken, others] = [await keep({ personId: child }), await keep({ personId: parent, about: child, state: 'SEEN' }), await keep({ personId: parent, about: child, state: 'ACCEPTED' }), await keep({ personId: parent })];
  for (let times = 0; times < 2; times++) await forgetOffers(sql, [child], DEED);
  assert.deepEqual(await Promise.all([own, about, taken, others].map(async (id) => (await row(id)).at(-1))), ['WITHDRAWN', 'WITHDRAWN', 'ACCEPTED', 'FOUND']);
  assert.deepEqual([await withdrawnOf(own), await withdrawnOf(about), await withdrawnOf(taken)], [['FOUND'], ['SEEN'], []]);
});

test('whoever turns out to live has again what was paid to them for a child, unless another took it meanwhile', async () => {
  const [parent, other, one, two] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  for (const childId of [one, two]) {
    await database.admin`insert into population.tie (person_id, other_id, kind, custody, valid_from) values (${parent}, ${childId}, 'CHILD', true, '2020-01-01')`;
  }
  const [first, second] = [await keep({ personId: parent, about: one, claim: 'care', state: 'ACCEPTED' }), await keep({ personId: parent, about: two, claim: 'care', state: 'ACCEPTED' })];
  const taken = await keep({ personId: other, about: two, claim: 'care', state: 'ACCEPTED' });
  await sql`insert into offers.claim (child_id, claim, offer_id) values (${two}, 'care', ${taken})`;
  for (let times = 0; times < 2; times++) await retakeClaims(sql, [parent]);
  const claims = await sql`select child_id, offer_id from offers.claim where child_id in (${one}, ${two})`;
  assert.deepEqual(new Map(claims.map((claim) => [claim.child_id, claim.offer_id])), new Map([[one, first], [two, taken]]));
  assert.notEqual(second, taken);
});

test('that a condition naming a municipality was met is hidden with the place itself', async () => {
  const person = uuidv7();
  const id = await keep({ personId: person, state: 'DECLINED', because: [{ fact: 'municipality', met: true, value: '0001000' }, { fact: 'age', met: true, value: '70' }] });
  await hideResidence(sql, [person]);
  const [kept] = await sql`select because, facts_hash from offers.offer where id = ${id}`;
  assert.deepEqual(kept!.because, [{ fact: 'municipality', met: null, value: null }, { fact: 'age', met: true, value: '70' }]);
  assert.equal(kept!.facts_hash, '');
});
