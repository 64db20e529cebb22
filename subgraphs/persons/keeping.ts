import type { Keeping } from '../module.ts';
import { FIELDS, type FieldGroup } from './access.ts';

/** Not of a register, or not to lie about in a cache. */
const NEVER: readonly FieldGroup[] = ['personal-code', 'preferences', 'data-permissions', 'data-access'];

/** Every field of a person has its place in `FIELDS`, so a new one says there whose it is. */
const OF_PERSON = Object.fromEntries(Object.entries(FIELDS).map(([field, { group }]): [string, Keeping] => [`Person.${field}`, NEVER.includes(group) ? 'NEVER' : 'REGISTER']));

/** How long what this subgraph shows may be kept. */
export const keeping: Readonly<Record<string, Keeping>> = {
  ...OF_PERSON,
  'Query.me': 'REGISTER',
  'Query.person': 'REGISTER',
  'Query.persons': 'REGISTER',
  'Query.address': 'REGISTER',
  'Query.addresses': 'REGISTER',
  Address: 'REGISTER',
  // Would be wrong as soon as it is kept; `readAt` stays right.
  'Provenance.ageSeconds': 'NEVER',
  // Elsewhere a municipality goes with whose residence it is.
  Municipality: 'REGISTER',
  'Query.municipalities': 'CATALOGUE',
};
