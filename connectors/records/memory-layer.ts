import { LRUCache } from 'lru-cache';
import type { Clock } from '#kernel/clock.ts';
import { BATCH_MOST } from '../dagr/config.ts';
import { URGENCIES } from '../dagr/urgency.ts';
import { serves, standingOf, type FreshnessPolicy } from './freshness.ts';
import { DEMANDS, type Answers, type Asking, type Change, type Demand, type Entry, type Layer } from './layer.ts';

export interface MemoryLayerParts<T> {
  next: Layer<T>;
  policy: FreshnessPolicy;
  clock: Clock;
  limits?: Partial<MemoryLimits> | undefined;
  /** Whether this process hears of changes now. While it does not, it serves nothing from its memory. */
  isListening(): boolean;
}

export interface MemoryLimits {
  bytes: number;
  /** Values read anew at once behind somebody's back; beyond, the value stays stale until it is next asked for. */
  refreshes: number;
  /** How long a value that is only held for bad times is not served because the register may still answer. */
  patienceMs: number;
}

export const defaultMemoryLimits: MemoryLimits = { bytes: 96 * 1024 * 1024, refreshes: 1_000, patienceMs: 250 };

/** How long no stale value is read anew after one could not be. */
const REST_MS = 1_000;

/** What an entry costs besides its value: key, entry and its place in the lists of the cache, about. */
const BYTES_OF_AN_ENTRY = 400;

/** How often what was asked for was here, was here but stale, was already being read, or was not here. */
export interface MemoryCounts {
  hit: number;
  stale: number;
  shared: number;
  miss: number;
}

/** One record being read. Whoever asks meanwhile waits for it too. */
interface Fill<T> {
  id: string;
  asking: Asking;
  promise: Promise<Entry<T> | Error>;
  resolve(answer: Entry<T> | Error): void;
  isSent: boolean;
  /** The newest version that the feed told of since it was sent: an older answer is for who asked before, and is not kept. */
  atLeast: number;
}

/**
 * The memory of this process: what is asked for within one turn of the event loop, by whatever requests, goes on in batches
 * of a hundred; many who want one record share one read. Bounded in bytes.
 */
