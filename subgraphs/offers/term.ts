/** From which day a benefit's time to apply runs, until when, and what being late means. Calendar months, days in Riga. */
import type { BenefitDefinition } from '../benefits/events.ts';
import { parseDay } from '#kernel/days.ts';
import { minorsInCustody, type Circumstances } from './facts.ts';

export interface Term {
  /** The last day to apply; null when there is none, or when it has passed and applying is still worth it. */
  applyBy: string | null;
  isOver: boolean;
}

/** The event that the benefit follows: a birth, a first birthday, settling in the municipality; null where there is none. */
export function eventDay({ applyFrom }: BenefitDefinition, circumstances: Circumstances): string | null {
  const { person, child, day } = circumstances;
  if (applyFrom === 'RESIDENCE_SINCE') return person.residenceSince;
  if (applyFrom === 'NONE') return child?.birthDay ?? null;
  const births = (child ? [child] : minorsInCustody(person, day)).flatMap((tie) => tie.birthDay ?? []);
  const days = births.map((birth) => (applyFrom === 'CHILD_BIRTH' ? birth : firstBirthday(birth))).sort();
  return days.findLast((it) => it <= day) ?? days[0] ?? null;
}

/** The day that picks the version and the amount: of the event, else today, when one would apply or use it. */
export function decidedDay(definition: BenefitDefinition, circumstances: Circumstances): string {
  return (definition.decidedOn === 'EVENT' ? eventDay(definition, circumstances) : null) ?? circumstances.day;
}

/**
 * A term in months ends on the day of the same number; where the month is too short, on its last day.
 * Who is late for a benefit paid by the month loses months and may still apply; who is late for the only payment loses it.
 */
export function termOf(definition: BenefitDefinition, circumstances: Circumstances): Term {
  const from = definition.applyFrom === 'NONE' ? null : eventDay(definition, circumstances);
  if (definition.applyWithinMonths === null || !from) return { applyBy: null, isOver: false };
  const applyBy = parseDay(from).add({ months: definition.applyWithinMonths }).toString();
  if (circumstances.day <= applyBy) return { applyBy, isOver: false };
  return { applyBy: null, isOver: !isLateWorthwhile(definition) };
}

function isLateWorthwhile({ lateConsequence, amounts }: BenefitDefinition): boolean {
  return lateConsequence !== null && !amounts.some((amount) => amount.per === 'ONCE');
}

/** Born on 29 February, the first birthday is 1 March, as for any age. */
function firstBirthday(birth: string): string {
  const born = parseDay(birth);
  const same = born.add({ years: 1 });
  return (same.day === born.day ? same : same.add({ days: 1 })).toString();
}
