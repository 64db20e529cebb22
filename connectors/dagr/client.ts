import { handleWhen, retry, type IBackoff, type IBackoffFactory, type RetryPolicy } from 'cockatiel';
import type { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { traced, traceHeaders } from '#kernel/telemetry/scope.ts';
import { boundedJson } from './bounded-json.ts';
import { defaultLimits, defaultPaths, registerOf, type DagrConfig, type DagrLimits, type DagrPaths, type DataSet } from './config.ts';
import { deadlineWithin } from './deadline.ts';
import { CallFailure, failureOf } from './failure.ts';
import { outcomeOf, type CallKind, type RegisterObserver } from './measures.ts';
import { TokenSource } from './token.ts';

const RETRY_FIRST_MS = 50;
const RETRY_MOST_MS = 500;

export interface Call<T> {
  /** The register an error names. */
  register: string;
  /** By default a read of one thing. */
  kind?: CallKind;
  path: string;
  /** Sent as JSON; without it the call is a GET. Identifiers of people travel here and nowhere else. */
  body?: unknown;
  permission?: string;
  shape: z.ZodType<T>;
  signal?: AbortSignal | undefined;
}

export interface DagrParts {
  config: DagrConfig;
  clock: Clock;
  logger: Logger;
  random: Random;
  observe?: RegisterObserver | undefined;
}

/**
 * Speaks to DAGR: token, permission, deadline, retries, size and shape of answers. Everything here is a read, so every
 * call may be repeated. Whatever goes wrong reaches callers as REGISTER_UNAVAILABLE; the reason is logged.
 */
export class DagrClient {
  readonly paths: DagrPaths;
  readonly #url: string;
  readonly #limits: DagrLimits;
  readonly #tokens: TokenSource;
  readonly #logger: Logger;
  readonly #retry: RetryPolicy;
  readonly #observe: RegisterObserver | undefined;

  constructor({ config, clock, logger, random, observe }: DagrParts) {
    this.paths = { ...defaultPaths, ...config.paths };
    this.#url = config.url;
    this.#limits = { ...defaultLimits, ...config.limits };
    this.#tokens = new TokenSource(config, clock);
    this.#logger = logger;
    this.#retry = retry(handleWhen((error) => failureOf(error).transient), {
      maxAttempts: this.#limits.retries,
      backoff: fullJitter(random),
    });
    this.#observe = observe;
  }

  /** @returns the answer, or null for one that was not found. @throws REGISTER_UNAVAILABLE */
  async read<T>(call: Call<T>): Promise<T | null> {
    const { register, kind = 'read' } = call;
    return traced(`register ${register} ${kind}`, 'client', { 'register.name': register, 'register.call': kind }, () => this.#read(call, kind));
  }

  async #read<T>(call: Call<T>, kind: CallKind): Promise<T | null> {
    const { signal, done } = deadlineWithin(this.#limits.deadlineMs, call.signal);
    const startedAt = performance.now();
    const ended = (outcome: string) => this.#observe?.called(call.register, kind, outcome, (performance.now() - startedAt) / 1_000);
    try {
      const answer = await this.#retry.execute(({ attempt }) => {
        if (attempt > 0) this.#observe?.repeated(call.register, kind);
        return this.#attempt(call, signal);
      }, signal);
      ended(answer === null ? 'NOT_FOUND' : 'OK');
      return answer;
    } catch (error) {
      const failure = failureOf(signal.aborted ? signal.reason : error);
      const { message, status } = failure;
      ended(outcomeOf(failure));
      this.#logger.warn({ register: call.register, path: call.path.split('?')[0], reason: message, status }, 'a register did not answer');
      throw new RegisterUnavailableError(call.register);
    } finally {
      done();
    }
  }

  /** Reads many records of a data set; those it does not know are left out. */
  async batch<T>(dataSet: DataSet, call: Omit<Call<T>, 'register' | 'path'>): Promise<T> {
    const register = registerOf[dataSet];
    const answer = await this.read({ ...call, register, kind: 'batch', path: this.paths.batch[dataSet] });
    if (answer === null) throw new RegisterUnavailableError(register);
    return answer;
  }

  /** Reads a page of a data set's change feed. */
  async changes<T>(dataSet: DataSet, page: { after: number; limit: number }, call: Omit<Call<T>, 'register' | 'path'>): Promise<T> {
    const register = registerOf[dataSet];
    const path = `${this.paths.changes[dataSet]}?after=${page.after}&limit=${page.limit}`;
    const answer = await this.read({ ...call, register, kind: 'changes', path });
    if (answer === null) throw new RegisterUnavailableError(register);
    return answer;
  }

  /** One try, and one more with a new token when the register refused the one we had. */
  async #attempt<T>(call: Call<T>, signal: AbortSignal): Promise<T | null> {
    const token = await this.#tokens.get();
    const first = await this.#send(call, token, signal);
    if (first.status !== 401) return this.#understand(call, first);
    await first.body?.cancel();
    this.#tokens.reject(token);
    return this.#understand(call, await this.#send(call, await this.#tokens.get(), signal));
  }

  #send<T>(call: Call<T>, token: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { ...traceHeaders(), authorization: `Bearer ${token}`, accept: 'application/json' };
    if (call.permission) headers['x-dagr-permission'] = call.permission;
    const hasBody = call.body !== undefined;
    if (hasBody) headers['content-type'] = 'application/json';
    return fetch(this.#url + call.path, {
      method: hasBody ? 'POST' : 'GET',
      headers,
      ...(hasBody ? { body: JSON.stringify(call.body) } : {}),
      redirect: 'error',
      signal,
    });
  }

  async #understand<T>(call: Call<T>, response: Response): Promise<T | null> {
    const { status } = response;
    if (response.ok) return boundedJson(response, this.#limits.answerBytes, call.shape);
    await response.body?.cancel();
    if (status === 404) return null;
    throw new CallFailure(`status ${status}`, { transient: status >= 500 || status === 429 || status === 408, status });
  }
}

/** Each wait is anywhere between nothing and a doubling ceiling, so that many waiting callers do not come back at once. */
function fullJitter(random: Random): IBackoffFactory<unknown> {
  const after = (attempt: number): IBackoff<unknown> => ({
    duration: random.next() * Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** attempt),
    next: () => after(attempt + 1),
  });
  return { next: () => after(0) };
}
