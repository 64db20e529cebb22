import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

const SERVICE = uuidv5('service:VSAA-BIRTH-GRANT');
const VSAA = uuidv5('organization:VSAA');
const SUBMITTED = 9;
const [DECIDED, RATED] = [7, 6];
/** Fewer of another service: what must be held back beside the requests of accepted offers, which are fewer than five. */
const OTHER = uuidv5('service:VSAA-OLD-AGE-PENSION');
const OF_OTHER = 6;
const SPAN = 'from: "2026-01-01", to: "2026-12-31"';

let hub: TestHub;
let admin: Sql;
before(async () => {
  hub = await startTestHub();
  admin = connect(hub.databaseUrl, { name: 'test', max: 1 });
  await hub.network.settled();
  await useIt();
  await hub.network.settled();
});
after(async () => {
  await admin.end();
  await hub.close();
});

/** Requests are handed over, decided on the same day and rated, each of them twice; offers are accepted and declined. */
async function useIt(): Promise<void> {
  const submit = async (serviceId: string, number: number): Promise<string> => {
    const input = `{ kind: SERVICE, channel: PORTAL, serviceId: "${serviceId}", idempotencyKey: "${serviceId} ${number}" }`;
    return (await change('anna', `submitRequest(input: ${input}) { ... on SubmitRequestSuccess { request { id } } }`)).submitRequest.request.id;
  };
  const ids: string[] = [];
  for (let number = 0; number < SUBMITTED; number++) ids.push(await submit(SERVICE, number));
  for (let number = 0; number < OF_OTHER; number++) await submit(OTHER, number);
  for (const id of ids.slice(0, DECIDED)) await change('officer-vsaa', `advanceRequest(input: { id: "${id}", to: DECIDED, idempotencyKey: "decide ${id}" }) { __typename }`);
  for (const rating of [1, 5]) for (const id of ids.slice(0, RATED)) await change('anna', `rateRequest(id: "${id}", rating: ${rating}) { __typename }`);
  for (const as of ['anna', 'janis', 'olena']) {
    const { data } = await hub.ask(as, '{ me { offers { id } } }');
    const [first, second] = data.me.offers;
    if (first) await change(as, `acceptOffer(id: "${first.id}") { __typename }`);
    if (second) await change(as, `declineOffer(id: "${second.id}") { __typename }`);
  }
}

