/** Certificates and lists of what was got, as they come in files. */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { compactVerify, createLocalJWKSet, decodeJwt, type errors } from 'jose';
import { z } from 'zod';
import { WrongCall } from '../command-line.ts';

const count = z.int().nonnegative();
const claims = z.object({
  id: z.uuid(),
  subscriptionId: z.uuid(),
  day: z.iso.date().nullable(),
  madeAt: z.iso.datetime({ offset: true }),
  firstSequence: z.string().regex(/^\d+$/).transform(Number),
  lastSequence: z.string().regex(/^\d+$/).transform(Number),
  count,
  hash: z.string().regex(/^[\da-f]{64}$/),
  leftOut: z.record(z.string(), count),
});
/** What the hub has signed. */
export type Certified = z.infer<typeof claims>;

export interface Got {
  id: string;
  /** Known where whole events were kept. */
  sequence: number | null;
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const ANSWERS_WITHIN_MS = 10_000;

/** @param text a certificate as the graph shows it, or its signature alone. @throws WrongCall where it was not signed so */
export async function openCertificate(text: string, from: string, jwks: string): Promise<Certified> {
  const signature = text.trim().startsWith('{') ? z.object({ signature: z.string() }).safeParse(asJson(text, from)).data?.signature : text.trim();
  if (!signature) throw new WrongCall(`${from} holds no certificate: it has no "signature"`);
  const keys = z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).safeParse(asJson(await textAt(jwks), jwks)).data;
  if (!keys) throw new WrongCall(`${jwks} holds no JWK Set`);
  const { payload } = await compactVerify(signature, createLocalJWKSet(keys as never), { algorithms: ['EdDSA'] }).catch((error: unknown) => {
    throw new WrongCall(`The certificate in ${from} was not signed by a key of ${jwks}: ${(error as errors.JOSEError).message}`);
  });
  const certified = claims.parse(JSON.parse(new TextDecoder().decode(payload)));
  demandSame(text, certified, from);
  return certified;
}

/** What stands beside the signature must be what was signed: somebody may have changed it. */
function demandSame(text: string, certified: Certified, from: string): void {
  if (!text.trim().startsWith('{')) return;
  const shown = asJson(text, from) as Record<string, unknown>;
  for (const name of ['id', 'day', 'firstSequence', 'lastSequence', 'count', 'hash'] as const) {
    if (shown[name] !== undefined && String(shown[name]) !== String(certified[name])) throw new WrongCall(`${from} says ${name} ${String(shown[name])}, but what was signed is ${certified[name]}`);
  }
}

/** What of it a list of ids should come to, without asking whether it was signed; for certificates that just came from the hub. */
export function claimsIn(signature: string): Certified {
  return claims.parse(decodeJwt(signature));
}

/**
 * One id a line, in order, or one CloudEvent a line, in any order and with repetitions, of which those between the two
 * sequences count.
 *
 * @throws WrongCall naming the line that is neither
 */
export async function readGot(path: string, { firstSequence, lastSequence }: Certified): Promise<Got[]> {
  const got: Got[] = [];
  const bySequence = new Map<string, number>();
  let number = 0;
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  for await (const line of file.readLines()) {
    number++;
    if (line.trim() === '') continue;
    if (UUID.test(line.trim().toLowerCase())) got.push({ id: line.trim().toLowerCase(), sequence: null });
    else {
      const { id, sequence } = eventIn(line, `${path}:${number}`);
      if (sequence >= firstSequence && sequence <= lastSequence) bySequence.set(id, sequence);
    }
  }
  if (got.length && bySequence.size) throw new WrongCall(`${path} holds both ids and events; expected one or the other`);
  if (got.length) return got;
  return [...bySequence].map(([id, sequence]) => ({ id, sequence })).sort((one, other) => one.sequence - other.sequence);
}

function eventIn(line: string, where: string): { id: string; sequence: number } {
  const event = z.object({ id: z.string().toLowerCase().regex(UUID), sequence: z.string().regex(/^\d{1,15}$/).transform(Number) }).safeParse(asJson(line, where));
  if (!event.success) throw new WrongCall(`${where} is neither an id nor an event with an id and a sequence`);
  return event.data;
}

export function hashOf(got: readonly Got[]): string {
  const hash = createHash('sha256');
  for (const { id } of got) hash.update(`${id}\n`);
  return hash.digest('hex');
}

/** Of a file or a web address. @throws WrongCall */
export async function textAt(place: string): Promise<string> {
  try {
    if (!/^https?:/.test(place)) return await readFile(place, 'utf8');
    const reply = await fetch(place, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    if (reply.ok) return await reply.text();
    throw new Error(`it answered ${reply.status}`);
  } catch (error) {
    throw unreadable(place, error);
  }
}

function unreadable(place: string, error: unknown): WrongCall {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return new WrongCall(`${place} cannot be read: ${cause?.code ?? message}`);
}

function asJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongCall(`${where} is not JSON`);
  }
}
