import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

export const IV_BYTES = 12;
const TAG_BYTES = 16;

/** How a code is found again: keyed, so that who steals the table cannot try them all. */
export function hashCode(key: Uint8Array, code: string): string {
  return createHmac('sha256', key).update(code).digest('hex');
}

/** AES-256-GCM, bound to the person: a row's code cannot be moved to another's. */
export function encryptCode(key: Uint8Array, iv: Uint8Array, code: string, personId: string): string {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(personId));
  const text = Buffer.concat([cipher.update(code), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('hex');
}

export function decryptCode(key: Uint8Array, encrypted: Uint8Array, personId: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, encrypted.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(personId))
    .setAuthTag(encrypted.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(encrypted.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString();
}
