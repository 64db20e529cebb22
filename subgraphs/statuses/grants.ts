/** Granting and revoking: lock, decide, write; one transaction each. */
import type { Sql } from '#kernel/database.ts';
import { ForbiddenError, NotFoundError, RegisterUnavailableError } from '#kernel/errors.ts';
import { isUuid, uuidv7 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { Context } from './context.ts';
import type { SocialStatusModel } from './models.ts';
import { decideRevocation, findGrantFault, findOverlap, hashGrant, stateAtGrant, type GrantInput } from './status.ts';
import {
  grantUnderKey, insertStatus, isPerson, lockGrant, lockStatus, openDecision, rememberKey, revokeStatus, statusesById, statusesOfPersons,
} from './store.ts';

const REASON_MOST = 1_000;

/** @throws FORBIDDEN when the viewer's organization may not issue the type, NOT_FOUND when there is no such person */
export async function grant(context: Context, viewer: Viewer, input: GrantInput): Promise<SocialStatusModel | InvalidInput | Conflict> {
  const type = await context.types.byCode(input.typeCode);
  const fault = findGrantFault(input, type);
  if (fault) return fault;
  const issuerId = viewer.organizationId;
  if (!issuerId || !type!.issuerIds.includes(issuerId)) {
    throw new ForbiddenError(`The organization of "${viewer.label}" may not issue the status "${input.typeCode}"`);
  }
  const { sql, clock } = context.services;
  const { typeCode, idempotencyKey: key } = input;
  const inputHash = hashGrant(input);

  return inTransaction(sql, async (tx) => {
    const personId = await lockGrant(tx, { issuerId, key, personId: input.personId, typeCode });
    const before = await grantUnderKey(tx, issuerId, key);
    if (before) {
      if (before.inputHash === inputHash) return (await statusesById(tx, [before.statusId]))[0]!;
      return conflict(`idempotencyKey "${key}" was already used for another grant`, ['idempotencyKey'], 'IDEMPOTENCY_KEY_REUSED');
    }
    await demandPersonExists(tx, personId);
    const validTo = input.validTo ?? null;
    const overlap = findOverlap(await statusesOfPersons(tx, [personId]), { typeCode, validFrom: input.validFrom, validTo });
    if (overlap) return overlap;

    const today = clock.today().toString();
    const decisionId = await openDecision(tx, {
      id: uuidv7(), issuerId, number: input.decisionNumber ?? null, date: today, legalBasis: input.legalBasis ?? null,
    });
    const granted = await insertStatus(
      tx,
      { id: uuidv7(), personId, typeCode, validFrom: input.validFrom, validTo, state: stateAtGrant(validTo, today), issuerId, decisionId },
      viewer.label,
      clock.now(),
    );
    await rememberKey(tx, { issuerId, key, inputHash, statusId: granted!.id });
    return granted!;
  });
}

/** @throws NOT_FOUND, or FORBIDDEN when another organization issued it */
export async function revoke(
  context: Context,
  viewer: Viewer,
  input: { id: string; from: string; reason: string },
): Promise<SocialStatusModel | InvalidInput | Conflict> {
  if (!isUuid(input.id)) return invalidInput('id is not an id of a status: expected a UUID', ['id']);
  if (input.reason.trim() === '' || input.reason.length > REASON_MOST) {
    return invalidInput(`reason must have 1 to ${REASON_MOST} characters`, ['reason']);
  }
  if (holdsPersonalCode(input.reason)) return invalidInput('reason seems to hold a personal code; leave it out', ['reason']);
  const { sql, clock } = context.services;

  return inTransaction(sql, async (tx) => {
    const status = await lockStatus(tx, input.id);
    if (!status) throw new NotFoundError('Status', input.id);
    if (status.issuerId !== viewer.organizationId) {
      throw new ForbiddenError(`The organization of "${viewer.label}" did not issue the status "${input.id}"`);
    }
    const decided = decideRevocation(status, input.from);
    if (decided === 'ALREADY_REVOKED') return status;
    if ('__typename' in decided) return decided;
    return revokeStatus(tx, { id: status.id, lastDay: decided.lastDay, reason: input.reason }, viewer.label, clock.now());
  });
}

/** An id may have been given up: an adopted child's past bears no rights. */
async function demandPersonExists(tx: Sql, personId: string): Promise<void> {
  const exists = await isPerson(tx, personId);
  if (exists === null) throw new RegisterUnavailableError('population', 'not everybody has been discovered yet');
  if (!exists) throw new NotFoundError('Person', personId);
}

function inTransaction<T>(sql: Sql, work: (tx: Sql) => Promise<T>): Promise<T> {
  return sql.begin((tx) => work(tx as unknown as Sql)) as Promise<T>;
}
