import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';

/**
 * The portal's main operation for Anna, before and after a child is born and the birth grant accepted. What is expected
 * stands in dashboard.expected.json; `EXPECT=write npm test -- dashboard` writes it anew, to be read before it is committed.
 */
const DASHBOARD = readFileSync(new URL('../../loadtests/dashboard.graphql', import.meta.url), 'utf8');
const EXPECTED = new URL('./dashboard.expected.json', import.meta.url);

let hub: TestHub;
const seen: Record<string, unknown> = {};

before(async () => {
  hub = await startTestHub({ seed: 'dashboard' });
  await hub.network.settled();
});
after(async () => {
  if (process.env.EXPECT === 'write') writeFileSync(EXPECTED, `${JSON.stringify(seen, null, 2)}\n`);
  await hub.close();
});

/** Ids, numbers and instants differ from run to run, and with them the order of offers found at once. */
function aside(data: unknown): unknown {
  const text = JSON.stringify(data, (key, value) => {
    if (value === null) return null;
    if (['id', 'number', 'foundAt', 'submittedAt', 'endCursor'].includes(key)) return `<${key}>`;
    if (key === 'ageSeconds') return 0;
    if (key === 'offers') return (aside(value) as unknown[]).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    return value;
  });
  return JSON.parse(text);
}

async function expectDashboard(when: string): Promise<void> {
  const { data, errors } = await hub.ask('anna', DASHBOARD);
  assert.equal(errors, undefined, JSON.stringify(errors));
  seen[when] = aside(data);
  if (process.env.EXPECT === 'write') return;
  assert.deepEqual(seen[when], JSON.parse(readFileSync(EXPECTED, 'utf8'))[when]);
}

test("Anna's dashboard on an ordinary day", () => expectDashboard('an ordinary day'));

test("Anna's dashboard after a child is born and the birth grant accepted", async () => {
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  await hub.network.settled();
  const { data } = await hub.ask('anna', '{ me { offers(states: [FOUND]) { id benefit { code } } } }');
  const grant = data.me.offers.find((offer: { benefit: { code: string } }) => offer.benefit.code === 'VSAA-BIRTH-GRANT');
  await hub.ask('anna', 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }', { id: grant.id });
  await hub.network.settled();
  await expectDashboard('after a birth');
});

test('every field is filled that her facts allow', () => {
  const empty: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (value === null) empty.push(path.replaceAll(/\.\d+/g, '.*'));
    else if (Array.isArray(value)) value.forEach((item, index) => walk(item, `${path}.${index}`));
    else if (typeof value === 'object') for (const [key, item] of Object.entries(value!)) walk(item, path ? `${path}.${key}` : key);
  };
  walk(seen['after a birth'], '');
  assert.deepEqual([...new Set(empty)].toSorted(), MAY_BE_EMPTY);
});

/** What she has no facts for, and why. */
const MAY_BE_EMPTY = [
  'me.lifeSituations.*.steps.*.dueOn', // a step without a deadline
  'me.offers.*.because.*.met', // no connected register can tell
  'me.offers.*.because.*.value',
  'me.offers.*.benefit.service', // a merchant's discount is shown at the till, not applied for
  'me.offers.*.benefit.service.channels.*.directLink', // a counter has none
  'me.offers.*.value', // depends on her wages
  'me.requests.edges.*.node.dueOn', // a draft is not submitted and so not due
  'me.requests.edges.*.node.submittedAt',
];