async function change(as: string, mutation: string): Promise<any> {
  const { data, errors } = await hub.ask(as, `mutation { ${mutation} }`);
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

async function figures(selection: string): Promise<any> {
  const { data, errors } = await hub.ask('analyst', `{ metrics { ${selection} } }`);
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data.metrics;
}

test('what residents and officers do is seen in the figures, by service, institution, channel and month', async () => {
  const { requestVolume, processingDays, ratings } = await figures(`
    requestVolume(query: { groupBy: [SERVICE, ORGANIZATION, CHANNEL], bucket: MONTH, ${SPAN}, serviceId: "${SERVICE}" }) {
      bucket service { id identifier } organization { id name { lv } } channel count suppressed }
    processingDays(query: { groupBy: [STATUS], ${SPAN}, organizationId: "${VSAA}" }) { status count value p50 p90 suppressed }
    ratings(query: { groupBy: [SERVICE], bucket: YEAR, ${SPAN} }) { bucket service { id } count value suppressed }`);
  const [month] = requestVolume.filter((cell: any) => cell.channel === 'PORTAL');
  assert.equal(month.bucket, '2026-11-01');
  assert.equal(month.service.identifier, 'VSAA-BIRTH-GRANT');
  assert.equal(month.organization.id, VSAA);
  assert.ok(month.count >= SUBMITTED && !month.suppressed, JSON.stringify(requestVolume));
  assert.deepEqual(processingDays, [{ status: 'DECIDED', count: DECIDED, value: 0, p50: 0, p90: 0, suppressed: false }]);
  assert.deepEqual(ratings, [{ bucket: '2026-01-01', service: { id: SERVICE }, count: RATED, value: 5, suppressed: false }]);
});

test('where fewer than five stand behind a figure, neither it nor what would give it away is shown', async () => {
  const { requestVolume: byStatus } = await figures(`requestVolume(query: { groupBy: [STATUS], ${SPAN}, serviceId: "${SERVICE}" }) { status count suppressed }`);
  const decided = byStatus.find((cell: any) => cell.status === 'DECIDED');
  const submitted = byStatus.find((cell: any) => cell.status === 'SUBMITTED');
  assert.deepEqual([submitted.count, submitted.suppressed], [null, true], `${SUBMITTED - DECIDED} are too few`);
  assert.deepEqual([decided.count, decided.suppressed], [null, true], 'its only sibling goes with it');
});

test('offers found, accepted and declined are as many as the log tells, or held back', async () => {
  const { offers, benefitUse } = await figures(`
    offers(query: { groupBy: [BENEFIT], ${SPAN} }) { benefit { id code } found accepted declined suppressed }
    benefitUse(query: { groupBy: [BENEFIT], ${SPAN} }) { benefit { id } count suppressed }`);
  const told = await admin`
    select data ->> 'benefitId' as benefit, count(distinct subject) filter (where type = 'offers.found.v1') as found,
      count(distinct subject) filter (where type = 'offers.accepted.v1') as accepted, count(distinct subject) filter (where type = 'offers.declined.v1') as declined
    from events.log where type like 'offers.%' and time < '2026-12-31T22:00:00Z' group by 1 having count(*) filter (where type in ('offers.found.v1', 'offers.accepted.v1', 'offers.declined.v1')) > 0`;
  const byBenefit = new Map(told.map((row) => [row.benefit, row]));
  assert.equal(offers.length, byBenefit.size);
  assert.ok(offers.some((cell: any) => cell.found > 20 && cell.benefit.code));
  assert.ok(told.some(({ accepted }) => accepted > 0) && told.some(({ declined }) => declined > 0), 'somebody accepts and somebody declines');
  for (const cell of offers) {
    for (const what of ['found', 'accepted', 'declined']) {
      const is = byBenefit.get(cell.benefit.id)![what];
      assert.ok(cell[what] === is || (cell[what] === null && cell.suppressed), `${what} of ${cell.benefit.code}: ${cell[what]} shown, ${is} told`);
      if (is > 0 && is < 5) assert.equal(cell[what], null);
    }
  }
  for (const cell of benefitUse) assert.ok(cell.count === null || cell.count >= 5 || cell.count === 0);
});

test('a municipality that became part of another is found under it', async () => {
  const ask = (code: string) => figures(`offers(query: { groupBy: [MUNICIPALITY], ${SPAN}, municipalityCode: "${code}" }) { municipality { code name } found }`);
  const { offers: all } = await figures(`offers(query: { groupBy: [MUNICIPALITY], ${SPAN} }) { municipality { code } found suppressed }`);
  const largest = all.filter((cell: any) => cell.municipality).toSorted((one: any, other: any) => other.found - one.found)[0];
  const { offers } = await ask(largest.municipality.code);
  assert.deepEqual(offers.map((cell: any) => [cell.municipality.code, cell.found]), [[largest.municipality.code, largest.found]]);
  assert.deepEqual((await ask('9999999')).offers, []);
});

test('indicators have a definition in both languages, a numerator of a denominator and a target', async () => {
  const { indicators } = await figures('indicators { code name { lv en } definition { lv en } value target unit numerator denominator }');
  assert.deepEqual(indicators.map(({ code }: any) => code), ['R1.1', 'R1.2', 'R1.3', 'R2.2', 'R5.3', 'R5.4']);
  for (const indicator of indicators) {
    assert.ok(indicator.definition.lv && indicator.definition.en && indicator.unit === '%' && indicator.target > 0);
    const { numerator, denominator, value } = indicator;
    assert.equal(value, denominator === 0 ? null : Math.round((numerator / denominator) * 1_000) / 10, indicator.code);
  }
  const by = Object.fromEntries(indicators.map((indicator: any) => [indicator.code, indicator]));
  const [register] = await admin`
    select (select count(*) from services.service where status = 'PUBLISHED') as published, (select count(*) from services.service where sdg_procedure is not null) as sdg,
      (select count(*) from services.portal where not central) as portals, (select count(*) from services.portal where not central and shared_solutions <> '{}') as sharing`;
  assert.equal(by['R1.1'].denominator, register!.published);
  assert.ok(by['R1.1'].numerator > 0 && by['R1.1'].numerator < register!.published);
  assert.deepEqual([by['R1.2'].value, by['R1.2'].denominator], [null, 0]);
  assert.match(by['R1.2'].definition.en, /There is no value/);
  assert.equal(by['R1.3'].denominator, register!.sdg);
  assert.deepEqual([by['R2.2'].numerator, by['R2.2'].denominator], [register!.sharing, register!.portals]);
  assert.deepEqual([by['R5.3'].numerator, by['R5.4'].numerator], [1, 1], 'one service is used here');
});

test('an administrator has everything counted anew, and nothing is different afterwards', async () => {
  const asked = `standing { generation lag rebuild { position } } requestVolume(query: { groupBy: [SERVICE], bucket: WEEK, ${SPAN} }) { bucket service { id } count }
    offers(query: { groupBy: [MUNICIPALITY, BENEFIT], bucket: DAY, ${SPAN} }) { bucket municipality { code } benefit { id } found }`;
  const before = await figures(asked);
  assert.equal(before.standing.lag, 0);
  const { data, errors } = await hub.ask('admin', 'mutation { rebuildMetrics { ... on RebuildMetricsSuccess { standing { rebuild { head startedAt } } } } }');
  assert.equal(errors, undefined);
  assert.match(data.rebuildMetrics.standing.rebuild.head, /^\d+$/);
  await hub.network.settled();
  const after = await figures(asked);
  assert.deepEqual(after.standing, { generation: before.standing.generation + 1, lag: 0, rebuild: null });
  assert.deepEqual({ ...after, standing: null }, { ...before, standing: null });
});

test('figures are for analysts and administrators; only the latter may have them counted anew', async () => {
  for (const as of [null, 'anna', 'officer-vsaa', 'grantor-riga', 'system-riga']) {
    const { data, errors } = await hub.ask(as, '{ metrics { indicators { code } } }');
    assert.equal(data?.metrics ?? null, null);
    assert.equal(errors?.[0]?.extensions.code, as === null ? 'UNAUTHENTICATED' : 'FORBIDDEN', String(as));
  }
  const { errors } = await hub.ask('analyst', 'mutation { rebuildMetrics { __typename } }');
  assert.equal(errors?.[0]?.extensions.code, 'FORBIDDEN');
});
