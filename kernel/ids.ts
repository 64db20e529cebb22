import { createHash, randomBytes } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const NAMESPACE = '6f1c2a52-6a3e-5c0b-9d53-3f0a7c1e9b10';

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Writes sixteen bytes as a UUID of the given version (RFC 9562). */
export function uuidFrom(bytes: Uint8Array, version: number): string {
  const copy = Buffer.from(bytes.subarray(0, 16));
  copy[6] = (copy[6]! & 0x0f) | (version << 4);
  copy[8] = (copy[8]! & 0x3f) | 0x80;
  const hex = copy.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Sortable by time of making. */
export function uuidv7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  return uuidFrom(bytes, 7);
}

/** The same name gives the same id, so that two makers of one thing meet. */
export function uuidv5(name: string, namespace: string = NAMESPACE): string {
  const hash = createHash('sha1').update(Buffer.from(namespace.replaceAll('-', ''), 'hex')).update(name).digest();
  return uuidFrom(hash, 5);
}
