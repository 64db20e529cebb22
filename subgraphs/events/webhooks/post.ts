import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { withoutPersonalCodes } from '#kernel/personal-code-shape.ts';
import { checkUrl, guardedLookup, type AddressPolicy, type Resolve } from './guard.ts';

/** Why there was no answer, as a short code: never a word of the receiver's but the host it redirects to. */
export class PostFailure extends Error {
  override name = 'PostFailure';
  readonly reason: string;
  readonly status: number | undefined;

  constructor(reason: string, status?: number) {
    super(reason);
    this.reason = reason;
    this.status = status;
  }
}

export interface Posting {
  url: string;
  body: string;
  headers: Record<string, string>;
  /** For all of it: name, connection, headers and body. */
  withinMs: number;
  /** How much of the answer is read, in bytes; what is beyond is thrown away, together with the connection. */
  readMost: number;
  signal?: AbortSignal;
}

export interface Posted {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

export interface PosterOptions {
  policy: AddressPolicy;
  /** Certificate authorities besides which none is trusted; by default those of Node. For tests. */
  ca?: string;
  resolve?: Resolve;
}

const SOCKETS_PER_RECEIVER = 64;
const IDLE_PER_RECEIVER = 4;
const IDLE_RECEIVERS = 256;
const IDLE_MS = 30_000;
const REASON_MOST = 60;

/** Posts to receivers outside over connections that are kept for a while: to checked addresses only, and wherever they redirect, it does not go. */
export class Poster {
  readonly #policy: AddressPolicy;
  readonly #lookup: LookupFunction;
  readonly #ca: string | undefined;
  readonly #plain = bounded(new http.Agent(agentOptions));
  readonly #secure = bounded(new https.Agent(agentOptions));

  constructor({ policy, ca, resolve }: PosterOptions) {
    this.#policy = policy;
    this.#ca = ca;
    this.#lookup = guardedLookup(policy, resolve);
  }

  /** @throws PostFailure */
  async post(posting: Posting): Promise<Posted> {
    const checked = checkUrl(posting.url, this.#policy);
    if (!checked.ok) throw new PostFailure('PRIVATE_ADDRESS');
    const stop = new AbortController();
    const abort = (reason: string) => stop.abort(new PostFailure(reason));
    const timer = setTimeout(abort, posting.withinMs, 'TIMEOUT');
    const broken = () => abort('BROKEN_OFF');
    posting.signal?.addEventListener('abort', broken, { once: true });
    try {
      if (posting.signal?.aborted) throw new PostFailure('BROKEN_OFF');
      return await this.#send(checked.url, posting, stop.signal);
    } catch (error) {
      throw stop.signal.aborted ? stop.signal.reason : asFailure(error);
    } finally {
      clearTimeout(timer);
      posting.signal?.removeEventListener('abort', broken);
    }
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  /** A kept connection may have been closed by the other side at this very moment: then the same is sent over a new one. */
  async #send(url: URL, posting: Posting, signal: AbortSignal): Promise<Posted> {
    const isSecure = url.protocol === 'https:';
    const kept = this.#request(url, posting, signal, isSecure ? this.#secure : this.#plain);
    try {
      return await answerOf(kept, posting);
    } catch (error) {
      const isStale = kept.reusedSocket && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isStale || signal.aborted) throw error;
      return answerOf(this.#request(url, posting, signal, false), posting);
    }
  }

  #request(url: URL, { body, headers }: Posting, signal: AbortSignal, agent: http.Agent | false): http.ClientRequest {
    const send = url.protocol === 'https:' ? https.request : http.request;
    return send(url, {
      method: 'POST',
      agent,
      lookup: this.#lookup,
      signal,
      rejectUnauthorized: true,
      ...(this.#ca ? { ca: this.#ca } : {}),
      headers: { ...headers, 'user-agent': 'vienkopus', 'content-length': Buffer.byteLength(body) },
    } as https.RequestOptions);
  }
}

function answerOf(request: http.ClientRequest, { body, readMost }: Posting): Promise<Posted> {
  const { promise, resolve, reject } = Promise.withResolvers<Posted>();
  request.on('error', reject);
  request.on('response', (response) => {
    const status = response.statusCode!;
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = () => {
      const text = Buffer.concat(chunks).subarray(0, readMost).toString();
      if (status >= 300 && status < 400) reject(new PostFailure(redirection(response.headers.location), status));
      else resolve({ status, retryAfter: response.headers['retry-after'], text });
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length <= readMost) return;
      finish();
      response.destroy();
    });
    response.on('end', finish);
    response.on('error', () => reject(new PostFailure('BROKEN_OFF', status)));
  });
  request.end(body);
  return promise;
}

function redirection(location: string | undefined): string {
  const host = location && URL.parse(location)?.host;
  return host ? withoutPersonalCodes(`REDIRECTED to ${host}`).slice(0, REASON_MOST) : 'REDIRECTED';
}

const REASONS: Record<string, string> = {
  PRIVATE_ADDRESS: 'PRIVATE_ADDRESS',
  ENOTFOUND: 'DNS',
  EAI_AGAIN: 'DNS',
  ECONNREFUSED: 'REFUSED',
  EHOSTUNREACH: 'UNREACHABLE',
  ENETUNREACH: 'UNREACHABLE',
  EADDRNOTAVAIL: 'UNREACHABLE',
  ETIMEDOUT: 'TIMEOUT',
  ECONNRESET: 'BROKEN_OFF',
  EPIPE: 'BROKEN_OFF',
  EPROTO: 'TLS',
};
const OF_CERTIFICATES = /CERT|SELF_SIGNED|UNABLE_TO_|CRL|ERR_TLS_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH|INVALID_PURPOSE/;

function asFailure(error: unknown): PostFailure {
  if (error instanceof PostFailure) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (REASONS[code]) return new PostFailure(REASONS[code]);
  if (code.startsWith('HPE_')) return new PostFailure('NOT_HTTP');
  if (code.startsWith('ERR_SSL_')) return new PostFailure('TLS');
  return new PostFailure(OF_CERTIFICATES.test(code) ? 'CERTIFICATE' : 'FAILED');
}

const agentOptions = { keepAlive: true, maxSockets: SOCKETS_PER_RECEIVER, maxFreeSockets: IDLE_PER_RECEIVER, timeout: IDLE_MS, scheduling: 'lifo' } as const;

/** Keeps idle connections to so many receivers only; a limit of the agent's own would have new receivers wait for idle ones. */
function bounded<A extends http.Agent>(agent: A): A {
  const keep = agent.keepSocketAlive.bind(agent) as (socket: Parameters<A['keepSocketAlive']>[0]) => boolean;
  agent.keepSocketAlive = (socket) => Object.keys(agent.freeSockets).length < IDLE_RECEIVERS && keep(socket);
  return agent;
}
