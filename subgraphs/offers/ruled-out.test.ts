import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TieFacts } from '#connectors/population/projection.ts';
import { seedBenefits } from '../benefits/seed-definitions.ts';
import { evaluate } from './evaluate.ts';
import { childId, person } from './examples.ts';
import type { Circumstances, HeldStatus } from './facts.ts';
import { compileRules } from './rule.ts';
import { isRuledOut } from './ruled-out.ts';

const DAY = '2026-11-20';
const rules = [...compileRules(seedBenefits.map(({ benefitId, definition }) => ({ ...definition, benefitId, version: 1 }))).values()].flat();
const tests = rules.flatMap(({ definition }) => definition.criteria.flatMap((node) => node.test ?? []));
const statusTypes = [...new Set(tests.flatMap((it) => (it.fact === 'status' || it.fact === 'concernedStatus' ? [it.type] : [])))];
const municipalities = [...new Set(tests.flatMap((it) => (it.fact === 'municipality' || it.fact === 'residenceMonths' ? it.in : [])))];
const flags = [...new Set(tests.flatMap((it) => (it.fact === 'flag' ? [it.flag] : [])))];

/** Days around which ages turn: any day of a life, and today's day and its neighbours in every year. */
const day = fc.oneof(
  fc.tuple(fc.integer({ min: 1915, max: 2026 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
    .map(([year, month, day]) => Temporal.PlainDate.from({ year, month, day }).toString()),
  fc.tuple(fc.integer({ min: 0, max: 1_300 }), fc.integer({ min: -1, max: 1 }))
    .map(([months, days]) => Temporal.PlainDate.from(DAY).subtract({ months }).add({ days }).toString()),
).filter((it) => it <= DAY);
const tie = fc.record<TieFacts>({
  otherId: fc.integer({ min: 0, max: 9 }).map(childId),
  kind: fc.constantFrom('CHILD', 'CHILD', 'WARD', 'FOSTER_CHILD', 'PARENT', 'SPOUSE'),
  custody: fc.boolean(),
  validFrom: day,
  validTo: fc.option(day),
  birthDay: fc.option(day),
  vital: fc.constantFrom('ALIVE', 'DECEASED', null),
});
const status = fc.record<HeldStatus>({
  id: fc.uuid(),
  personId: fc.constantFrom(person().personId, childId(0), childId(1)),
  typeCode: fc.constantFrom(...statusTypes),
  validFrom: day,
  validTo: fc.option(day),
  state: fc.constantFrom('ACTIVE', 'SUSPENDED'),
});
const circumstances = fc.record({
  birthDay: day,
  sex: fc.constantFrom('F', 'M', null),
  municipality: fc.constantFrom(null, '0001000', ...municipalities),
  residenceSince: fc.option(day),
  residenceState: fc.constantFrom('DECLARED', 'PROTECTED', 'UNKNOWN', 'NONE'),
  flags: fc.subarray(flags),
  ties: fc.array(tie, { maxLength: 4 }),
  statuses: fc.array(status, { maxLength: 3 }),
  isAboutChild: fc.boolean(),
}).map(({ statuses, isAboutChild, ...facts }): Circumstances => ({
  day: DAY, person: person(facts), child: isAboutChild ? (facts.ties[0] ?? null) : null, statuses,
}));

test('what is ruled out at a glance is not met at a careful look either, for every rule there is', () => {
  const seed = Number(process.env.TEST_SEED) || Date.now();
  let ruledOut = 0;
  let met = 0;
  fc.assert(fc.property(circumstances, (it) => {
    for (const rule of rules) {
      const outcome = evaluate(rule, it).met;
      if (outcome !== false) met++;
      if (!isRuledOut(rule, it)) continue;
      ruledOut++;
      assert.equal(outcome, false, `${rule.definition.code}, seed ${seed}`);
    }
  }), { seed, numRuns: 2_000 });
  assert.ok(met > 1_000 && ruledOut > 10_000, `the sample holds both: ${met} met, ${ruledOut} ruled out, seed ${seed}`);
});
