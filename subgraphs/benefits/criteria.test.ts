import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CriteriaSyntaxError, FORMS, parseCriteria, printCriteria, type CriterionTree } from './criteria.ts';
import { buildTree, findStrayRemarks, flattenCriteria } from './criterion-nodes.ts';
import { criterionNode, type FactTest } from './events.ts';

const municipalities = fc.uniqueArray(fc.constantFrom('0001000', '0002000', '0005000', '0020000'), { minLength: 1, maxLength: 3 });
const number = fc.integer({ min: 0, max: 200 });
const unit = fc.constantFrom('years' as const, 'months' as const);
const range = fc.oneof(
  fc.record({ unit, from: number }),
  fc.record({ unit, below: number }),
  fc.tuple(unit, number, fc.integer({ min: 1, max: 99 })).map(([unit, from, more]) => ({ unit, from, below: from + more })),
);
const day = fc.constantFrom('2024-02-29', '2025-01-01', '2026-11-03');
const status = fc.constantFrom('PENS', 'INV_I', 'UKR');
const fact: fc.Arbitrary<FactTest> = fc.oneof(
  range.map((value) => ({ fact: 'age' as const, ...value })),
  range.map((value) => ({ fact: 'concernedAge' as const, ...value })),
  day.map((from) => ({ fact: 'concernedBorn' as const, from })),
  day.map((before) => ({ fact: 'concernedBorn' as const, before })),
  fc.constant({ fact: 'concernedBorn' as const, from: '2025-01-01', before: '2026-01-01' }),
  fc.constantFrom('MOTHER' as const, 'FATHER' as const, 'PARENT' as const).map((is) => ({ fact: 'parentRole' as const, is })),
  municipalities.map((codes) => ({ fact: 'municipality' as const, in: codes })),
  fc.record({ fact: fc.constant('residenceMonths' as const), in: municipalities, atLeast: number }, { noNullPrototype: true }),
  status.map((type) => ({ fact: 'status' as const, type })),
  status.map((type) => ({ fact: 'concernedStatus' as const, type })),
  fc.record({ fact: fc.constant('children' as const), atLeast: number, ageBelow: number }, { noNullPrototype: true }),
  fc.constantFrom('POL_REP' as const, 'NPK' as const, 'WW2' as const).map((flag) => ({ fact: 'flag' as const, flag })),
  fc.constantFrom('insurance' as const, 'income' as const, 'employment' as const).map((what) => ({ fact: 'unknown' as const, what })),
);
const { tree } = fc.letrec<{ tree: CriterionTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fact.map((test): CriterionTree => ({ operator: 'FACT', test })),
    fc.tuple(fc.constantFrom('ALL' as const, 'ANY' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 4 }))
      .map(([operator, operands]): CriterionTree => ({ operator, operands })),
    tie('tree').map((operand): CriterionTree => ({ operator: 'NOT', operands: [operand] })),
  ),
}));

describe('conditions as text', () => {
  it('printed and parsed again, any tree is the same tree', () => {
    fc.assert(fc.property(tree, (one) => assert.deepEqual(parseCriteria(printCriteria(one)), one)), { numRuns: 500 });
  });

  it('flattened and built again, any tree is the same tree, parents first, every node in its published shape', () => {
    fc.assert(fc.property(tree, (one) => {
      const nodes = flattenCriteria(one);
      assert.deepEqual(buildTree(nodes), one);
      const seen = new Set<string | null>([null]);
      for (const node of nodes) {
        assert.ok(seen.has(node.parentId) && criterionNode.safeParse(node).success);
        assert.ok(node.description.lv.length > 5 && node.description.en.length > 5);
        seen.add(node.id);
      }
      assert.equal(seen.size, nodes.length + 1);
    }));
  });

  for (const form of FORMS) {
    it(`"${form}" is read and printed as it stands`, () => assert.equal(printCriteria(parseCriteria(form)), form));
  }

  it('"and" binds closer than "or", and lines and spaces do not matter', () => {
    assert.equal(
      printCriteria(parseCriteria('status PENS\n  or age >= 65   and unknown income')),
      'status PENS or (age >= 65 and unknown income)',
    );
  });

  const faults: [text: string, says: RegExp][] = [
    ['', /^line 1, column 1: expected a condition such as .*, found the end of the text$/],
    ['age >= old', /^line 1, column 8: expected a number after ">=", found "old"$/],
    ['age 65', /^line 1, column 5: expected ">=", "<" or "from" and a number, found "65"$/],
    ['age from 7 below 7', /column 18: expected a number above 7, found "7"$/],
    ['status PENS and\n  municipality in (9999999)', /^line 2, column 20: expected the 7-digit ATVK code of a municipality, found "9999999"$/],
    ['municipality in (0001000', /column 25: expected "," or "\)", found the end of the text$/],
    ['status PENSIONER', /expected the code of a status type such as PENS or INV_I, found "PENSIONER"$/],
    ['(age >= 65 or status PENS', /expected "\)", found the end of the text$/],
    ['age >= 65 status PENS', /column 11: expected "and", "or" or the end, found "status"$/],
    ['child weight < 3', /expected "age", "born" or "status" after "child", found "weight"$/],
    ['child born from 2026-02-30', /expected a day such as 2026-11-20, found "2026-02-30"$/],
    ['unknown luck', /expected one of insurance, income, studies, employment, property, found "luck"$/],
    ['not '.repeat(30) + 'status PENS', /expected at most 20 levels/],
  ];
  for (const [text, says] of faults) {
    it(`"${text.slice(0, 40).replace('\n', ' ')}" is refused with the position and what was expected`, () => {
      assert.throws(() => parseCriteria(text), (error: Error) => error instanceof CriteriaSyntaxError && says.test(error.message));
    });
  }
});

describe('sentences of conditions', () => {
  const sentences: [text: string, lv: string, en: string][] = [
    ['age >= 65', 'Persona ir vismaz 65 gadus veca', 'The person is at least 65 years old'],
    ['age >= 21', 'Persona ir vismaz 21 gadu veca', 'The person is at least 21 years old'],
    ['child age < 6 months', 'Bērns ir jaunāks par 6 mēnešiem', 'The child is younger than 6 months'],
    ['child age from 1 below 16', 'Bērns ir vismaz 1 gadu vecs un jaunāks par 16 gadiem', 'The child is at least 1 year old and younger than 16 years'],
    ['municipality in (0001000)', 'Deklarētā dzīvesvieta ir pašvaldībā: Rīga', 'The declared residence is in Rīga'],
    ['status PENS', 'Personai ir statuss „Vecuma pensijas saņēmējs”', 'The person holds the status “Recipient of an old-age pension”'],
    ['child born before 2026-11-03', 'Bērns ir dzimis pirms 03.11.2026.', 'The child was born before 2026-11-03'],
  ];
  for (const [text, lv, en] of sentences) {
    it(`"${text}" reads "${en}"`, () => assert.deepEqual(flattenCriteria(parseCriteria(text))[0]!.description, { lv, en }));
  }

  it('a remark gives a condition its own words and provision; one that fits nothing is found', () => {
    const law = { title: 'VSP likums 8. p.', url: null };
    const remarks = { 'unknown employment': { sentence: { lv: 'Nestrādā', en: 'Does not work' }, law }, 'status UKR': { law } };
    const nodes = flattenCriteria(parseCriteria('status PENS and unknown employment'), remarks);
    assert.deepEqual(nodes[2]!.legalBasis, law);
    assert.equal(nodes[2]!.description.en, 'Does not work');
    assert.deepEqual(findStrayRemarks(nodes, remarks), ['status UKR']);
  });
});
