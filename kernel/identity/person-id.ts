import { createHmac } from 'node:crypto';
import { uuidFrom } from '../ids.ts';

/**
 * The opaque id under which the hub knows a person: a keyed hash of the oldest code known of them, written as a UUID.
 * Nobody without the key can go from a code to the id or back; who discovers a person first does not matter. The
 * identity provider holds the same key, so that tokens name people by this id alone.
 *
 * @param key at least 32 bytes
 * @param code the oldest known personal code; a dash in it does not matter
 */
export function personIdOf(key: Uint8Array, code: string): string {
  return uuidFrom(createHmac('sha256', key).update(code.replaceAll('-', '')).digest(), 8);
}
