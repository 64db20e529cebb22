import { monthsOn, parseDay } from '#kernel/days.ts';
import { evaluate } from './evaluate.ts';
import { inCustody, minorsInCustody, yearsOn, type Circumstances } from './facts.ts';
import type { Rule } from './rule.ts';

/**
 * The amount in cents that a person would get, or null where the registers cannot tell.
 *
 * @param decidedDay picks the dated amount; the child's age and the number of children are those of the day itself
 */
export function amountOf(rule: Rule, circumstances: Circumstances, decidedDay: string): number | null {
  const born = circumstances.child?.birthDay ?? null;
  const months = born ? monthsOn(parseDay(born), parseDay(circumstances.day)) : null;
  const { amounts } = rule.definition;
  const children = amounts.some((it) => it.childrenAtLeast) ? countChildren(rule, circumstances) : 0;
  const [amount] = amounts
    .filter((it) => it.from <= decidedDay && (it.to === null || decidedDay <= it.to))
    .filter((it) => children >= (it.childrenAtLeast ?? 0))
    .filter((it) => it.childAgeMonthsFrom === undefined || (months !== null && months >= it.childAgeMonthsFrom))
    .filter((it) => it.childAgeMonthsBelow === undefined || (months !== null && months < it.childAgeMonthsBelow))
    .filter((it) => it.onlyIfBornBy === undefined || (born !== null && born <= it.onlyIfBornBy))
    .sort((a, b) => (b.childrenAtLeast ?? 0) - (a.childrenAtLeast ?? 0) || (a.from < b.from ? 1 : -1));
  return amount?.cents ?? null;
}

/**
 * Of a benefit for each child: this one and the others who surely get it too, so that never more is promised than was
 * checked. Of a benefit for the parent: the children it names.
 */
function countChildren(rule: Rule, circumstances: Circumstances): number {
  const { child, person, day } = circumstances;
  const minors = minorsInCustody(person, day);
  if (child) {
    return minors.filter((it) => it.otherId === child.otherId || evaluate(rule, { ...circumstances, child: it }).met === true).length;
  }
  const test = rule.definition.criteria.find((node) => node.test?.fact === 'children')?.test;
  if (test?.fact !== 'children') return minors.length;
  return inCustody(person, day).filter((it) => it.birthDay && yearsOn(it.birthDay, day) < test.ageBelow).length;
}
