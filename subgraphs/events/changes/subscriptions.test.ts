import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv7 } from '#kernel/ids.ts';
import { askedFilter, hashesOf, isSameFilter } from './asked.ts';
import { findNever, type Institution } from './never.ts';
import { cursorOf, sequenceOf } from './sequences.ts';
import { deliveryOf, findDeliveryFault, findFilterFault, findKeyFault, findNameFault } from './subscriptions.ts';
import { withoutQuery } from './without-query.ts';

const SERVICE = uuidv7();
const [RIGA, LIEPAJA] = ['0001000', '0005000'];
const known = { isMunicipality: (code: string) => [RIGA, LIEPAJA].includes(code), isService: (id: string) => id === SERVICE };
const many = (count: number) => Array.from({ length: count }, (_, at) => String(at));

const FAULTS: [string, Parameters<typeof askedFilter>[0], RegExp, string[]][] = [
  ['no type', { types: [] }, /types has 0 entries; expected 1 to 100/, ['types']],
  ['101 types', { types: many(101) }, /types has 101 entries/, ['types']],
  ['an unknown type', { types: ['requests.*', 'request.submitted.v1'] }, /"request\.submitted\.v1" is not known; did you mean "requests\.submitted\.v1"\?/, ['types', '1']],
  ['a type that resembles none', { types: ['weather'] }, /"weather" is not known; eventTypes lists/, ['types', '0']],
  ["a type of the hub's own", { types: ['persons.removed.v1'] }, /is not known/, ['types', '0']],
  ['an unknown publisher', { types: ['person.*'] }, /did you mean "persons\.\*"/, ['types', '0']],
  ['an unknown municipality', { types: ['*'], municipalityCodes: [RIGA, '9999999'] }, /"9999999" is not known; expected an ATVK code/, ['municipalityCodes', '1']],
  ["a municipality's name", { types: ['*'], municipalityCodes: ['Rīga'] }, /"Rīga" is not known/, ['municipalityCodes', '0']],
  ['an unknown service', { types: ['*'], serviceIds: [RIGA] }, /expected the id of a service/, ['serviceIds', '0']],
  ['an unknown status type', { types: ['*'], statusTypeCodes: ['MAZN', 'RICH'] }, /"RICH" is not known; expected a code of statusTypes/, ['statusTypeCodes', '1']],
  ['101 municipalities', { types: ['*'], municipalityCodes: many(101) }, /has 101 entries; expected at most 100/, ['municipalityCodes']],
];
for (const [what, asked, message, path] of FAULTS) {
  test(`${what} is refused by name`, () => {
    const fault = findFilterFault(askedFilter(asked), known);
    assert.match(fault?.message ?? '', message);
    assert.deepEqual(fault?.path, path);
  });
}

test('a personal code in place of a value is not repeated', () => {
  const fault = findFilterFault(askedFilter({ types: ['*'], serviceIds: ['010190-12345'] }), known);
  assert.match(fault!.message, /serviceIds: "…" is not known/);
});

test('what is said twice counts once, with and without its prefix, and an empty list asks for everything', () => {
  const filter = askedFilter({ types: ['requests.*', 'lv.vienkopus.requests.*', '*'], municipalityCodes: [], serviceIds: [SERVICE, SERVICE] });
  assert.deepEqual(filter, { types: ['lv.vienkopus.requests.*', '*'], municipalityCodes: null, serviceIds: [SERVICE], statusTypeCodes: null });
  assert.equal(findFilterFault(filter, known), null);
});

test('what is left out of a change stays, and an empty list takes it away', () => {
  const before = askedFilter({ types: ['persons.*'], municipalityCodes: [RIGA] });
  assert.ok(isSameFilter(askedFilter({}, before), before));
  assert.deepEqual(askedFilter({ municipalityCodes: [] }, before), { ...before, municipalityCodes: null });
});

