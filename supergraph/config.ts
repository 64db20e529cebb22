import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Keys, NatsConfig } from '#subgraphs/module.ts';

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
  /**
   * Sandbox register, identities and changes; without it a real register and identity provider must be named. `url` is where
   * one runs already, for the parts of a hub that run apart.
   */
  sandbox: { population: number; seed: string; url: string | null } | null;
  identityProvider: { issuer: string; audience: string } | null;
  dagr: { url: string; clientId: string; privateKeyPath: string } | null;
  /** The composed schema to serve; null is the one that is committed. */
  supergraphPath: string | null;
  /** Where subgraphs are that are not where the supergraph says, by name. */
  subgraphUrls: ReadonlyMap<string, string>;
  /** What a subgraph that runs apart may take for an answer. */
  subgraphTimeoutMs: number;
  /** Files with operations that everybody may send by their hash, besides the console's. */
  trustedDocuments: string[];
  /** Whether everybody may send operations of their own too, not only those in roles that explore. */
  freeForm: boolean;
  /** A real server or cluster; EMBEDDED: one that runs beside the hub where its program is found; null: none. */
  nats: NatsConfig | 'EMBEDDED' | null;
  /** Whether webhooks may lie within the hub's own network. */
  privateWebhooks: boolean;
  /** Everything secret is derived from it. */
  secret: Uint8Array;
  /** Whether it was given, so that other parts of the hub have the same. */
  isSecretGiven: boolean;
  logLevel: string;
  /** Where Prometheus reads. */
  metricsAt: { host: string; port: number };
  /** A collector of traces; null collects none. */
  tracesTo: string | null;
}

/** What a process of the hub is, as far as its configuration goes. */
export interface PartOfHub {
  name: string;
  /** Where it listens unless PORT says otherwise. */
  port: number;
  /** What must be set, because all parts must have the same. */
  needs: readonly string[];
  /** Where the sandbox register is that all parts share; null when it is the process's own. */
  sandboxUrl: string | null;
}

const WHOLE: PartOfHub = { name: 'the hub', port: 4000, needs: [], sandboxUrl: null };

const text = z.string().min(1);
const wholeNumber = (least: number, most: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(least).max(most));
const port = wholeNumber(0, 65_535);
const webAddress = z.url({ protocol: /^https?$/ });

