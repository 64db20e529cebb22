/** The key by which the hub signs what it certifies: anybody can check it, nobody else can make one. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, CompactSign, type JWK } from 'jose';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const ALGORITHM = 'EdDSA';
export const CERTIFICATE_TYPE = 'vienkopus-certificate+jws';

export interface CertificateKey {
  /** What outsiders check by, as it is served. */
  publicJwks: { keys: JWK[] };
  /** A JWS in compact form: whoever has it has what it says. */
  sign(certified: Record<string, unknown>): Promise<string>;
}

/** @param seed 32 bytes; the same make the same key */
export async function certificateKey(seed: Uint8Array): Promise<CertificateKey> {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicJwk = await publicJwkOf(key);
  return {
    publicJwks: { keys: [publicJwk] },
    sign: (certified) => new CompactSign(new TextEncoder().encode(JSON.stringify(certified))).setProtectedHeader({ alg: ALGORITHM, kid: publicJwk.kid!, typ: CERTIFICATE_TYPE }).sign(key),
  };
}

async function publicJwkOf(key: KeyObject): Promise<JWK> {
  const jwk = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: ALGORITHM, use: 'sig' };
}
