import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { LESS_THAN_GRANTED } from './failure.ts';
import { accessTree, fieldTree, fieldTreeOf, opens, within, type AccessTree } from './field-tree.ts';

const SEED = Number(process.env.TEST_SEED) || Date.now();
const checked = { seed: SEED, numRuns: 500 };

const node = (name: string, read_access: string, properties: AccessTree[] | null = null): AccessTree => ({ name, read_access, properties });

const permissions: [string, AccessTree | null, readonly string[] | null][] = [
  ['without properties is open as a whole', node('fpr_person', 'full'), null],
  ['that opens nothing is closed', node('fpr_person', 'none'), []],
  ['without a tree is closed', null, []],
  ['that names properties opens these alone', node('fpr_person', 'full', [node('Surname', 'full'), node('Sex', 'none')]), ['Surname']],
  ['may open a part of a list', node('fpr_person', 'full', [node('Ties', 'full', [node('Kind', 'full'), node('PersonCode', 'none')])]), ['Ties.Kind']],
  ['that closes a list closes what is in it', node('fpr_person', 'full', [node('Ties', 'none', [node('Kind', 'full')])]), []],
  ['in a word the hub does not know is closed', node('fpr_person', 'full', [node('Surname', 'partly')]), []],
  ['that opens no more than what a record is told apart by opens nothing', node('fpr_person', 'full', [node('PersonCode', 'full'), node('Version', 'full')]), []],
  ['that names no property opens none', node('fpr_person', 'full', []), []],
];
for (const [says, access, fields] of permissions) {
  test(`a permission ${says}`, () => assert.deepEqual(fieldTreeOf(access && accessTree.parse(access), 'fpr_person').fields, fields));
}

const person = {
  PersonCode: '1', Version: 2, ChangedAt: 'then', Surname: 'Ozola', Sex: 'F', Died: null, Flags: ['POL_REP'],
  Residences: [{ Kind: 'DECLARED', AddressCode: '9', From: '2013' }, { Kind: 'ABROAD', From: '2010' }], Home: { Street: { Name: 'Alejas' } },
};

test('a record is cut to what is open, its lists in each of their entries; what it is told apart by stays', () => {
  const tree = fieldTreeOf(node('fpr_person', 'full', [
    node('Surname', 'full'), node('Residences', 'full', [node('Kind', 'full'), node('AddressCode', 'full')]), node('Home', 'full', [node('Street', 'none')]),
    node('Died', 'full', [node('Cause', 'full')]), node('Flags', 'full', [node('Kind', 'full')]),
  ]), 'fpr_person');
  const before = structuredClone(person);
  assert.deepEqual(tree.prune(person), {
    PersonCode: '1', Version: 2, ChangedAt: 'then', Surname: 'Ozola', Died: null, Flags: [], Residences: [{ Kind: 'DECLARED', AddressCode: '9' }, { Kind: 'ABROAD' }],
  });
  assert.deepEqual(person, before, 'and the record itself is left as it was');
});

test('under a tree that opens everything a record stays itself', () => assert.equal(fieldTree(null).prune(person), person));

test('a field is open with what lies above it, not with what lies below', () => {
  const tree = fieldTree(['Residences', 'Ties.Kind']);
  assert.deepEqual(['Residences', 'Residences.Kind', 'Ties.Kind', 'Ties', 'Tie', 'Surname'].map((path) => opens(tree, path)), [true, true, true, false, false, false]);
  assert.ok(opens(fieldTree(null), 'Anything.AtAll'));
});

test('a shape within a tree reads neither a record nor a batch beyond it', () => {
  const tree = fieldTree(['Surname'], ['PersonCode']);
  const shape = z.object({ PersonCode: z.string(), Surname: z.string(), Sex: z.string().optional() });
  const shown = { PersonCode: '1', Surname: 'Ozola' };
  assert.deepEqual(within(tree, shape).parse(person), shown);
  assert.deepEqual(within(tree, z.object({ records: z.array(shape) })).parse({ records: [person, person] }), { records: [shown, shown] });
  assert.deepEqual(['garbage', null, [], { records: ['garbage'] }].map((answer) => within(tree, shape).safeParse(answer).success), [false, false, false, false]);
});

