import { ForbiddenError } from '#kernel/errors.ts';
import { demand, holds } from '#kernel/identity/access.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { PublicServiceModel, ServiceStatus } from './models.ts';

/** Drafts are the editors' own affair until they are published. */
export function maySee(viewer: Viewer | null, service: Pick<PublicServiceModel, 'status'>): boolean {
  return service.status !== 'DRAFT' || holds(viewer, 'services:edit');
}

/** The states to list: those asked for, published ones by default, without drafts for those who may not see them. */
export function visibleStates(viewer: Viewer | null, asked: readonly ServiceStatus[] | null | undefined): ServiceStatus[] {
  return (asked ?? (['PUBLISHED'] as const)).filter((status) => maySee(viewer, { status }));
}

/**
 * An editor of services edits those of their own organization; an administrator anyone's.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN
 */
export function demandEditor(viewer: Viewer | null, ownerId: string): Viewer {
  const editor = demand(viewer, 'services:edit');
  if (editor.roles.includes('admin') || editor.organizationId === ownerId) return editor;
  throw new ForbiddenError(`"${editor.label}" edits the services of its own organization, not of "${ownerId}"`);
}
