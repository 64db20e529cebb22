import { uuidv5 } from '#kernel/ids.ts';
import { identityNamed, type Identity } from './identities.ts';
import { isMinor } from './households.ts';
import { isInForce } from './person.ts';
import type { PersonIds } from './person-ids.ts';
import type { Population } from './population.ts';
import { forbidden } from './refusal.ts';

/** The claim by which a token says for whom its bearer acts, and by what right. */
export interface ActingFor {
  person: string;
  basis: 'CUSTODY' | 'MANDATE';
  mandate: string;
  scope: readonly string[];
  valid_from: string;
  valid_to: string | null;
}

const EVERYTHING = ['person', 'statuses', 'benefits', 'offers', 'requests', 'life-situations'] as const;
const CUSTODY_TIES = ['CHILD', 'WARD', 'FOSTER_CHILD'];

/** Mandates on record: who lets whom act for them, in what. */
const MANDATES = [
  { from: 'janis', to: 'martins', scope: ['person', 'statuses', 'requests'], validFrom: '2026-01-15', validTo: null },
  { from: 'janis', to: 'officer-vpvkac', scope: EVERYTHING, validFrom: '2026-06-01', validTo: null },
] as const;

/**
 * Custody and mandates are checked when a token is made, as the state's sign-in does. Throws a Refusal where neither
 * allows it.
 */
export function actingFor(
  population: Population,
  ids: PersonIds,
  actor: Identity,
  { index, label }: { index: number; label: string },
  today: string,
): ActingFor {
  const person = ids.of(index);
  const principal = population.person(index);
  if (principal.vitalStatus === 'DECEASED') {
    throw forbidden(`"${actor.as}" may not act for "${label}", who died on ${principal.deathDate}`);
  }
  const mandate = MANDATES.find(({ from, to }) => to === actor.as && indexNamed(population, from) === index);
  if (mandate && isInForce({ from: mandate.validFrom, to: mandate.validTo }, today)) {
    return {
      person, basis: 'MANDATE', mandate: uuidv5(`mandate:${mandate.from}:${mandate.to}`),
      scope: mandate.scope, valid_from: mandate.validFrom, valid_to: mandate.validTo,
    };
  }
  const held = actor.role === 'resident'
    ? population.person(actor.index).ties.find((one) =>
        one.other === index && CUSTODY_TIES.includes(one.kind) && one.custody && isInForce(one, today))
    : undefined;
  if (!held) throw forbidden(`"${actor.as}" has neither custody of "${label}" nor a mandate from them`);
  if (!isMinor(principal, today)) throw forbidden(`"${actor.as}" may not act for "${label}", who is of age`);
  return {
    person, basis: 'CUSTODY', mandate: uuidv5(`custody:${actor.as}:${person}`),
    scope: EVERYTHING, valid_from: held.from, valid_to: eighteenthBirthday(principal.birthDate),
  };
}

function indexNamed(population: Population, as: string): number | null {
  const identity = identityNamed(as);
  return identity?.role === 'resident' ? population.beingOf(identity.index) : null;
}

/** A child of 29 February comes of age on 1 March. */
function eighteenthBirthday(birthDate: string): string {
  const born = Temporal.PlainDate.from(birthDate);
  const day = born.add({ years: 18 });
  return (day.day < born.day ? day.add({ days: 1 }) : day).toString();
}
