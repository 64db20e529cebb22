import type { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { HubError, RegisterUnavailableError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { traced, traceHeaders } from '#kernel/telemetry/scope.ts';
import { boundedJson } from './bounded-json.ts';
import { defaultLimits, defaultPaths, registerOf, REGISTERS, type DagrConfig, type DagrLimits, type DagrPaths, type DataSet, type EventList, type RegisterName } from './config.ts';
import { deadlineWithin, unlessAborted } from './deadline.ts';
import { failureOf, refusedBy } from './failure.ts';
import type { Grant } from './grant.ts';
import type { CallKind, CallOutcome, RegisterObserver, RegisterStanding } from './measures.ts';
import { probeOf } from './probe.ts';
import { Refusal } from './refusal.ts';
import { RegisterGuard } from './register-guard.ts';
import { realTiming, type Timing } from './timing.ts';
import { TokenSource } from './token.ts';
import type { Urgency } from './urgency.ts';

export interface Call<T> {
  /** The register an error names. */
  register: RegisterName;
  /** By default a read of one thing. */
  kind?: CallKind;
  path: string;
  /** Sent as JSON; without it the call is a GET. Identifiers of people travel here and nowhere else. */
  body?: unknown;
  /** What it is made under; only the list of permissions itself is read without. */
  grant?: Grant;
  urgency: Urgency;
  shape: z.ZodType<T>;
  signal?: AbortSignal | undefined;
}

/** A call whose register and path are known from its data set. */
export type DataSetCall<T> = Omit<Call<T>, 'register' | 'kind' | 'path'>;

export interface Page {
  after: number;
  limit: number;
}

export interface DagrParts {
  config: DagrConfig;
  clock: Clock;
  logger: Logger;
  random: Random;
  observe?: RegisterObserver | undefined;
  /** Told when a register refuses what a grant should open, or gives less: it was taken back or narrowed, or is used up. */
  refused?: (() => void) | undefined;
  timing?: Timing;
}

/**
 * Speaks to DAGR: token, permission, deadline, size and shape of answers; a guard stands before each register. Everything
 * here is a read, so every call may be repeated. Whatever goes wrong reaches callers as REGISTER_UNAVAILABLE; the reason is
 * logged where a call was sent, and counted where it was not.
 */
export class DagrClient {
  readonly paths: DagrPaths;
  readonly #url: string;
  readonly #limits: DagrLimits;
  readonly #tokens: TokenSource;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #observe: RegisterObserver | undefined;
  readonly #refused: (() => void) | undefined;
  readonly #guards: Record<RegisterName, RegisterGuard>;
  readonly #failed = new Map<RegisterName, { kind: CallKind; grant: Grant | undefined }>();

  constructor({ config, clock, logger, random, observe, refused, timing = realTiming }: DagrParts) {
    this.paths = { ...defaultPaths, ...config.paths };
    this.#url = config.url;
    this.#limits = { ...defaultLimits, ...config.limits };
    this.#tokens = new TokenSource(config, clock);
    this.#clock = clock;
    this.#logger = logger;
    this.#observe = observe;
    this.#refused = refused;
    const guard = (register: RegisterName) =>
      new RegisterGuard({ register, limits: this.#limits, clock, timing, logger, random, observe, probe: (signal) => this.#probe(register, signal) });
    this.#guards = { population: guard('population'), addresses: guard('addresses'), permissions: guard('permissions') };
  }

  /** @returns the answer, or null for one that was not found. @throws REGISTER_UNAVAILABLE */
  async read<T>(call: Call<T>): Promise<T | null> {
    const { register, kind = 'read' } = call;
    return traced(`register ${register} ${kind}`, 'client', { 'register.name': register, 'register.call': kind }, () => this.#read(call, kind));
  }

  /** Reads many records of a data set; those it does not know are left out. */
  batch<T>(dataSet: DataSet, call: DataSetCall<T>): Promise<T> {
    return this.#find({ ...call, register: registerOf[dataSet], kind: 'batch', path: this.paths.batch[dataSet] });
  }

  /** Reads a page of a data set's change feed. */
  changes<T>(dataSet: DataSet, page: Page, call: DataSetCall<T>): Promise<T> {
    return this.#find({ ...call, register: registerOf[dataSet], kind: 'changes', path: paged(this.paths.changes[dataSet], page) });
  }

  /** Reads a page of one of a data set's lists of events. */
  events<T, D extends DataSet>(dataSet: D, list: EventList<D>, page: Page, call: DataSetCall<T>): Promise<T> {
    const lists: Record<string, string> = this.paths.events[dataSet];
    return this.#find({ ...call, register: registerOf[dataSet], kind: 'events', path: paged(lists[list]!, page) });
  }

  /** How calls to each register fare now. */
  standing(): RegisterStanding[] {
    return REGISTERS.map((register) => this.#guards[register].standing);
  }

  /** Nothing is probed any more, and nobody waits for a place. */
  close(): void {
    for (const register of REGISTERS) this.#guards[register].close();
  }

  async #find<T>(call: Call<T>): Promise<T> {
    const answer = await this.read(call);
    if (answer === null) throw new RegisterUnavailableError(call.register);
    return answer;
  }

  async #read<T>(call: Call<T>, kind: CallKind): Promise<T | null> {
    const { register, urgency, grant } = call;
    const { signal, done } = deadlineWithin(this.#limits.deadlineMs, call.signal);
    const ended = this.#observed(register, kind);
    try {
      const answer = await this.#guards[register].call({ urgency, permission: grant?.number ?? null, signal }, (before) => {
        if (before > 0) this.#observe?.repeated(register, kind);
        return this.#attempt(call, signal);
      });
      ended(answer === null ? 'NOT_FOUND' : 'OK');
      return answer;
    } catch (error) {
      if (error instanceof Refusal) {
        this.#observe?.refused(register, kind, error.reason);
        throw error.cause ?? new RegisterUnavailableError(register, error.reason === 'PAUSED' ? 'it asked not to be called for a while' : undefined);
      }
      const { outcome, message, status } = failureOf(signal.aborted ? signal.reason : error);
      ended(outcome);
      this.#failed.set(register, { kind, grant });
      const level = outcome === 'ABANDONED' ? 'debug' : 'warn';
      this.#logger[level]({ register, path: call.path.split('?')[0], reason: message, status }, 'a register did not answer');
      throw new RegisterUnavailableError(register);
    } finally {
      done();
    }
  }

  /** Looks whether a register answers again. Where quota is kept for decisions it is theirs to spend: they wait for it. */
  async #probe(register: RegisterName, signal: AbortSignal): Promise<void> {
    const { kind, grant } = this.#failed.get(register) ?? { kind: 'read' };
    const probe = { ...probeOf(register, kind, this.paths), register, ...(grant ? { grant } : {}) };
    const ended = this.#observed(register, 'probe');
    try {
      await this.#attempt({ ...probe, urgency: 'refresh' }, signal).catch((error) => {
        if (!(error instanceof Refusal)) throw error;
        return this.#attempt({ ...probe, urgency: 'decision' }, signal);
      });
      ended('OK');
    } catch (error) {
      // Used up: nobody can look under this permission, and calls under others must not wait for it. They find out themselves.
      if (error instanceof Refusal) return this.#observe?.refused(register, 'probe', error.reason);
      ended(failureOf(signal.aborted ? signal.reason : error).outcome);
      throw error;
    }
  }

  #observed(register: RegisterName, kind: CallKind): (outcome: CallOutcome) => void {
    const startedAt = performance.now();
    return (outcome) => this.#observe?.called(register, kind, outcome, (performance.now() - startedAt) / 1_000);
  }

  /** One try, and one more with a new token when the register refused the one we had. */
  async #attempt<T>(call: Call<T>, signal: AbortSignal): Promise<T | null> {
    const token = await unlessAborted(signal, this.#tokens.get());
    const first = await this.#send(call, token, signal);
    if (first.status !== 401) return this.#understand(call, first);
    await first.body?.cancel();
    this.#tokens.reject(token);
    return this.#understand(call, await this.#send(call, await unlessAborted(signal, this.#tokens.get()), signal));
  }

  async #send<T>(call: Call<T>, token: string, signal: AbortSignal): Promise<Response> {
    spend(call);
    const headers: Record<string, string> = { ...traceHeaders(), authorization: `Bearer ${token}`, accept: 'application/json' };
    if (call.grant) headers['x-dagr-permission'] = call.grant.number;
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
    try {
      if (response.ok) return await boundedJson(response, this.#limits.answerBytes, call.shape);
      await response.body?.cancel();
      if (response.status === 404) return null;
      throw refusedBy(response, this.#clock.now().epochMilliseconds);
    } catch (error) {
      if (call.grant && failureOf(error).castsDoubt) this.#refused?.();
      throw error;
    }
  }
}

/** @throws Refusal when what is left of the quota is kept for what is more urgent */
function spend({ grant, urgency }: Call<unknown>): void {
  try {
    grant?.spend(urgency);
  } catch (error) {
    throw error instanceof HubError ? new Refusal('QUOTA', error) : error;
  }
}

function paged(path: string, { after, limit }: Page): string {
  return `${path}?after=${after}&limit=${limit}`;
}
