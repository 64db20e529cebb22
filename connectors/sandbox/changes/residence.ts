import { seededRandom } from '#kernel/random.ts';
import { municipalityNumber } from '../distributions.ts';
import { endedOn, type Residence, type SyntheticPerson } from '../person.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';
import { objectionsToMunicipality } from './municipalities.ts';

/** A move may be told late: homes that began after it were entered by mistake and give way to it. */
function settle(person: SyntheticPerson, home: Omit<Residence, 'to'>): void {
  const earlier = endedOn(person.residences, home.from).filter(({ from }) => from < home.from);
  person.residences = [...earlier, { ...home, to: null }];
}

export const move: KindOfChange<'move'> = {
  people: ({ person }) => [person],
  objections: ({ population }, { municipality }) => objectionsToMunicipality(population, municipality),
  make(population, { person, municipality, effectiveOn }, { seed, at }) {
    const random = seededRandom(`${seed}:move:${population.people.last}`);
    const address = population.addresses.vacantHome(municipalityNumber(municipality), random);
    const draft = new Draft(population);
    settle(draft.of(person), { kind: 'DECLARED', address, foreignText: null, from: effectiveOn });
    return { index: person, ...draft.save(at) };
  },
};

export const leaveCountry: KindOfChange<'leave-country'> = {
  people: ({ person }) => [person],
  make(population, { person, country, effectiveOn }, { at }) {
    const draft = new Draft(population);
    settle(draft.of(person), { kind: 'ABROAD', address: null, foreignText: country, from: effectiveOn });
    return { index: person, ...draft.save(at) };
  },
};
