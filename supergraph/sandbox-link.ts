import type { JWK } from 'jose';
import { createECDH, createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import { parseDay } from '#kernel/days.ts';
import { ConfigError, keysFrom, type Config } from './config.ts';
import type { Lifetime } from './lifetime.ts';
import { startSandbox, type SandboxProcess } from './sandbox-process.ts';

export const CLIENT_ID = 'vienkopus';
const READ_WITHIN_MS = 10_000;
const LOOK_AT_DAY_EVERY_MS = 500;

/** The sandbox register as the hub's parts see it. */
export interface SandboxLink {
  url: string;
  /** Its process, where this one started it. */
  pid: number | null;
  /** Person ids of its named identities. */
  identities: Record<string, string>;
}

/**
 * Starts the sandbox register, or joins the one that SANDBOX_URL names, which runs for all parts of a hub that runs apart.
 * Takes over the calendar day that it was moved to.
 *
 * @throws ConfigError when nothing answers at SANDBOX_URL
 */
export async function linkSandbox(config: Config, clock: Clock, lifetime: Lifetime): Promise<SandboxLink | null> {
  if (!config.sandbox) return null;
  const { url, pid } = config.sandbox.url === null ? await startOwn(config, clock, lifetime) : { url: config.sandbox.url, pid: null };
  try {
    if (pid === null) await lifetime.open('the watch over the sandbox register\'s day', followDay(url, clock), async (stop) => stop());
    else await bringToSameDay(url, clock);
    const identities = await read<{ as: string; personId?: string }[]>(url, 'identities');
    return { url, pid, identities: Object.fromEntries(identities.flatMap(({ as, personId }) => (personId ? [[as, personId]] : []))) };
  } catch (error) {
    if (pid !== null) throw error;
    throw new ConfigError(`SANDBOX_URL: no sandbox register answers at ${url}. Start it (npm run sandbox), or name another address`);
  }
}

/** Key of the hub's connection to a sandbox register. Made from the secret, so that all who know it have the same. */
export function clientKey(secret: Uint8Array): { privateJwk: JWK; publicJwk: JWK } {
  const curve = createECDH('prime256v1');
  const d = createHmac('sha256', secret).update('key:sandbox-client').digest();
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const publicJwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  return { publicJwk, privateJwk: { ...publicJwk, d: d.toString('base64url') } };
}

/** The register as a process of this one's: on a port of its own choice, or, for others too, at the address they know it by. */
export function startOwn(config: Config, clock: Clock, lifetime: Lifetime): Promise<SandboxProcess> {
  const { population, seed, url } = config.sandbox!;
  const starting = startSandbox({
    population,
    seed,
    ...(url === null ? {} : { host: config.host, port: Number(new URL(url).port), issuer: url }),
    dataDir: join(config.dataDir, 'sandbox'),
    today: clock.today(),
    personIdKey: keysFrom(config.secret).personId,
    clientId: CLIENT_ID,
    clientJwk: clientKey(config.secret).publicJwk,
  });
  return lifetime.open('the sandbox register', starting, (sandbox) => sandbox.close());
}

async function bringToSameDay(url: string, clock: Clock): Promise<void> {
  if (takeOver(clock, await dayAt(url))) return;
  await fetch(`${url}/sandbox/clock`, { method: 'POST', body: JSON.stringify({ today: clock.today().toString() }) });
}

/** A register that others use too is asked for its day again and again: whoever moves it, moves it for all. */
async function followDay(url: string, clock: Clock): Promise<() => void> {
  takeOver(clock, await dayAt(url));
  let isAsking = false;
  const timer = setInterval(async () => {
    if (isAsking) return;
    isAsking = true;
    await dayAt(url).then((day) => takeOver(clock, day), () => {}); // a register that is away is asked again
    isAsking = false;
  }, LOOK_AT_DAY_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** Whether the day was a later one. */
function takeOver(clock: Clock, day: Temporal.PlainDate): boolean {
  if (Temporal.PlainDate.compare(day, clock.today()) <= 0) return false;
  clock.moveTo(day);
  return true;
}

async function dayAt(url: string): Promise<Temporal.PlainDate> {
  return parseDay((await read<{ today: string }>(url, 'clock')).today);
}

async function read<T>(url: string, what: string): Promise<T> {
  return (await fetch(`${url}/sandbox/${what}`, { signal: AbortSignal.timeout(READ_WITHIN_MS) })).json() as Promise<T>;
}