const city: Institution = { isState: false, territory: new Set([RIGA]), grantsBenefits: true, purpose: 'municipal-social-services', refusal: null };
const state: Institution = { ...city, isState: true, territory: new Set() };
const NEVER: [string, Parameters<typeof askedFilter>[0], Institution, string | null][] = [
  ['municipalities where no type happens to people', { types: ['services.*', 'benefits.*'], municipalityCodes: [RIGA] }, city, 'municipalityCodes'],
  ['services without a type of services or requests', { types: ['persons.*', 'statuses.*'], serviceIds: [SERVICE] }, city, 'serviceIds'],
  ['services with a type of requests', { types: ['requests.rated.v1'], serviceIds: [SERVICE] }, city, null],
  ['status types without a type of statuses', { types: ['persons.*'], statusTypeCodes: ['MAZN'] }, city, 'statusTypeCodes'],
  ["people of another's municipality", { types: ['persons.died.v1', 'life-situations.*'], municipalityCodes: [RIGA, LIEPAJA] }, city, 'municipalityCodes'],
  ["people of another's municipality who may move here", { types: ['persons.died.v1', 'persons.moved.v1'], municipalityCodes: [LIEPAJA] }, city, null],
  ['statuses it issued, wherever their holders live', { types: ['statuses.*'], municipalityCodes: [LIEPAJA] }, city, null],
  ['people anywhere, for an institution of the state', { types: ['persons.died.v1'], municipalityCodes: [LIEPAJA] }, state, null],
  ['people without a purpose', { types: ['persons.*', 'life-situations.*'] }, { ...city, purpose: null }, null],
  ['people for a purpose that opens nothing', { types: ['*'] }, { ...city, refusal: 'The permission 7 for "x" is not valid now' }, 'types'],
  ['nothing of people for a purpose that opens nothing', { types: ['services.*'] }, { ...city, refusal: 'The permission 7 for "x" is not valid now' }, null],
  ['only people without a purpose', { types: ['persons.died.v1'] }, { ...city, purpose: null }, 'types'],
  ['offers, for who grants no benefit', { types: ['offers.*'] }, { ...city, grantsBenefits: false }, 'types'],
  ['offers, while it cannot be told who grants any', { types: ['offers.*'] }, { ...city, grantsBenefits: null }, null],
  ['offers and requests, for who grants no benefit', { types: ['offers.*', 'requests.*'] }, { ...city, grantsBenefits: false }, null],
];
for (const [what, asked, institution, path] of NEVER) {
  test(`${what}: ${path === null ? 'may match' : 'can never match'}`, () => assert.equal(findNever(askedFilter(asked), institution)?.path?.[0] ?? null, path));
}

const DELIVERIES: [string, Parameters<typeof deliveryOf>[0], Parameters<typeof deliveryOf>[1], string | null][] = [
  ['a URL alone asks for a webhook', { webhookUrl: 'https://example.lv' }, undefined, null],
  ['a webhook needs a URL', { transport: 'WEBHOOK' }, undefined, 'webhookUrl'],
  ['a stream has no URL', { transport: 'STREAM', webhookUrl: 'https://example.lv' }, undefined, 'webhookUrl'],
  ['NATS needs a hub with NATS', { transport: 'NATS' }, undefined, 'transport'],
  ['a webhook keeps its URL', { transport: 'WEBHOOK' }, { transport: 'WEBHOOK', webhookUrl: 'https://example.lv' }, null],
  ['a webhook may become a stream', { transport: 'STREAM' }, { transport: 'WEBHOOK', webhookUrl: 'https://example.lv' }, null],
];
for (const [sentence, input, before, path] of DELIVERIES) {
  test(sentence, () => assert.equal(findDeliveryFault(deliveryOf(input, before), false)?.path?.[0] ?? null, path));
}

test('with NATS, NATS may be had', () => {
  assert.equal(findDeliveryFault(deliveryOf({ transport: 'NATS' }), true), null);
});

test('names have 1 to 100 characters and no personal code', () => {
  assert.deepEqual(['', '  ', 'x'.repeat(101), 'Bērza 010190-12345', 'x', 'ž'.repeat(100)].map((name) => findNameFault(name) === null), [false, false, false, false, true, true]);
});

test('a key has 1 to 200 characters, and is remembered with its input as hashes only', () => {
  assert.deepEqual([null, 'x', ' ', 'x'.repeat(201)].map((key) => findKeyFault(key) === null), [true, true, false, false]);
  const input = { name: 'x', types: ['*'], idempotencyKey: 'key' };
  assert.equal(hashesOf({ ...input, idempotencyKey: null }), null);
  assert.deepEqual(hashesOf({ types: ['*'], name: 'x', webhookUrl: null, idempotencyKey: 'key' }), hashesOf(input), 'the order of fields says nothing');
  assert.notEqual(hashesOf({ ...input, name: 'y' })!.inputHash, hashesOf(input)!.inputHash);
  assert.doesNotMatch(JSON.stringify(hashesOf(input)), /"key"/);
});

test('a sequence is a whole number, and a cursor lies in the past', () => {
  assert.equal(sequenceOf('17', 'through'), 17);
  for (const text of ['', '-1', '1.5', '1e3', 'newest', '9'.repeat(16)]) assert.equal((sequenceOf(text, 'through') as { path: string[] }).path[0], 'through');
  assert.equal(cursorOf('17', 'after', 17), 17);
  assert.match((cursorOf('18', 'after', 17) as { message: string }).message, /18, which lies in the future: the newest sequence is 17/);
});

test('of a URL only what stands before its question mark is written down', () => {
  assert.equal(withoutQuery('https://example.lv:8443/hook?token=secret'), 'https://example.lv:8443/hook');
  assert.equal(withoutQuery(null), null);
});