test('a record that lacks what is open was given under a narrower permission: it is none, while nothing to tell is something', () => {
  const told = ['Surname', 'Died', 'Home.Street.Name', 'Residences.Kind', 'Residences.From'];
  const shape = z.looseObject({ PersonCode: z.string() });
  const read = (record: object, open: string[] | null = null) => within(fieldTree(open, ['PersonCode']), z.object({ records: z.array(shape) }), told).parse({ records: [person, record] });
  const { Surname: _, ...nameless } = person;
  for (const lacking of [nameless, { ...person, Residences: undefined }, { ...person, Residences: [{ Kind: 'ABROAD' }] }, { ...person, Home: { Street: {} } }]) {
    assert.throws(() => read(lacking), { message: LESS_THAN_GRANTED, castsDoubt: true, transient: false });
  }
  assert.equal(read({ ...person, Surname: null, Residences: [], Home: null }).records.length, 2);
  assert.deepEqual(read(nameless, ['Died']).records, [{ PersonCode: '1', Died: null }, { PersonCode: '1', Died: null }], 'what is closed is not missed');
  assert.throws(() => read({ PersonCode: '2' }, ['Residences.Kind']), { message: LESS_THAN_GRANTED });
});

const NAMES = ['A', 'B', 'C', '__proto__', 'constructor'];
const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
const paths = fc.array(path, { maxLength: 8 });
const { record } = fc.letrec<{ value: unknown; record: object }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.constant(null), tie('record'), fc.array(tie('value'), { maxLength: 3 })),
  record: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 4 }),
}));

/** Every value of a record that is no record or list itself, by where it stands; in a list any entry stands at the same place. */
function leaves(value: unknown, at: string[] = []): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, at));
  if (typeof value === 'object') return Object.entries(value).flatMap(([name, below]) => leaves(below, [...at, name]));
  return [`${at.join('.')} ${String(value)}`];
}
const isWithin = (leaf: string, open: readonly string[]) => open.some((one) => `${leaf.split(' ')[0]}.`.startsWith(`${one}.`));

test(`a cut record holds exactly the values that are open, and is not changed itself (TEST_SEED=${SEED})`, () => {
  fc.assert(fc.property(paths, record, (open, whole) => {
    const before = JSON.stringify(whole);
    const left = leaves(fieldTree(open).prune(whole));
    assert.deepEqual(left, leaves(whole).filter((leaf) => isWithin(leaf, open)));
    assert.equal(JSON.stringify(whole), before);
  }), checked);
});

test(`a wider tree never gives less (TEST_SEED=${SEED})`, () => {
  fc.assert(fc.property(paths, paths, record, (open, more, whole) => {
    const wider = new Set(leaves(fieldTree([...open, ...more]).prune(whole)));
    assert.ok(leaves(fieldTree(open).prune(whole)).every((leaf) => wider.has(leaf)));
  }), checked);
});

test(`two trees have one fingerprint when they open the same, and only then (TEST_SEED=${SEED})`, () => {
  const order = fc.array(fc.integer(), { minLength: 20, maxLength: 20 });
  const deeper = (open: readonly string[]) => open.map((one) => `${one}.Below`);
  fc.assert(fc.property(paths, paths, order, (one, other, by) => {
    const shuffled = [...one, ...one, ...deeper(one)].map((it, at) => [by[at % by.length]!, it] as const).sort(([a], [b]) => a - b).map(([, it]) => it);
    assert.equal(fieldTree(shuffled).fingerprint, fieldTree(one).fingerprint);
    const isSame = [...one, ...other].every((leaf) => isWithin(leaf, one) && isWithin(leaf, other));
    assert.equal(fieldTree(one).fingerprint === fieldTree(other).fingerprint, isSame);
  }), checked);
  assert.notEqual(fieldTree([]).fingerprint, fieldTree(null).fingerprint);
});
