import { BadUserInputError, ForbiddenError, NotFoundError, UnauthenticatedError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { holds } from '#kernel/identity/access.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { Side } from './life-cycle.ts';
import type { ServiceRequestModel } from './models.ts';

type Rights = Pick<ServiceRequestModel, 'applicantId' | 'applicantOrganizationId' | 'institutionId' | 'status'>;

/** Whether the viewer is this person, or acts for them within the scope "requests". */
export function standsFor(viewer: Viewer, personId: string): boolean {
  if (viewer.actingFor) return viewer.actingFor.personId === personId && viewer.actingFor.scope.includes('requests');
  return viewer.actor?.personId === personId && viewer.roles.includes('resident');
}

/**
 * On which side of a request the viewer stands; null for a stranger, to whom it does not exist. A draft is the
 * applicant's alone. Who submitted it for another sees it only while acting for them: a mandate may have ended. Staff of a customer centre see a request only while they act for its applicant under a mandate.
 */
export function sideOf(viewer: Viewer, request: Rights): Side | null {
  if (request.applicantId && standsFor(viewer, request.applicantId)) return 'APPLICANT';
  if (request.applicantOrganizationId && viewer.actingForOrganization === request.applicantOrganizationId) return 'APPLICANT';
  if (request.status !== 'DRAFT' && request.institutionId && worksFor(viewer, request.institutionId)) return 'INSTITUTION';
  return null;
}

function worksFor(viewer: Viewer, institutionId: string): boolean {
  return viewer.organizationId === institutionId && holds(viewer, 'requests:process');
}

/**
 * The right to see one request, and from which side. To a stranger an unknown request and another's look the same;
 * an officer is told that it belongs to another institution.
 *
 * @throws UNAUTHENTICATED, NOT_FOUND, FORBIDDEN
 */
export function demandRequest<R extends Rights>(viewer: Viewer | null, request: R | null, id: string): { request: R; side: Side } {
  if (!viewer) throw new UnauthenticatedError();
  const side = request && sideOf(viewer, request);
  if (request && side) return { request, side };
  if (request && request.status !== 'DRAFT' && holds(viewer, 'requests:process')) {
    throw new ForbiddenError(`Request "${id}" is not processed by the organization of "${viewer.label}"`);
  }
  throw new NotFoundError('Request', id);
}

/** An id as such; what is none is not repeated, for it might be a personal code. */
export function demandId(id: string, path = 'id'): string {
  if (!isUuid(id)) throw new BadUserInputError(`${path}: this is not the id of a request, which is a UUID in small letters`);
  return id;
}
