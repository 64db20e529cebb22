import type { Sql } from '#kernel/database.ts';
import { conflict, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { ServiceRequestModel } from './models.ts';
import { recall, requestById } from './store.ts';
import type { Key } from './writes.ts';

const TRIES = 5;

/**
 * The same key with the same input answers as before, with another input it is a conflict. Otherwise `act` runs; when it
 * answers null (the request changed meanwhile) or somebody used the key at the same moment, everything is looked at again.
 */
export async function asBefore(
  sql: Sql,
  key: Key,
  act: () => Promise<ServiceRequestModel | InvalidInput | Conflict | null>,
): Promise<ServiceRequestModel | InvalidInput | Conflict> {
  return again(async () => {
    const before = await recall(sql, key.keyHash);
    if (before && before.inputHash !== key.inputHash) {
      return conflict('This idempotencyKey was already used with another input', ['idempotencyKey'], 'IDEMPOTENCY_KEY_REUSED');
    }
    if (before) return requestById(sql, before.requestId);
    return act().catch((error: unknown) => (brokenConstraint(error) === 'idempotency_pkey' ? null : Promise.reject(error)));
  });
}

/** Repeats a read, a decision and a conditional write until nobody came between. */
export async function again<T>(attempt: () => Promise<T | null>): Promise<T | Conflict> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await attempt();
    if (answer !== null) return answer;
  }
  return conflict('The request is being changed by others at this moment; try again');
}

/** The name of the unique constraint that a write would have broken, or null where it failed for another reason. */
export function brokenConstraint(error: unknown): string | null {
  const { code, constraint_name: name } = error as { code?: string; constraint_name?: string };
  return code === '23505' ? (name ?? null) : null;
}