const environment = z.object({
  PORT: port.optional(),
  HOST: text.default('127.0.0.1'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: text.default('.data'),
  SANDBOX: z.enum(['on', 'off']).optional(),
  NODE_ENV: z.string().optional(),
  POPULATION: wholeNumber(100, 25_000_000).default(20_000),
  SEED: text.default('vienkopus'),
  SANDBOX_URL: webAddress.optional(),
  HUB_SECRET: z.string().min(32).optional(),
  SUPERGRAPH: text.optional(),
  SUBGRAPH_URLS: z.string().regex(/^[\w-]+=https?:\/\/[^\s,]+(,[\w-]+=https?:\/\/[^\s,]+)*$/).optional(),
  TRUSTED_DOCUMENTS: text.optional(),
  FREE_FORM: z.enum(['on', 'off']).optional(),
  SUBGRAPH_TIMEOUT_MS: wholeNumber(50, 120_000).default(10_000),
  OIDC_ISSUER: webAddress.optional(),
  OIDC_AUDIENCE: text.default('vienkopus'),
  DAGR_URL: webAddress.optional(),
  DAGR_CLIENT_ID: text.optional(),
  DAGR_PRIVATE_KEY: text.optional(),
  NATS_URL: z.string().regex(/^off$|^(nats|tls):\/\/[^\s,]+(,(nats|tls):\/\/[^\s,]+)*$/).refine((text) => text === 'off' || text.split(',').every((address) => URL.canParse(address))).optional(),
  NATS_CREDENTIALS: text.optional(),
  NATS_REPLICAS: z.enum(['1', '3', '5']).default('1'),
  WEBHOOK_PRIVATE: z.enum(['on', 'off']).optional(),
  METRICS_PORT: port.optional(),
  METRICS_HOST: text.default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

const EXPECTED: Record<string, string> = {
  PORT: 'a port number, 0 to 65535',
  DATABASE_URL: 'an address such as postgres://user:password@host:5432/database',
  SANDBOX: '"on" or "off"',
  POPULATION: 'a number of people, 100 to 25000000',
  SANDBOX_URL: 'an address such as http://127.0.0.1:4100',
  HUB_SECRET: 'at least 32 characters',
  SUBGRAPH_URLS: 'names and addresses such as statuses=http://10.0.0.4:4104/graphql,offers=http://10.0.0.5:4106/graphql',
  TRUSTED_DOCUMENTS: 'paths of manifest files, parted by commas',
  FREE_FORM: '"on" or "off"',
  SUBGRAPH_TIMEOUT_MS: 'a number of milliseconds, 50 to 120000',
  OIDC_ISSUER: "the identity provider's address",
  DAGR_URL: "the data distribution platform's address",
  NATS_URL: 'an address such as nats://127.0.0.1:4222, several of a cluster parted by commas, or "off"',
  NATS_REPLICAS: '1, 3 or 5',
  WEBHOOK_PRIVATE: '"on" or "off"',
  METRICS_PORT: 'a port number, 0 to 65535',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'an address such as http://127.0.0.1:4318',
  LOG_LEVEL: 'trace, debug, info, warn, error or silent',
};
const NEVER_SHOWN = new Set(['DATABASE_URL', 'HUB_SECRET', 'NATS_URL']);

/**
 * Reads the environment, once, in this file only.
 *
 * @throws ConfigError naming the variable and what was expected
 */
export function readConfig(env: Record<string, string | undefined>, part: PartOfHub = WHOLE): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in environment.shape && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const sentences = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].map((name) => {
      // An address may carry a password.
      const value = NEVER_SHOWN.has(name) || env[name]?.includes('@') ? '' : ` is "${env[name]}"`;
      return `${name}${value || ' is not acceptable'}; expected ${EXPECTED[name] ?? 'a text'}`;
    });
    throw new ConfigError(sentences.join('\n'));
  }
  const vars = parsed.data;
  const isSandbox = (vars.SANDBOX ?? (vars.NODE_ENV === 'production' ? 'off' : 'on')) === 'on';
  if (!isSandbox) demandAll(vars, ['OIDC_ISSUER', 'DAGR_URL', 'DAGR_CLIENT_ID', 'DAGR_PRIVATE_KEY', 'HUB_SECRET'], 'Without the sandbox (SANDBOX=off, or NODE_ENV=production)');
  demandAll(vars, part.needs, `To run ${part.name} alone`);
  const dataDir = resolve(vars.DATA_DIR);
  return {
    port: vars.PORT ?? part.port,
    host: vars.HOST,
    databaseUrl: vars.DATABASE_URL ?? null,
    dataDir,
    sandbox: isSandbox ? { population: vars.POPULATION, seed: vars.SEED, url: vars.SANDBOX_URL?.replace(/\/$/, '') ?? part.sandboxUrl } : null,
    identityProvider: vars.OIDC_ISSUER ? { issuer: vars.OIDC_ISSUER, audience: vars.OIDC_AUDIENCE } : null,
    dagr: vars.DAGR_URL ? { url: vars.DAGR_URL, clientId: vars.DAGR_CLIENT_ID!, privateKeyPath: vars.DAGR_PRIVATE_KEY! } : null,
    supergraphPath: vars.SUPERGRAPH ?? null,
    subgraphUrls: new Map(vars.SUBGRAPH_URLS?.split(',').map((pair) => pair.split(/=(.*)/s, 2) as [string, string])),
    subgraphTimeoutMs: vars.SUBGRAPH_TIMEOUT_MS,
    trustedDocuments: vars.TRUSTED_DOCUMENTS?.split(',').map((path) => path.trim()) ?? [],
    freeForm: (vars.FREE_FORM ?? (isSandbox ? 'on' : 'off')) === 'on',
    nats: natsOf(vars, part),
    privateWebhooks: (vars.WEBHOOK_PRIVATE ?? (isSandbox ? 'on' : 'off')) === 'on',
    isSecretGiven: vars.HUB_SECRET !== undefined,
    secret: vars.HUB_SECRET ? Buffer.from(vars.HUB_SECRET) : keptSecret(dataDir),
    logLevel: vars.LOG_LEVEL,
    metricsAt: { host: vars.METRICS_HOST, port: vars.METRICS_PORT ?? metricsPortFor(vars.PORT ?? part.port) },
    tracesTo: vars.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  };
}

function natsOf({ NATS_URL: url, NATS_CREDENTIALS: credentialsPath, NATS_REPLICAS }: z.infer<typeof environment>, part: PartOfHub): Config['nats'] {
  if (url === 'off') return null;
  if (url === undefined) return part === WHOLE ? 'EMBEDDED' : null;
  return { url, credentialsPath: credentialsPath ?? null, replicas: Number(NATS_REPLICAS) };
}

/** Where a hub with this environment shows its metrics. @throws ConfigError */
export function metricsAtOf(env: Record<string, string | undefined>): Config['metricsAt'] {
  const names = ['PORT', 'METRICS_HOST', 'METRICS_PORT'] as const;
  const parsed = environment.pick({ PORT: true, METRICS_HOST: true, METRICS_PORT: true }).safeParse(Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : []))));
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]!.path[0]);
    throw new ConfigError(`${name} is "${env[name]}"; expected ${EXPECTED[name] ?? 'a text'}`);
  }
  const { PORT = WHOLE.port, METRICS_HOST: host, METRICS_PORT: port = metricsPortFor(PORT) } = parsed.data;
  return { host, port };
}

/** Prometheus's usual 9464 for the hub's usual 4000, and as far from any other, so that two hubs on one machine do not meet. */
function metricsPortFor(port: number): number {
  const away = 9_464 - 4_000;
  return port === 0 ? 0 : port + (port + away > 65_535 ? -away : away);
}

function demandAll(vars: Record<string, unknown>, needed: readonly string[], when: string): void {
  const missing = needed.filter((name) => !vars[name]);
  if (missing.length) throw new ConfigError(`${when} these must be set: ${missing.join(', ')}`);
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
  return { personId: derive('person-id'), codeHash: derive('code-hash'), codeEncryption: derive('code-encryption'), records: derive('records'), webhookSecrets: derive('webhook-secrets'), certificates: derive('certificates') };
}
