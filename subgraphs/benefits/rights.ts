/** Published benefits are public; a draft is its grantor's own affair until it is published. */
import { holds } from '#kernel/identity/access.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { BenefitModel } from './models.ts';

/** The organization whose drafts the viewer may see, or null. */
export function draftsVisibleTo(viewer: Viewer | null): string | null {
  return holds(viewer, 'benefits:edit') ? viewer!.organizationId : null;
}

export function maySee(viewer: Viewer | null, benefit: Pick<BenefitModel, 'status' | 'grantorId'>): boolean {
  return benefit.status !== 'DRAFT' || draftsVisibleTo(viewer) === benefit.grantorId;
}
