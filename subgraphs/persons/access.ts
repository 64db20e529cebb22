import { ForbiddenError, UnauthenticatedError } from '#kernel/errors.ts';
import { demandPerson, holds, mayReadPerson } from '#kernel/identity/access.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';

/** On what a right to read a person rests. TIE: the person is a child under 18 in the viewer's custody. */
export type Basis = 'SELF' | 'ACTING' | 'OFFICER' | 'TIE';

/** The groups of data that the data-access log speaks of. */
export type FieldGroup = 'identity' | 'personal-code' | 'vital' | 'residence' | 'family' | 'preferences' | 'data-permissions' | 'data-access';

const OWN_AND_OFFICE: readonly Basis[] = ['SELF', 'ACTING', 'OFFICER'];

/**
 * Who may open which field. Through a tie one sees names and birth date, nothing else. The access log is open to the
 * person alone. A personal code is open to the person and to officers with that very right, not to who acts for them.
 */
export const FIELDS = {
  givenName: { group: 'identity', openTo: [...OWN_AND_OFFICE, 'TIE'] },
  surname: { group: 'identity', openTo: [...OWN_AND_OFFICE, 'TIE'] },
  birthDate: { group: 'identity', openTo: [...OWN_AND_OFFICE, 'TIE'] },
  personalCode: { group: 'personal-code', openTo: ['SELF', 'OFFICER'] },
  age: { group: 'identity', openTo: OWN_AND_OFFICE },
  vitalStatus: { group: 'vital', openTo: OWN_AND_OFFICE },
  deathDate: { group: 'vital', openTo: OWN_AND_OFFICE },
  declaredResidence: { group: 'residence', openTo: OWN_AND_OFFICE },
  residenceState: { group: 'residence', openTo: OWN_AND_OFFICE },
  residenceSince: { group: 'residence', openTo: OWN_AND_OFFICE },
  addresses: { group: 'residence', openTo: OWN_AND_OFFICE },
  municipality: { group: 'residence', openTo: OWN_AND_OFFICE },
  children: { group: 'family', openTo: OWN_AND_OFFICE },
  ties: { group: 'family', openTo: OWN_AND_OFFICE },
  provenance: { group: 'identity', openTo: OWN_AND_OFFICE },
  preferences: { group: 'preferences', openTo: ['SELF', 'ACTING'] },
  dataPermissions: { group: 'data-permissions', openTo: ['SELF', 'ACTING'] },
  dataAccess: { group: 'data-access', openTo: ['SELF'] },
} as const satisfies Record<string, { group: FieldGroup; openTo: readonly Basis[] }>;

export type PersonField = keyof typeof FIELDS;

/**
 * What a token alone says; a tie to another is known only from the register. Who acts for somebody sees of themselves
 * meanwhile what a tie would show: enough to say who is signed in.
 */
export function basisByToken(viewer: Viewer | null, personId: string): Basis | null {
  if (viewer?.actingFor && viewer.actor?.personId === personId) return 'TIE';
  if (!viewer || !mayReadPerson(viewer, personId, 'person')) return null;
  if (viewer.actingFor) return 'ACTING';
  return viewer.actor?.personId === personId && viewer.roles.includes('resident') ? 'SELF' : 'OFFICER';
}

/** Whose children are open to the viewer: their own, or those of whom they act for within scope. */
export function custodianOf(viewer: Viewer | null): string | null {
  if (!viewer?.roles.includes('resident')) return null;
  if (viewer.actingFor) return viewer.actingFor.scope.includes('person') ? viewer.actingFor.personId : null;
  return viewer.actor?.personId ?? null;
}

/** @throws UNAUTHENTICATED or FORBIDDEN, naming the field */
export function demandField(viewer: Viewer | null, personId: string, basis: Basis | null, field: PersonField): Basis {
  if (!viewer) throw new UnauthenticatedError();
  if (basis === null) {
    demandPerson(viewer, personId, 'person');
    throw new ForbiddenError(`"${viewer.label}" may not read person "${personId}"`);
  }
  const openTo: readonly Basis[] = FIELDS[field].openTo;
  if (!openTo.includes(basis)) throw new ForbiddenError(`"${viewer.label}" may not read ${field} of person "${personId}"`);
  if (field === 'personalCode' && basis === 'OFFICER' && !holds(viewer, 'persons:read-code')) {
    throw new ForbiddenError(`"${viewer.label}" does not hold the permission persons:read-code`);
  }
  return basis;
}

const OWN_DATA = 'resident-portal';
const ASSISTED = 'assisted-service';

/** Why the register is read: maps to one of its permissions. */
export function purposeOf(viewer: Viewer, basis: Basis): string {
  if (basis === 'OFFICER') return viewer.purpose!;
  return viewer.roles.includes('resident') ? OWN_DATA : (viewer.purpose ?? ASSISTED);
}

/** Whether a look is one that the person is told of: by somebody in office, whoever's mandate they hold. */
export function isLogged(viewer: Viewer, basis: Basis): boolean {
  return basis === 'OFFICER' || !viewer.roles.includes('resident');
}
