import { ForbiddenError, UnauthenticatedError } from '../errors.ts';
import type { Role, Scope, Viewer } from './viewer.ts';

/** Every permission there is, and the roles that hold it. Checked on the first line of an operation. */
const HOLDERS = {
  'persons:read': ['officer', 'officer-codes', 'vpvkac', 'system'],
  'persons:read-code': ['officer-codes'],
  'preferences:edit': ['resident'],
  'statuses:grant': ['officer', 'system'],
  'benefits:edit': ['grantor'],
  'offers:decide': ['resident'],
  'requests:submit': ['resident', 'vpvkac'],
  'requests:process': ['officer', 'system'],
  'services:edit': ['officer', 'admin'],
  'events:subscribe': ['officer', 'system'],
  'events:read-any': ['admin'],
  'metrics:read': ['analyst', 'admin'],
  'metrics:rebuild': ['admin'],
  'registers:read': ['admin'],
  'graph:explore': ['officer', 'officer-codes', 'vpvkac', 'system', 'grantor', 'analyst', 'admin'],
  'schema:read': ['resident', 'officer', 'officer-codes', 'vpvkac', 'system', 'grantor', 'analyst', 'admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof HOLDERS;

export function holds(viewer: Viewer | null, permission: Permission): boolean {
  const holders: readonly Role[] = HOLDERS[permission];
  return viewer !== null && viewer.roles.some((role) => holders.includes(role));
}

/** @throws UNAUTHENTICATED without a viewer, FORBIDDEN without the permission */
export function demand(viewer: Viewer | null, permission: Permission): Viewer {
  if (!viewer) throw new UnauthenticatedError();
  if (!holds(viewer, permission)) throw new ForbiddenError(`"${viewer.label}" does not hold the permission ${permission}`);
  return viewer;
}

/**
 * The rule that every subgraph asks, in resolvers and in reference resolvers alike: a person's part is open to that
 * person, to who acts for them within scope, and to an officer with the permission and a named purpose.
 */
export function mayReadPerson(viewer: Viewer | null, personId: string, scope: Scope): boolean {
  if (!viewer) return false;
  if (viewer.actingFor) return viewer.actingFor.personId === personId && viewer.actingFor.scope.includes(scope);
  if (viewer.actor?.personId === personId && viewer.roles.includes('resident')) return true;
  return mayReadAnyone(viewer);
}

/** An officer or a system that holds the permission and says why. */
export function mayReadAnyone(viewer: Viewer | null): boolean {
  return viewer !== null && holds(viewer, 'persons:read') && viewer.purpose !== null;
}

export function demandPerson(viewer: Viewer | null, personId: string, scope: Scope): void {
  if (!viewer) throw new UnauthenticatedError();
  if (mayReadPerson(viewer, personId, scope)) return;
  if (holds(viewer, 'persons:read') && viewer.purpose === null) {
    throw new ForbiddenError('Name a purpose in the header X-Purpose to read a person');
  }
  throw new ForbiddenError(`"${viewer.label}" may not read the ${scope} of person "${personId}"`);
}
