import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Keys } from '#subgraphs/module.ts';

/** What the one who starts the hub can put right; shown as one sentence, without a stack. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export interface Config {
  port: number;
  host: string;
  /** A real server; without it the embedded one runs. */
  databaseUrl: string | null;
  dataDir: string;
  /** Sandbox register, identities and changes; without it a real register and identity provider must be named. */
  sandbox: { population: number; seed: string } | null;
  identityProvider: { issuer: string; audience: string } | null;
  dagr: { url: string; clientId: string; privateKeyPath: string } | null;
  /** Everything secret is derived from it. */
  secret: Uint8Array;
  logLevel: string;
}

const text = z.string().min(1);
const port = z.coerce.number().int().min(0).max(65_535);

const environment = z.object({
  PORT: port.default(4000),
  HOST: text.default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: text.default('.data'),
  SANDBOX: z.enum(['on', 'off']).optional(),
  NODE_ENV: z.string().optional(),
  POPULATION: z.coerce.number().int().min(100).max(25_000_000).default(20_000),
  SEED: text.default('vienkopus'),
  HUB_SECRET: z.string().min(32).optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_AUDIENCE: text.default('vienkopus'),
  DAGR_URL: z.url().optional(),
  DAGR_CLIENT_ID: text.optional(),
  DAGR_PRIVATE_KEY: text.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

const EXPECTED: Record<string, string> = {
  PORT: 'a port number, 0 to 65535',
  DATABASE_URL: 'an address such as postgres://user:password@host:5432/database',
  SANDBOX: '"on" or "off"',
  POPULATION: 'a number of people, 100 to 25000000',
  HUB_SECRET: 'at least 32 characters',
  OIDC_ISSUER: "the identity provider's address",
  DAGR_URL: "the data distribution platform's address",
  LOG_LEVEL: 'trace, debug, info, warn, error or silent',
};
const NEVER_SHOWN = new Set(['DATABASE_URL', 'HUB_SECRET']);

/**
 * Reads the environment, once, in this file only.
 *
 * @throws ConfigError naming the variable and what was expected
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in environment.shape && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const sentences = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].map((name) => {
      const value = NEVER_SHOWN.has(name) ? '' : ` is "${env[name]}"`;
      return `${name}${value || ' is not acceptable'}; expected ${EXPECTED[name] ?? 'a text'}`;
    });
    throw new ConfigError(sentences.join('\n'));
  }
  const vars = parsed.data;
  const isSandbox = (vars.SANDBOX ?? (vars.NODE_ENV === 'production' ? 'off' : 'on')) === 'on';
  if (!isSandbox) demandProduction(vars);
  const dataDir = resolve(vars.DATA_DIR);
  return {
    port: vars.PORT,
    host: vars.HOST,
    databaseUrl: vars.DATABASE_URL ?? null,
    dataDir,
    sandbox: isSandbox ? { population: vars.POPULATION, seed: vars.SEED } : null,
    identityProvider: vars.OIDC_ISSUER ? { issuer: vars.OIDC_ISSUER, audience: vars.OIDC_AUDIENCE } : null,
    dagr: vars.DAGR_URL ? { url: vars.DAGR_URL, clientId: vars.DAGR_CLIENT_ID!, privateKeyPath: vars.DAGR_PRIVATE_KEY! } : null,
    secret: vars.HUB_SECRET ? Buffer.from(vars.HUB_SECRET) : keptSecret(dataDir),
    logLevel: vars.LOG_LEVEL,
  };
}

function demandProduction(vars: Record<string, unknown>): void {
  const missing = ['OIDC_ISSUER', 'DAGR_URL', 'DAGR_CLIENT_ID', 'DAGR_PRIVATE_KEY', 'HUB_SECRET'].filter((name) => !vars[name]);
  if (missing.length) throw new ConfigError(`Without the sandbox (SANDBOX=off, or NODE_ENV=production) these must be set: ${missing.join(', ')}`);
}

/** Made at the first start and kept: the ids of people and the roles' passwords hang on it. */
function keptSecret(dataDir: string): Uint8Array {
  const path = join(dataDir, 'hub.secret');
  if (existsSync(path)) return readFileSync(path);
  mkdirSync(dataDir, { recursive: true });
  const secret = randomBytes(48);
  writeFileSync(path, secret, { mode: 0o600 });
  return secret;
}

export function keysFrom(secret: Uint8Array): Keys {
  const derive = (name: string) => createHmac('sha256', secret).update(`key:${name}`).digest();
  return { personId: derive('person-id'), codeHash: derive('code-hash'), codeEncryption: derive('code-encryption') };
}
