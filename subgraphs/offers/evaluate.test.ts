import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FactTest } from '../benefits/events.ts';
import { evaluate } from './evaluate.ts';
import { benefit, child, children, nodes, person, type Tree } from './examples.ts';
import type { Circumstances, HeldStatus } from './facts.ts';
import { compileRule } from './rule.ts';

const TODAY = '2026-11-20';
const UNKNOWN: FactTest = { fact: 'unknown', what: 'insurance' };
const IN_RIGA: FactTest = { fact: 'municipality', in: ['0001000'] };
const RETIRED: FactTest = { fact: 'status', type: 'PENS' };

const status = (held: Partial<HeldStatus> = {}): HeldStatus =>
  ({ id: 's1', personId: person().personId, typeCode: 'PENS', validFrom: '2021-01-01', validTo: null, state: 'ACTIVE', ...held });
const circumstances = (it: Partial<Circumstances> = {}): Circumstances => ({ day: TODAY, person: person(), child: null, statuses: [], ...it });
const outcome = (tree: Tree, it: Partial<Circumstances> = {}) => evaluate(compileRule(benefit(tree)), circumstances(it));

const cases: [sentence: string, tree: Tree, it: Partial<Circumstances>, met: boolean | null][] = [
  ['a day before 65 one is 64', { fact: 'age', unit: 'years', from: 65 }, { person: person({ birthDay: '1961-11-21' }) }, false],
  ['on the birthday one is 65', { fact: 'age', unit: 'years', from: 65 }, { person: person({ birthDay: '1961-11-20' }) }, true],
  ['the upper age is not included', { fact: 'age', unit: 'years', below: 18 }, { person: person({ birthDay: '2008-11-20' }) }, false],
  ['born on 29 February, one is not yet a year older on 28 February', { fact: 'age', unit: 'years', from: 18 },
    { day: '2026-02-28', person: person({ birthDay: '2008-02-29' }) }, false],
  ['born on 29 February, one is a year older on 1 March', { fact: 'age', unit: 'years', from: 18 },
    { day: '2026-03-01', person: person({ birthDay: '2008-02-29' }) }, true],
  ['a child is below 18 months on the day before', { fact: 'concernedAge', unit: 'months', below: 18 }, { child: child({ birthDay: '2025-05-21' }) }, true],
  ['a child of exactly 18 months is not below 18 months', { fact: 'concernedAge', unit: 'months', below: 18 }, { child: child({ birthDay: '2025-05-20' }) }, false],
  ['born on the 31st, a month is complete on the 1st after a short month', { fact: 'concernedAge', unit: 'months', from: 6 },
    { day: '2026-02-28', child: child({ birthDay: '2025-08-31' }) }, false],
  ['a child whose birth day no register tells cannot be checked', { fact: 'concernedAge', unit: 'years', below: 18 }, { child: child({ birthDay: null }) }, null],
  ['born before a day excludes the day', { fact: 'concernedBorn', before: '2026-11-03' }, { child: child({ birthDay: '2026-11-03' }) }, false],
  ['a woman is the mother of her child', { fact: 'parentRole', is: 'MOTHER' }, { child: child({}) }, true],
  ['a woman is not the father', { fact: 'parentRole', is: 'FATHER' }, { child: child({}) }, false],
  ['a guardian is not a parent', { fact: 'parentRole', is: 'PARENT' }, { child: child({ kind: 'WARD' }) }, false],
  ['where the register tells no sex, mother cannot be checked', { fact: 'parentRole', is: 'MOTHER' }, { person: person({ sex: null }), child: child({}) }, null],
  ['who lives in Rīga lives in Rīga', IN_RIGA, {}, true],
  ['who lives abroad does not live in Rīga', IN_RIGA, { person: person({ municipality: null, residenceState: 'ABROAD' }) }, false],
  ['where a protected person lives cannot be checked', IN_RIGA, { person: person({ municipality: null, residenceState: 'PROTECTED' }) }, null],
  ['nine months there are complete', { fact: 'residenceMonths', in: ['0001000'], atLeast: 9 }, { person: person({ residenceSince: '2026-02-20' }) }, true],
  ['nine months there are not complete the day before', { fact: 'residenceMonths', in: ['0001000'], atLeast: 9 }, { person: person({ residenceSince: '2026-02-21' }) }, false],
  ['a status holds on its last day', RETIRED, { statuses: [status({ validTo: TODAY })] }, true],
  ['a status is over the day after its last', RETIRED, { statuses: [status({ validTo: '2026-11-19' })] }, false],
  ['a suspended status does not hold', RETIRED, { statuses: [status({ state: 'SUSPENDED' })] }, false],
  ['a status revoked from a later day still holds', RETIRED, { statuses: [status({ state: 'REVOKED', validTo: '2026-11-30' })] }, true],
  ["a child's status is not the parent's", RETIRED, { child: child({}), statuses: [status({ personId: child({}).otherId })] }, false],
  ["the child's own status counts for the child", { fact: 'concernedStatus', type: 'PENS' }, { child: child({}), statuses: [status({ personId: child({}).otherId })] }, true],
  ['three children below 18 make three', { fact: 'children', atLeast: 3, ageBelow: 18 }, { person: person({ ties: children('2010-01-01', '2015-01-01', '2020-01-01') }) }, true],
  ['a grown-up child does not count', { fact: 'children', atLeast: 2, ageBelow: 18 }, { person: person({ ties: children('2000-01-01', '2015-01-01') }) }, false],
  ['a child without custody does not count', { fact: 'children', atLeast: 1, ageBelow: 18 }, { person: person({ ties: [child({ custody: false })] }) }, false],
  ['a child whose tie ends today does not count', { fact: 'children', atLeast: 1, ageBelow: 18 }, { person: person({ ties: [child({ validTo: TODAY })] }) }, false],
  ['a dead child does not count', { fact: 'children', atLeast: 1, ageBelow: 18 }, { person: person({ ties: [child({ vital: 'DECEASED' })] }) }, false],
  ['a fact of the register counts', { fact: 'flag', flag: 'POL_REP' }, { person: person({ flags: ['POL_REP'] }) }, true],
  ['what no register holds cannot be checked', UNKNOWN, {}, null],
  ['met and unknown together cannot be checked', ['ALL', IN_RIGA, UNKNOWN], {}, null],
  ['not met and unknown together is not met', ['ALL', RETIRED, UNKNOWN], {}, false],
  ['met or unknown is met', ['ANY', UNKNOWN, IN_RIGA], {}, true],
  ['the opposite of unknown is unknown', ['NOT', UNKNOWN], {}, null],
  ['the opposite of not met is met', ['NOT', RETIRED], {}, true],
];

