import type { KindOfChange } from './kind.ts';

export const LARGEST_STORM = 640_000;

/** Corrects a detail that no field of the record shows: only version and time differ. */
export const storm: KindOfChange<'storm'> = {
  people: () => [],
  make: (population, { count }, { at }) => ({ index: null, changed: [], position: population.people.spread(count, at) }),
};
