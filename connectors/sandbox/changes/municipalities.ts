import { MUNICIPALITIES, municipalityNumber } from '../distributions.ts';
import type { Population } from '../population.ts';
import { quoted } from '../refusal.ts';
import type { KindOfChange, Objection } from './kind.ts';

/** Only the municipality is told of: no address and no person gets a new version. */
export const mergeMunicipalities: KindOfChange<'merge-municipalities'> = {
  people: () => [],
  *objections({ population }, { municipality, into }) {
    yield* objectionsToMunicipality(population, municipality);
    yield* objectionsToMunicipality(population, into);
    yield [municipality === into, `Municipality "${into}" cannot be merged into itself`];
  },
  make(population, { municipality, into, effectiveOn }, { at }) {
    population.addresses.mergeMunicipality(municipalityNumber(municipality), municipalityNumber(into));
    const { municipalityMergers: told } = population;
    told.push({ position: told.length + 1, code: municipality, successor: into, on: effectiveOn, at });
    return { index: null, changed: [], position: population.people.last };
  },
};

/** It must be one of those there are, and not part of another by now. */
export function* objectionsToMunicipality(population: Population, code: string): Iterable<Objection> {
  const number = municipalityNumber(code);
  yield [number < 0, `Municipality ${quoted(code)} was not found; codes look like ${MUNICIPALITIES[0]!.code}`];
  const current = population.addresses.currentMunicipality(number);
  yield [current !== number, `Municipality "${code}" was merged into "${MUNICIPALITIES[current]!.code}"`];
}