for (const [sentence, tree, it, met] of cases) {
  test(sentence, () => assert.equal(outcome(tree, it).met, met));
}

test('because names what decided and leaves out what did not', () => {
  const { because } = outcome(['ALL', IN_RIGA, ['ANY', { fact: 'age', unit: 'years', from: 75 }, ['ALL', RETIRED, UNKNOWN]]], { statuses: [status()] });
  assert.deepEqual(because.map(({ nodeId, met, fact, value, source }) => [nodeId, met, fact, value, source]), [
    ['1.1', true, 'municipality', '0001000', 'fpr_person'],
    ['1.2.2.1', true, 'status', '2021-01-01 –', 'social_statuses'],
    ['1.2.2.2', null, 'unknown', null, null],
  ]);
});

test('a negation is told as one sentence, with its own outcome', () => {
  assert.deepEqual(outcome(['ALL', ['NOT', RETIRED]]).because, [
    { nodeId: '1.1', description: { lv: '1.1', en: '1.1' }, met: true, fact: 'status', value: null, source: 'social_statuses', legalBasis: null },
  ]);
});

test("because never shows a child's status, nor where a protected person lives", () => {
  const statuses = [status({ personId: child({}).otherId, typeCode: 'INV_B' })];
  const [reason] = outcome({ fact: 'concernedStatus', type: 'INV_B' }, { child: child({}), statuses }).because;
  assert.deepEqual([reason!.met, reason!.value], [true, null]);
  const hidden = outcome(IN_RIGA, { person: person({ municipality: null, residenceState: 'PROTECTED' }) });
  assert.equal(hidden.because[0]!.value, null);
});

test('growing older is no changed fact; a new residence is', () => {
  const tree: Tree = ['ALL', { fact: 'age', unit: 'years', from: 18 }, IN_RIGA];
  assert.deepEqual(outcome(tree, { day: '2030-01-01' }).basis, outcome(tree).basis);
  const both = { fact: 'municipality' as const, in: ['0001000', '0002000'] };
  assert.notDeepEqual(outcome(both, { person: person({ municipality: '0002000' }) }).basis, outcome(both).basis);
});

const leaf = fc.constantFrom<Tree>(IN_RIGA, RETIRED, UNKNOWN, { fact: 'flag', flag: 'NPK' }, { fact: 'age', unit: 'years', from: 18 });
const { tree: anyTree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 3 }, leaf,
    fc.tuple(fc.constantFrom('ALL' as const, 'ANY' as const), tie('tree'), tie('tree')),
    fc.tuple(fc.constant('NOT' as const), tie('tree'))),
}));

test('the order of operands never changes the outcome', () => {
  const mirror = (tree: Tree): Tree => (Array.isArray(tree) ? [tree[0], ...(tree.slice(1) as Tree[]).reverse().map(mirror)] : tree);
  fc.assert(fc.property(anyTree, (tree) => assert.equal(outcome(mirror(tree)).met, outcome(tree).met)));
});

test('an outcome always has reasons, and what is certain does not rest on an unknown alone', () => {
  fc.assert(fc.property(anyTree, (tree) => {
    const { met, because } = outcome(tree);
    assert.ok(because.length > 0);
    if (met === null) assert.ok(because.some((reason) => reason.met === null));
    else assert.ok(because.every((reason) => reason.met !== null));
  }));
});

test('a criterion that stands before its parent is refused by name', () => {
  const [root, first] = nodes(['ALL', IN_RIGA]);
  assert.throws(() => compileRule(benefit(IN_RIGA, { criteria: [first!, root!] })), /Criterion "1.1" of benefit "EXAMPLE" stands before its parent "1"/);
});
