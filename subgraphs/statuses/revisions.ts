/** What an issuer does with a status it granted: revoke, suspend, resume, give another last day. Lock, decide, write; one transaction each. */
import type { Sql } from '#kernel/database.ts';
import { ForbiddenError, NotFoundError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { Context } from './context.ts';
import type { StatusEventType } from './events.ts';
import type { SocialStatusModel } from './models.ts';
import { decideChange, decideResumption, decideRevocation, decideSuspension, findOverlap, type Revision } from './status.ts';
import { lockHolding, lockStatus, reviseStatus, statusesOfPersons } from './store.ts';

const REASON_MOST = 1_000;

/** Which status, and why: for the register's own history. */
interface Asked {
  id: string;
  reason: string;
}
type Answer = Promise<SocialStatusModel | InvalidInput | Conflict>;
type Decide = (status: SocialStatusModel, tx: Sql) => Revision | Promise<Revision>;

export function revoke(context: Context, viewer: Viewer, input: Asked & { from: string }): Answer {
  return revise(context, viewer, input, 'statuses.revoked.v1', (status) => decideRevocation(status, input.from));
}

export function suspend(context: Context, viewer: Viewer, input: Asked): Answer {
  return revise(context, viewer, input, 'statuses.suspended.v1', decideSuspension);
}

export function resume(context: Context, viewer: Viewer, input: Asked): Answer {
  return revise(context, viewer, input, 'statuses.resumed.v1', decideResumption);
}

export function change(context: Context, viewer: Viewer, input: Asked & { validTo?: string | null }): Answer {
  const validTo = input.validTo ?? null;
  return revise(context, viewer, input, 'statuses.changed.v1', async (status, tx) => {
    const decided = decideChange(status, validTo, context.clock.today().toString());
    if (decided === 'AS_IT_IS' || '__typename' in decided) return decided;
    await lockHolding(tx, status);
    const others = (await statusesOfPersons(tx, [status.personId])).filter(({ id }) => id !== status.id);
    return findOverlap(others, { ...status, validTo }) ?? decided;
  });
}

/** @throws NOT_FOUND, or FORBIDDEN when another organization issued it */
async function revise(context: Context, viewer: Viewer, input: Asked, type: StatusEventType, decide: Decide): Answer {
  if (!isUuid(input.id)) return invalidInput('id is not an id of a status: expected a UUID', ['id']);
  if (input.reason.trim() === '' || input.reason.length > REASON_MOST) {
    return invalidInput(`reason must have 1 to ${REASON_MOST} characters`, ['reason']);
  }
  if (holdsPersonalCode(input.reason)) return invalidInput('reason seems to hold a personal code; leave it out', ['reason']);
  const { sql, clock } = context.services;

  return sql.begin(async (transaction) => {
    const tx = transaction as unknown as Sql;
    const status = await lockStatus(tx, input.id);
    if (!status) throw new NotFoundError('Status', input.id);
    if (status.issuerId !== viewer.organizationId) {
      throw new ForbiddenError(`The organization of "${viewer.label}" did not issue the status "${input.id}"`);
    }
    const decided = await decide(status, tx);
    if (decided === 'AS_IT_IS') return status;
    if ('__typename' in decided) return decided;
    return reviseStatus(tx, type, { id: status.id, ...decided, reason: input.reason }, viewer.label, clock.now());
  }) as Answer;
}
