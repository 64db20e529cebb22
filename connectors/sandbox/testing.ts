import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { fixedClock } from '#kernel/clock.ts';
import type { SandboxConfig } from './config.ts';
import { startSandboxRegister, type SandboxRegister } from './register.ts';

/** A register under test with a client that may read from it; the clock stands still at noon of 2026-11-20. */
export interface TestRegister {
  readonly clock: ReturnType<typeof fixedClock>;
  readonly config: SandboxConfig;
  readonly register: SandboxRegister;
  /** Calls as the hub's connection would; headers given here win. */
  call(path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; headers: Headers; body: any }>;
  assertion(claims?: { aud?: string; iss?: string; jti?: string; exp?: number; key?: CryptoKey }): Promise<string>;
  askToken(assertion: string): Promise<{ status: number; body: any }>;
  renew(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

const PERMISSIONS: Record<string, string> = { fpr_person: '22791', vzd_address: '1321' };

export async function startTestRegister(options: { population?: number } = {}): Promise<TestRegister> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const config: SandboxConfig = {
    host: '127.0.0.1',
    port: 0,
    population: options.population ?? 3_000,
    seed: 'test',
    dataDir: mkdtempSync(join(tmpdir(), 'sandbox-')),
    personIdKey: Buffer.alloc(32, 7),
    clientId: 'hub',
    clientJwk: await exportJWK(publicKey),
    today: null,
    issuer: null,
  };
  let clock = fixedClock('2026-11-20T10:00:00Z');
  let register = await startSandboxRegister(config, clock);
  let token = '';
  let asked = 0;

  const fetchJson = async (path: string, init: RequestInit) => {
    const response = await fetch(register.url + path, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const test: TestRegister = {
    get clock() { return clock; },
    config,
    get register() { return register; },
    call: (path, body, headers = {}) => fetchJson(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'x-dagr-permission': PERMISSIONS[path.split('/')[1]!] ?? '', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
    assertion: ({ aud = `${register.url}/token`, iss = 'hub', jti = `assertion-${++asked}`, exp, key = privateKey } = {}) =>
      new SignJWT({ jti })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer(iss)
        .setSubject(iss)
        .setAudience(aud)
        .setExpirationTime(exp ?? Math.floor(clock.now().epochMilliseconds / 1000) + 60)
        .sign(key),
    askToken: (assertion) => fetchJson('/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    }),
    async renew() {
      token = (await test.askToken(await test.assertion())).body.access_token;
    },
    async restart() {
      const now = clock.now().toString();
      await register.close();
      clock = fixedClock(now);
      register = await startSandboxRegister(config, clock);
      await test.renew();
    },
    async close() {
      await register.close();
      rmSync(config.dataDir, { recursive: true });
    },
  };
  await test.renew();
  return test;
}
