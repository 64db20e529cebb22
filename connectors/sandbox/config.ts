import type { JWK } from 'jose';
import { LARGEST_POPULATION } from './personal-codes.ts';

export interface SandboxConfig {
  /** Who may reach it: this machine alone unless told. */
  host: string;
  /** 0 takes a free one. */
  port: number;
  population: number;
  seed: string;
  dataDir: string;
  /** Shared with the hub: makes person ids from codes. At least 32 bytes. */
  personIdKey: Uint8Array;
  clientId: string;
  /** Public key of the hub's connection. */
  clientJwk: JWK;
  /** The calendar day to begin on; the real one unless told. */
  today: string | null;
  /** Name of the OpenID issuer; its own address unless told. */
  issuer: string | null;
}

const SMALLEST_POPULATION = 20;

/** Reads the environment; throws an Error with a sentence that names the variable. Secrets are never repeated. */
export function readConfig(env: Record<string, string | undefined>): SandboxConfig {
  const needed = (name: string) => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set`);
    return value;
  };
  const wholeNumber = (name: string, otherwise: number, from: number, to: number) => {
    const text = env[name] || String(otherwise);
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    throw new Error(`${name} must be a whole number from ${from} to ${to}, not "${text}"`);
  };
  const personIdKey = Buffer.from(needed('PERSON_ID_KEY'), 'base64url');
  if (personIdKey.length < 32) throw new Error('PERSON_ID_KEY must be at least 32 bytes in base64url');
  return {
    host: env.HOST || '127.0.0.1',
    port: wholeNumber('PORT', 0, 0, 65_535),
    population: wholeNumber('POPULATION', 20_000, SMALLEST_POPULATION, LARGEST_POPULATION),
    seed: env.SEED || 'vienkopus',
    dataDir: needed('DATA_DIR'),
    personIdKey,
    clientId: needed('CLIENT_ID'),
    clientJwk: readJwk(needed('CLIENT_JWK')),
    today: env.TODAY || null,
    issuer: env.ISSUER || null,
  };
}

function readJwk(text: string): JWK {
  let jwk: JWK | null = null;
  try {
    jwk = JSON.parse(text) as JWK;
  } catch {
    // Told below.
  }
  if (!jwk || jwk.kty !== 'EC' || jwk.crv !== 'P-256') throw new Error('CLIENT_JWK must be a public P-256 key as JWK');
  if (jwk.d) throw new Error('CLIENT_JWK must be the public key only');
  return jwk;
}
