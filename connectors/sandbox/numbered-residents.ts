import { isMinor } from './households.ts';
import type { ResidentIdentity } from './identities.ts';
import type { Population } from './population.ts';
import { badRequest, quoted } from './refusal.ts';

const NUMBERED = /^resident-(\d{1,8})$/;

/**
 * The whole population as identities, for load tests: `resident-17` is the register's 17th person, counted from 0, or for
 * a minor, the dead and a record given out no more the living adult listed before them. Null for a label of another form.
 *
 * @throws Refusal for a number beyond the population
 */
export function residentNumbered(label: string, population: Population, today: string): ResidentIdentity | null {
  const number = NUMBERED.exec(label)?.[1];
  if (number === undefined) return null;
  for (let index = Number(number); index >= 0 && index < population.size; index--) {
    if (!population.has(index)) continue;
    const person = population.person(index);
    if (person.vitalStatus === 'ALIVE' && !isMinor(person, today)) return { as: label, role: 'resident', index, description: '' };
  }
  throw badRequest(`Identity ${quoted(label)} was not found; the register has ${population.size} people`);
}
