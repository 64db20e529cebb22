import { ForbiddenError, UnauthenticatedError } from '../errors.ts';

export type Role = 'resident' | 'officer' | 'officer-codes' | 'vpvkac' | 'system' | 'grantor' | 'analyst' | 'admin';

/** The parts of a person that a right can be limited to. */
export type Scope = 'person' | 'statuses' | 'benefits' | 'offers' | 'requests' | 'life-situations';

export interface ActingFor {
  personId: string;
  basis: 'CUSTODY' | 'MANDATE';
  mandateId: string;
  scope: string[];
  validFrom: string;
  validTo: string | null;
}

/** Who asks, as a verified token says. */
export interface Viewer {
  actor: { personId: string } | null;
  actingFor: ActingFor | null;
  actingForOrganization: string | null;
  organizationId: string | null;
  roles: Role[];
  /** Why an officer or a system reads; maps to a permission of the register. */
  purpose: string | null;
  /** For logs and audit lines: a sandbox identity or a client id, never a name or a code. */
  label: string;
  expiresAt: Temporal.Instant;
  token: string;
}

/** The person a resident's request is about: whom they act for, else themselves. */
export function residentId(viewer: Viewer | null): string {
  if (!viewer) throw new UnauthenticatedError();
  const personId = viewer.actingFor?.personId ?? viewer.actor?.personId;
  if (!personId || !viewer.roles.includes('resident')) {
    throw new ForbiddenError(`"${viewer.label}" is not signed in as a resident, so there is no "me"`);
  }
  return personId;
}
