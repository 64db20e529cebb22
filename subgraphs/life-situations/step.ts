import { parseDay } from '#kernel/days.ts';
import type { CatalogueStep, LifeSituationOccurrenceModel, LifeSituationStepModel, OccurrenceStepModel } from './models.ts';

/**
 * The step as it is in one municipality, or anywhere.
 *
 * @param codes those that stand for the municipality, its own first: what has become part of it may have a service that it has not
 */
export function stepIn(codes: readonly string[], step: CatalogueStep): LifeSituationStepModel {
  const { serviceIdByMunicipality, ...rest } = step;
  const local = codes.map((code) => serviceIdByMunicipality[code]).find((serviceId) => serviceId !== undefined);
  return { ...rest, serviceId: local ?? step.serviceId };
}

/** The last day to take the step, counted in whole calendar months and days from the event; null where there is no term. */
export function dueOn(since: string, step: Pick<CatalogueStep, 'dueWithinDays' | 'dueWithinMonths'>): string | null {
  if (step.dueWithinDays === null && step.dueWithinMonths === null) return null;
  return parseDay(since).add({ months: step.dueWithinMonths ?? 0, days: step.dueWithinDays ?? 0 }).toString();
}

/**
 * True when the register itself shows it, or when the person requested the step's service on the day of the event or later;
 * null when there is no service by which anyone could tell.
 */
export function isDone(
  step: Pick<LifeSituationStepModel, 'serviceId' | 'shownByRegister'>,
  since: string,
  requested: Readonly<Record<string, string>>,
): boolean | null {
  if (step.shownByRegister) return true;
  if (step.serviceId === null) return null;
  const lastOn = requested[step.serviceId];
  return lastOn !== undefined && lastOn >= since;
}

/** @param codes those that stand today for the municipality where it arose; none for a protected person */
export function stepsOf(occurrence: LifeSituationOccurrenceModel, codes: readonly string[]): OccurrenceStepModel[] {
  const { situation, since, requested } = occurrence;
  return situation.steps.map((catalogued) => {
    const step = stepIn(codes, catalogued);
    return { step, done: isDone(step, since, requested), dueOn: dueOn(since, step) };
  });
}
