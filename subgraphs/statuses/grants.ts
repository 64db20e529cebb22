/** Granting: lock, decide, write in one transaction. */
import type { Sql } from '#kernel/database.ts';
import { ForbiddenError, NotFoundError, RegisterUnavailableError } from '#kernel/errors.ts';
import { uuidv7 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { conflict, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { Context } from './context.ts';
import type { SocialStatusModel } from './models.ts';
import { findGrantFault, findOverlap, hashGrant, stateAtGrant, type GrantInput } from './status.ts';
import {
  grantUnderKey, insertStatus, isPerson, lockGrant, openDecision, rememberKey, statusesById, statusesOfPersons,
} from './store.ts';

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

  return sql.begin(async (transaction) => {
    const tx = transaction as unknown as Sql;
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
  }) as Promise<SocialStatusModel | Conflict>;
}

/** An id may have been given up: an adopted child's past bears no rights. */
async function demandPersonExists(tx: Sql, personId: string): Promise<void> {
  const exists = await isPerson(tx, personId);
  if (exists === null) throw new RegisterUnavailableError('population', 'not everybody has been discovered yet');
  if (!exists) throw new NotFoundError('Person', personId);
}
