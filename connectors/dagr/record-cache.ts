import { LRUCache } from 'lru-cache';
import type { Clock } from '#kernel/clock.ts';
import { BATCH_MOST } from './config.ts';

/** A value of a register with where it came from. */
export interface Sourced<T> {
  value: T;
  source: string;
  readAt: Temporal.Instant;
  permission: string;
}

export interface RecordCacheOptions<T> {
  source: string;
  clock: Clock;
  /** Reads at most 100 records under one permission; unknown ids are left out. */
  fetch(ids: string[], permission: string): Promise<Map<string, T>>;
  limits?: Partial<RecordCacheLimits>;
}

export interface RecordCacheLimits {
  entries: number;
  /** Younger than this a value is served from memory; the change feed purges it earlier when it changes. */
  freshForMs: number;
  /** An unknown id is remembered only shortly: it may be about to appear. */
  unknownForMs: number;
}

export const defaultCacheLimits: RecordCacheLimits = { entries: 50_000, freshForMs: 10 * 60_000, unknownForMs: 30_000 };

/** How often what was asked for was in memory, was there but too old, was already being read, or was not there. */
export interface CacheCounts {
  hit: number;
  stale: number;
  shared: number;
  miss: number;
}

interface Entry<T> {
  value: T | null;
  readAt: Temporal.Instant;
}

/** One read under way. `outdated` when a change came in meanwhile: it answers who asked before, and is not kept. */
interface Fill<T> {
  id: string;
  permission: string;
  promise: Promise<Entry<T>>;
  resolve(entry: Entry<T>): void;
  reject(error: unknown): void;
  isSent: boolean;
  outdated: boolean;
}

/**
 * Records by id: what is asked for within one turn of the event loop, by whatever requests, goes out in batches of 100;
 * many who want one record share one read; answers are kept in a bounded memory. Keys hold the permission, so nobody
 * sees what was read for another purpose.
 */
export class RecordCache<T> {
  readonly counts: CacheCounts = { hit: 0, stale: 0, shared: 0, miss: 0 };
  readonly #options: RecordCacheOptions<T>;
  readonly #limits: RecordCacheLimits;
  readonly #known: LRUCache<string, Entry<T>>;
  readonly #underWay = new Map<string, Fill<T>>();
  readonly #permissions = new Set<string>();
  #waiting: Fill<T>[] = [];

  constructor(options: RecordCacheOptions<T>) {
    this.#options = options;
    this.#limits = { ...defaultCacheLimits, ...options.limits };
    this.#known = new LRUCache({ max: this.#limits.entries });
  }

  /**
   * The records of those ids that the register knows.
   *
   * @param options.fresh reads from the register, whatever is in memory or already under way: for decisions
   * @param options.signal ends the wait, not the read, which others may share
   */
  async readMany(
    ids: readonly string[],
    options: { permission: string; fresh?: boolean; signal?: AbortSignal | undefined },
  ): Promise<Map<string, Sourced<T>>> {
    const { permission, fresh = false, signal } = options;
    const entries = await until(Promise.all(ids.map((id) => this.#entry(id, permission, fresh))), signal);
    const found = new Map<string, Sourced<T>>();
    entries.forEach(({ value, readAt }, at) => {
      if (value !== null) found.set(ids[at]!, { value, source: this.#options.source, readAt, permission });
    });
    return found;
  }

  /** Forgets these records under every permission, and keeps reads already under way from bringing them back. */
  purge(ids: readonly string[]): void {
    for (const id of ids) {
      for (const permission of this.#permissions) {
        const key = keyOf(id, permission);
        this.#known.delete(key);
        const fill = this.#underWay.get(key);
        if (fill?.isSent) {
          fill.outdated = true;
          this.#underWay.delete(key);
        }
      }
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#known.clear();
    this.#underWay.forEach((fill, key) => {
      if (!fill.isSent) return;
      fill.outdated = true;
      this.#underWay.delete(key);
    });
  }

  isStale(readAt: Temporal.Instant): boolean {
    return this.#ageMs(readAt) > this.#limits.freshForMs;
  }

  #entry(id: string, permission: string, fresh: boolean): Entry<T> | Promise<Entry<T>> {
    const key = keyOf(id, permission);
    const known = fresh ? undefined : this.#known.get(key);
    if (known && this.#ageMs(known.readAt) <= (known.value === null ? this.#limits.unknownForMs : this.#limits.freshForMs)) {
      this.counts.hit++;
      return known;
    }
    const underWay = this.#underWay.get(key);
    if (underWay && !(fresh && underWay.isSent)) {
      this.counts.shared++;
      return underWay.promise;
    }
    if (underWay) underWay.outdated = true;
    this.counts[known ? 'stale' : 'miss']++;
    return this.#ask(id, permission);
  }

  #ask(id: string, permission: string): Promise<Entry<T>> {
    const { promise, resolve, reject } = Promise.withResolvers<Entry<T>>();
    promise.catch(() => {}); // whoever waited may have left; then nobody is there to hear of a failure
    const fill: Fill<T> = { id, permission, promise, resolve, reject, isSent: false, outdated: false };
    this.#permissions.add(permission);
    this.#underWay.set(keyOf(id, permission), fill);
    if (this.#waiting.push(fill) === 1) setImmediate(() => this.#sendAll());
    return promise;
  }

  #sendAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const [permission, fills] of Map.groupBy(waiting, (fill) => fill.permission)) {
      for (let at = 0; at < fills.length; at += BATCH_MOST) void this.#send(fills.slice(at, at + BATCH_MOST), permission);
    }
  }

  async #send(fills: Fill<T>[], permission: string): Promise<void> {
    const readAt = this.#options.clock.now(); // before the call: an answer is as old as its question
    for (const fill of fills) fill.isSent = true;
    try {
      const found = await this.#options.fetch(fills.map(({ id }) => id), permission);
      for (const fill of fills) {
        const entry = { value: found.get(fill.id) ?? null, readAt };
        if (!fill.outdated) this.#known.set(keyOf(fill.id, permission), entry);
        this.#ended(fill);
        fill.resolve(entry);
      }
    } catch (error) {
      for (const fill of fills) {
        this.#ended(fill);
        fill.reject(error);
      }
    }
  }

  #ended(fill: Fill<T>): void {
    const key = keyOf(fill.id, fill.permission);
    if (this.#underWay.get(key) === fill) this.#underWay.delete(key);
  }

  #ageMs(readAt: Temporal.Instant): number {
    return this.#options.clock.now().epochMilliseconds - readAt.epochMilliseconds;
  }
}

function keyOf(id: string, permission: string): string {
  return `${permission} ${id}`;
}

/** Waits for a promise or for the request to end, whichever comes first. */
async function until<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  if (signal.aborted) throw signal.reason;
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
