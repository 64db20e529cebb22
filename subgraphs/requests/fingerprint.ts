import { createHash } from 'node:crypto';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { Key } from './writes.ts';

export const LONGEST_KEY = 200;

/**
 * The hashes under which an operation remembers a client's idempotency key: the key belongs to who uses it, so nobody
 * else's key can collide with it or find its result.
 */
export function fingerprint(viewer: Viewer, operation: string, key: string, input: object): Key {
  const owner = viewer.organizationId ?? viewer.actor?.personId ?? viewer.label;
  return { keyHash: hash([operation, owner, key]), inputHash: hash(sorted(input)) };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

/** The order of fields says nothing, nor does a field left out differ from null. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field != null).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}