export class MemoryLayer<T> implements Layer<T> {
  readonly counts: MemoryCounts = { hit: 0, stale: 0, shared: 0, miss: 0 };
  readonly #parts: MemoryLayerParts<T>;
  readonly #limits: MemoryLimits;
  readonly #known: LRUCache<string, Entry<T>>;
  readonly #underWay = new Map<string, Fill<T>>();
  readonly #accesses = new Set<string>();
  #waiting: Fill<T>[] = [];
  #refreshes = 0;
  /** Until then nothing is read anew behind somebody's back: the last such read failed. */
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: MemoryLayerParts<T>) {
    this.#parts = parts;
    this.#limits = { ...defaultMemoryLimits, ...parts.limits };
    this.#known = new LRUCache({
      maxSize: this.#limits.bytes,
      sizeCalculation: ({ value }) => BYTES_OF_AN_ENTRY + (value === null ? 0 : 2 * JSON.stringify(value).length),
    });
  }

  get bytes(): number {
    return this.#known.calculatedSize;
  }

  get entries(): number {
    return this.#known.size;
  }

  async read(ids: readonly string[], asking: Asking): Promise<Answers<T>> {
    const { policy, clock, isListening } = this.#parts;
    const { access } = asking.grant;
    const answers: Answers<T> = new Map();
    const missing: { id: string; held: Entry<T> | undefined }[] = [];
    const now = clock.now().epochMilliseconds;
    const isTrusted = isListening();
    for (const id of ids) {
      const kept = isTrusted ? this.#known.get(keyOf(id, access)) : undefined;
      const standing = kept ? standingOf(kept, policy, now) : 'EXPIRED';
      if (kept && serves(standing, asking.demand)) {
        this.counts[standing === 'FRESH' ? 'hit' : 'stale']++;
        if (standing === 'STALE') this.#refresh(id, asking);
        answers.set(id, kept);
      } else {
        missing.push({ id, held: standing === 'HELD' && asking.demand === 'shown' ? kept : undefined });
      }
    }
    if (missing.length === 0) return answers;
    await Promise.all(missing.map(async ({ id, held }) => void answers.set(id, await this.#answer(this.#fill(id, asking), held))));
    return answers;
  }

  /** Forgets what is older than these, and keeps reads already under way from bringing it back. */
  changed(changes: readonly Change[]): void {
    for (const { id, version } of changes) {
      for (const access of this.#accesses) {
        const key = keyOf(id, access);
        const kept = this.#known.peek(key);
        if (kept && (kept.version ?? -1) < version) this.#known.delete(key);
        const fill = this.#underWay.get(key);
        if (!fill?.isSent) continue;
        fill.atLeast = Math.max(fill.atLeast, version);
        this.#underWay.delete(key);
      }
    }
  }

  /** Forgets everything, or all that was read under these permissions. */
  forget(isMeant: (access: string) => boolean = () => true): void {
    for (const access of [...this.#accesses].filter(isMeant)) {
      const keys = [...this.#known.keys()].filter((key) => key.startsWith(`${access} `));
      for (const key of keys) this.#known.delete(key);
      for (const [key, fill] of this.#underWay) {
        if (fill.asking.grant.access !== access) continue;
        fill.atLeast = Number.POSITIVE_INFINITY;
        this.#underWay.delete(key);
      }
      this.#accesses.delete(access);
    }
  }

  /** Who may be served a held value does not wait long for a register that hangs; nor do they hear that it failed. */
  async #answer({ promise }: Fill<T>, held: Entry<T> | undefined): Promise<Entry<T> | Error> {
    if (!held) return promise;
    const patience = Promise.withResolvers<Entry<T>>();
    const timer = setTimeout(() => patience.resolve(held), this.#limits.patienceMs);
    const answer = await Promise.race([promise, patience.promise]);
    clearTimeout(timer);
    return answer instanceof Error ? held : answer;
  }

  #refresh(id: string, asking: Asking): void {
    if (this.#refreshes >= this.#limits.refreshes || performance.now() < this.#restsUntil || this.#underWay.has(keyOf(id, asking.grant.access))) return;
    this.#refreshes++;
    void this.#fill(id, { ...asking, urgency: 'refresh', demand: 'fresh' }).promise.then((answer) => {
      this.#refreshes--;
      if (answer instanceof Error) this.#restsUntil = performance.now() + REST_MS;
    });
  }

  #fill(id: string, asking: Asking): Fill<T> {
    const key = keyOf(id, asking.grant.access);
    const underWay = this.#underWay.get(key);
    if (underWay && (!underWay.isSent || (this.#parts.isListening() && reaches(underWay.asking.demand, asking.demand)))) {
      this.counts.shared++;
      if (!underWay.isSent) underWay.asking = moreUrgent(underWay.asking, asking);
      return underWay;
    }
    if (asking.urgency !== 'refresh') this.counts.miss++;
    const fill: Fill<T> = { id, asking, ...Promise.withResolvers<Entry<T> | Error>(), isSent: false, atLeast: -1 };
    this.#accesses.add(asking.grant.access);
    this.#underWay.set(key, fill);
    if (this.#waiting.push(fill) === 1) setImmediate(() => this.#sendAll());
    return fill;
  }

  #sendAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const alike = Map.groupBy(waiting, ({ asking: { grant, demand, urgency } }) => `${demand} ${urgency} ${grant.access}`);
    for (const fills of alike.values()) {
      for (let at = 0; at < fills.length; at += BATCH_MOST) void this.#send(fills.slice(at, at + BATCH_MOST));
    }
  }

  async #send(fills: Fill<T>[]): Promise<void> {
    for (const fill of fills) fill.isSent = true;
    const answers = await this.#parts.next.read(fills.map(({ id }) => id), fills[0]!.asking);
    for (const fill of fills) {
      const answer = answers.get(fill.id)!;
      const key = keyOf(fill.id, fill.asking.grant.access);
      if (this.#underWay.get(key) === fill) this.#underWay.delete(key);
      if (!(answer instanceof Error) && !answer.isBehind && (fill.atLeast < 0 || (answer.version ?? -1) >= fill.atLeast)) this.#keep(key, answer);
      fill.resolve(answer);
    }
  }

  /** A slower answer never takes the place of a newer one. */
  #keep(key: string, entry: Entry<T>): void {
    const kept = this.#known.peek(key);
    if (!kept || kept.readAt <= entry.readAt) this.#known.set(key, entry);
  }
}

/** Whether an answer that was demanded in one way is good enough for who demands it in another. */
function reaches(demanded: Demand, demand: Demand): boolean {
  // What is decided rests on what the register says after the question, not on an answer already on its way.
  return demand !== 'register' && DEMANDS.indexOf(demanded) >= DEMANDS.indexOf(demand);
}

function moreUrgent(one: Asking, other: Asking): Asking {
  return {
    grant: one.grant,
    demand: DEMANDS[Math.max(DEMANDS.indexOf(one.demand), DEMANDS.indexOf(other.demand))]!,
    urgency: URGENCIES[Math.min(URGENCIES.indexOf(one.urgency), URGENCIES.indexOf(other.urgency))]!,
  };
}

function keyOf(id: string, access: string): string {
  return `${access} ${id}`;
}
