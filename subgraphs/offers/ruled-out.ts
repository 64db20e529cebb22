/**
 * A quick look before the careful one: which rules a person cannot meet whatever the details. A sweep asks it for everyone
 * and every rule, and most people are far from most rules. It may say "not ruled out" of anything; what it rules out, the
 * evaluation would find not met. Pure.
 */
import type { FactTest } from '../benefits/events.ts';
import type { Circumstances } from './facts.ts';
import type { Criterion, Rule } from './rule.ts';

/** Residences that are hidden, so that any municipality can be it. */
const NOT_TOLD = ['PROTECTED', 'UNKNOWN'];

export function isRuledOut(rule: Rule, circumstances: Circumstances): boolean {
  return !isConceivable(rule.root, circumstances);
}

function isConceivable({ node, operands, endsWithTerm }: Criterion, circumstances: Circumstances): boolean {
  switch (node.operator) {
    case 'ALL':
      return operands.every((operand) => isConceivable(operand, circumstances));
    case 'ANY':
      return operands.some((operand) => isConceivable(operand, circumstances));
    case 'FACT':
      return endsWithTerm || !node.test || mayHold(node.test, circumstances);
    default:
      return true;
  }
}

function mayHold(test: FactTest, { person, child, day, statuses }: Circumstances): boolean {
  switch (test.fact) {
    case 'age':
      return isOfAge(test, person.birthDay, day);
    case 'concernedAge':
      return child !== null && isOfAge(test, child.birthDay, day);
    case 'municipality':
    case 'residenceMonths':
      return NOT_TOLD.includes(person.residenceState) || (person.municipality !== null && test.in.includes(person.municipality));
    case 'status':
      return statuses.some((status) => status.personId === person.personId && status.typeCode === test.type);
    case 'concernedStatus':
      return child !== null && statuses.some((status) => status.personId === child.otherId && status.typeCode === test.type);
    case 'children':
      return test.atLeast <= person.ties.length;
    case 'flag':
      return person.flags.includes(test.flag);
    default:
      return true;
  }
}

function isOfAge({ unit, from = 0, below = Infinity }: { unit: 'years' | 'months'; from?: number; below?: number }, birthDay: string | null, day: string): boolean {
  if (birthDay === null) return true;
  const age = Math.floor(monthsBetween(birthDay, day) / (unit === 'years' ? 12 : 1));
  return age >= from && age < below;
}

/** As `monthsOn` counts, out of the text of the days: they are not read as days of the calendar for everyone and every rule. */
function monthsBetween(from: string, to: string): number {
  const number = (text: string, start: number, end: number) => Number(text.slice(start, end));
  return (number(to, 0, 4) - number(from, 0, 4)) * 12 + number(to, 5, 7) - number(from, 5, 7) - (to.slice(8) < from.slice(8) ? 1 : 0);
}
