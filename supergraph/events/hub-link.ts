/** A running hub as a command talks with it: over HTTP and graphql-transport-ws, like any client. */
import { WrongCall } from '../command-line.ts';

const ANSWERS_WITHIN_MS = 30_000;
/** The sandbox gives tokens for a quarter of an hour. */
const SIGNS_IN_ANEW_AFTER_MS = 600_000;

export interface Problem {
  message: string;
  extensions?: { code?: string };
}

/** What the hub said instead of an answer. */
export class HubRefusal extends Error {
  readonly code: string;

  constructor({ message, extensions }: Problem) {
    super(message);
    this.code = extensions?.code ?? 'UNKNOWN';
  }
}

/** It cannot be reached now. */
export class HubAway extends Error {}

export interface Caller {
  url: string;
  /** An identity of the sandbox. */
  as: string | null;
  token: string | null;
}

/** The options by which a command says where the hub is and who asks. @throws WrongCall */
export function callerFrom({ url, as, token = process.env.TOKEN }: { url?: string | undefined; as?: string | undefined; token?: string | undefined }): Caller {
  const address = url ?? `http://127.0.0.1:${process.env.PORT || 4000}`;
  if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) throw new WrongCall(`--url is "${address}"; expected an address such as http://127.0.0.1:4000`);
  return { url: address.replace(/\/$/, ''), as: as ?? null, token: as === undefined ? (token ?? null) : null };
}

export class HubLink {
  readonly url: string;
  readonly #caller: Caller;
  #token: { is: string; since: number } | null = null;

  constructor(caller: Caller) {
    this.url = caller.url;
    this.#caller = caller;
  }

  /** Whether it can sign in again when a token ends. */
  get renews(): boolean {
    return this.#caller.as !== null;
  }

  /** @throws HubAway, WrongCall */
  async token(): Promise<string> {
    const { as, token } = this.#caller;
    if (token !== null) return token;
    if (as === null) throw new WrongCall('Say who asks: --as with an identity of the sandbox such as system-riga, or --token (or TOKEN in the environment)');
    if (this.#token && performance.now() - this.#token.since < SIGNS_IN_ANEW_AFTER_MS) return this.#token.is;
    const { status, body } = await this.#post('/sandbox/tokens', { as });
    if (!body.token) throw new WrongCall(status === 404 && !body.errors ? `${this.url} has no sandbox to sign in at; give a --token` : `--as is "${as}", and the sandbox does not sign it in: ${body.error?.message ?? body.errors?.[0]?.message ?? `it answered ${status}`}`);
    this.#token = { is: body.token, since: performance.now() };
    return body.token;
  }

  /** The next request signs in anew. */
  forgetToken(): void {
    this.#token = null;
  }

  /** @throws HubAway, HubRefusal */
  async ask<Data = any>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { body } = await this.#post('/graphql', { query, variables }, { authorization: `Bearer ${await this.token()}` });
    if (body.errors?.length) throw new HubRefusal(body.errors[0]);
    return body.data as Data;
  }

  async #post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: any }> {
    try {
      const reply = await fetch(this.url + path, {
        method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      });
      return { status: reply.status, body: await reply.json() };
    } catch (error) {
      throw away(this.url, error);
    }
  }
}

export function away(url: string, error: unknown): HubAway {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const reason = name === 'TimeoutError' ? `no answer within ${ANSWERS_WITHIN_MS / 1_000} s` : (cause?.code ?? cause?.message ?? message);
  return new HubAway(`No hub answers at ${url}: ${reason}`);
}
