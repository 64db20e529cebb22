import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import type { Clock } from '#kernel/clock.ts';

export const AUDIENCE = 'vienkopus';
const TOKEN_MINUTES = 15;
const ALGORITHM = 'ES256';

/** The sandbox's OpenID provider: signs short-lived tokens and shows the key that verifies them. */
export interface Issuer {
  sign(claims: { sub: string } & Record<string, unknown>, issuer: string): Promise<string>;
  readonly jwks: { keys: JWK[] };
}

/** The key stays the same over restarts, so that tokens and caches of the key set outlive one. */
export async function openIssuer(folder: string, clock: Clock): Promise<Issuer> {
  const jwk = await keyIn(folder);
  const key = (await importJWK(jwk, ALGORITHM)) as CryptoKey;
  const { d: _secret, ...open } = jwk;
  return {
    jwks: { keys: [{ ...open, use: 'sig', alg: ALGORITHM }] },
    sign({ sub, ...claims }, issuer) {
      const now = Math.floor(clock.now().epochMilliseconds / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, kid: jwk.kid!, typ: 'JWT' })
        .setSubject(sub)
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(now + TOKEN_MINUTES * 60)
        .sign(key);
    },
  };
}

async function keyIn(folder: string): Promise<JWK> {
  const file = join(folder, 'issuer-key.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID() };
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  return jwk;
}

export function discovery(issuer: string, base: string): object {
  return {
    issuer,
    jwks_uri: `${base}/jwks`,
    token_endpoint: `${base}/sandbox/tokens`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ALGORITHM],
    claims_supported: ['sub', 'person', 'label', 'acting_for', 'roles', 'organization', 'purpose'],
  };
}
