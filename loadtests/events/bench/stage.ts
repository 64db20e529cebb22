import { exportJWK, exportPKCS8, generateKeyPair, importJWK, SignJWT } from 'jose';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '#kernel/database.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { startEmbeddedPostgres } from '#supergraph/postgres/embedded.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { CLIENT_ID, clientKey } from '#supergraph/sandbox-link.ts';
import { freePort } from '#supergraph/testing/free-port.ts';
import { startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import { toolPath } from '#supergraph/tools/tools.ts';
import { startRegister } from '../../chaos/register-stage.ts';
import { clearData, postmasterOf, startHub, untilQuiet, type HubProcess } from '../../hub-process.ts';

/** One hub as it would be installed: database, bus and registers beside it, and an identity provider that signs in whom we please. */
export interface BenchStage {
  hub: HubProcess;
  nats: TestNats | null;
  databaseUrl: string;
  /** The administrator's. */
  sql: Sql;
  /** Where changes are committed, as `persons` commits them. */
  persons: Sql;
  postmaster(): number;
  /** Signed in as a system of an institution under a label of one's own: limits go by labels. */
  token(label?: string): Promise<string>;
  /** Sends an operation as that system. @throws Error with whatever is not a plain answer */
  ask(query: string, variables: Record<string, unknown>, label?: string): Promise<any>;
  close(): Promise<void>;
}

/** Its task is the whole country. */
export const ORGANIZATION = uuidv5('organization:VSAA');
const PURPOSE = 'social-insurance';
const AUDIENCE = 'vienkopus';
const PRELOAD = new URL('./collect-on-signal.ts', import.meta.url).href;

export async function openBenchStage({ population = 200 }: { population?: number } = {}): Promise<BenchStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-events-bench-'));
  const secret = randomBytes(32).toString('hex');
  const closers: (() => Promise<unknown>)[] = [async () => clearData(dataDir)];
  const close = async () => {
    for (const one of closers.reverse()) await one();
  };
  try {
    const postgres = await startEmbeddedPostgres({ dataDir });
    closers.push(() => postgres.stop());
    const nats = toolPath('nats-server') === null ? null : await startTestNats();
    if (nats) closers.push(() => nats.close());
    const register = await startRegister({ population, seed: 'bench', dataDir: join(dataDir, 'sandbox'), secret: Buffer.from(secret) });
    closers.push(() => register.close());
    const issuer = await startIssuer();
    closers.push(() => issuer.close());
    const keyPath = join(dataDir, 'dagr.pem');
    await mkdir(dataDir, { recursive: true });
    await writeFile(keyPath, await exportPKCS8((await importJWK({ ...clientKey(Buffer.from(secret)).privateJwk, alg: 'ES256' }, 'ES256', { extractable: true })) as CryptoKey));
    const hub = await startHub({
      PORT: await freePort(), DATA_DIR: join(dataDir, 'hub'), DATABASE_URL: postgres.url, HUB_SECRET: secret, NODE_ENV: '', LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'silent',
      SANDBOX: 'off', OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE, DAGR_URL: register.url, DAGR_CLIENT_ID: CLIENT_ID, DAGR_PRIVATE_KEY: keyPath,
      NATS_URL: nats?.url ?? 'off', WEBHOOK_PRIVATE: 'on', METRICS_PORT: '0', NODE_OPTIONS: `--import ${PRELOAD}`,
    });
    closers.push(() => hub.stop());
    await untilQuiet(hub.url);
    const sql = connect(postgres.url, { name: 'bench', max: 2 });
    const persons = connect(runtimeUrl(postgres.url, 'persons', Buffer.from(secret)), { name: 'bench writer', max: 2 });
    closers.push(() => Promise.all([sql, persons].map((one) => one.end({ timeout: 1 }))));
    return {
      hub, nats, sql, persons, databaseUrl: postgres.url, close,
      postmaster: () => postmasterOf(dataDir),
      token: (label = 'bench') => issuer.token(label),
      async ask(query, variables, label = 'bench') {
        const reply = await fetch(`${hub.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${await issuer.token(label)}` },
          body: JSON.stringify({ query, variables }),
        });
        const { data, errors } = (await reply.json()) as { data: any; errors?: unknown[] };
        if (errors) throw new Error(JSON.stringify(errors));
        return data;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startIssuer(): Promise<{ url: string; token(label: string): Promise<string>; close(): Promise<void> }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256' }] });
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(jwks)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokens = new Map<string, Promise<string>>();
  const sign = (label: string) =>
    new SignJWT({ label, roles: ['system'], organization: ORGANIZATION, purpose: PURPOSE })
      .setProtectedHeader({ alg: 'ES256', kid: 'bench' }).setIssuer(url).setAudience(AUDIENCE).setSubject(label).setIssuedAt().setExpirationTime('6h').sign(privateKey);
  return {
    url,
    token(label) {
      const known = tokens.get(label) ?? sign(label);
      tokens.set(label, known);
      return known;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
