import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import { ForbiddenError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { Context } from './context.ts';
import { RATEABLE } from './life-cycle.ts';
import type { ServiceRequestModel } from './models.ts';
import { again } from './once.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { demandRequest } from './rights.ts';
import { requestById } from './store.ts';
import { rateRequest } from './writes.ts';

const LONGEST_COMMENT = 2_000;

export interface Rating {
  id: string;
  rating: number;
  comment?: string | null;
}

/**
 * The applicant's rating; a new one replaces the earlier, the same again changes nothing.
 *
 * @throws FORBIDDEN for the institution itself, NOT_FOUND for another's request
 */
export async function rate(context: Context, viewer: Viewer, { id, rating, comment }: Rating): Promise<ServiceRequestModel | InvalidInput | Conflict> {
  if (!isUuid(id)) return invalidInput('id is not the id of a request, which is a UUID in small letters', ['id']);
  if (rating < 1 || rating > 5) return invalidInput(`rating: ${rating} is out of range; rate from 1 to 5`, ['rating']);
  if (comment != null && comment.length > LONGEST_COMMENT) return invalidInput(`comment has ${comment.length} characters; at most ${LONGEST_COMMENT} are taken`, ['comment']);
  if (comment != null && holdsPersonalCode(comment)) return invalidInput('comment seems to hold a personal code; leave it out', ['comment']);
  const { sql } = context.services;

  return again(async () => {
    const { request, side } = demandRequest(viewer, await requestById(sql, id), id);
    if (side !== 'APPLICANT') throw new ForbiddenError(`Request "${id}" can be rated by its applicant alone`);
    if (!RATEABLE.includes(request.status)) {
      return conflict(`Request "${id}" is ${request.status}; it can be rated once it is ${RATEABLE.join(', ')}`, ['id'], 'NOT_RATEABLE');
    }
    const remark = comment?.trim() || null;
    if (request.rating === rating && request.ratingComment === remark) return request;
    return rateRequest(sql, request, rating, remark, { by: 'applicant', label: viewer.label, at: context.clock.now() });
  });
}
