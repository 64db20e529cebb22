import type { Logger } from '../logger.ts';
import type { EventEnvelope } from './envelope.ts';
import type { EventLog } from './event-log.ts';

const READ_AT_ONCE = 1_000;
/** The newest that are kept at hand: some ten seconds of a busy hub, a few megabytes. Who is further behind reads the log. */
const KEPT_MOST = 10_000;
const RETRY_MS = 500;
/** Whose time is up is looked for this often. */
const DUE_EVERY_MS = 100;

export interface TailOptions {
  log: Pick<EventLog, 'head' | 'read' | 'onAppended' | 'onHidden'>;
  logger: Pick<Logger, 'error'>;
  /** Whether what came before may not be told again as it was: then it is let go of here, and read anew where it was put right. */
  endsMemory?: (event: EventEnvelope) => boolean;
  keptMost?: number;
}

/** Somebody who waits for an event of theirs. There may be thousands: each is one object without a timer of its own. */
export interface Wait {
  /** Through which sequence there is nothing of their types, by what was read until then, until time was up or until they left. */
  through: Promise<number>;
  cancel(): void;
}

class Waiter implements Wait {
  readonly types: ReadonlySet<string>;
  readonly dueAt: number;
  readonly through: Promise<number>;
  readonly #sequence: number;
  readonly #waiters: Set<Waiter>;
  #resolve!: (through: number) => void;

  constructor(waiters: Set<Waiter>, sequence: number, types: ReadonlySet<string>, ms: number) {
    this.#waiters = waiters;
    this.#sequence = sequence;
    this.types = types;
    this.dueAt = performance.now() + ms;
    this.through = new Promise((resolve) => (this.#resolve = resolve));
    waiters.add(this);
  }

  /** @param through through which there is nothing of its types */
  end(through: number): void {
    this.#waiters.delete(this);
    this.#resolve(Math.max(this.#sequence, through));
  }

  cancel(): void {
    this.end(this.#sequence);
  }
}

/**
 * The newest end of the log, read once for all who follow it in this process. Nobody has a queue of their own: each keeps
 * its place and asks for what comes behind it, so that a slow one costs nothing and a lagging one is sent to the log.
 */
export class Tail {
  readonly #log: TailOptions['log'];
  readonly #logger: TailOptions['logger'];
  readonly #endsMemory: (event: EventEnvelope) => boolean;
  readonly #keptMost: number;
  readonly #waiters = new Set<Waiter>();
  readonly #listeners = new Set<(events: readonly EventEnvelope[]) => void>();
  readonly #stopListening: () => void;
  #kept: EventEnvelope[] = [];
  /** Everything behind it, through `#through`, is at hand. */
  #from: number;
  #through: number;
  #reading: Promise<void> | null = null;
  /** Raised when what was read before counts no more. */
  #readings = 0;
  #retry: NodeJS.Timeout | undefined;
  #due: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ log, logger, endsMemory = () => false, keptMost = KEPT_MOST }: TailOptions) {
    this.#log = log;
    this.#logger = logger;
    this.#endsMemory = endsMemory;
    this.#keptMost = keptMost;
    this.#from = this.#through = log.head;
    const [appended, hidden] = [log.onAppended(() => this.#wake()), log.onHidden(() => this.forget())];
    this.#stopListening = () => (appended(), hidden());
  }

  /** The newest sequence that is known here. */
  get head(): number {
    return this.#log.head;
  }

  /** Through which sequence the log has been read here. */
  get through(): number {
    return this.#through;
  }

  /** What comes behind a sequence, oldest first, as far as it is at hand; null where that is only in the log. */
  after(sequence: number, most: number): { events: EventEnvelope[]; through: number } | null {
    if (sequence < this.#from) return null;
    const start = firstBehind(this.#kept, sequence);
    const events = this.#kept.slice(start, start + most);
    return { events, through: start + most < this.#kept.length ? events.at(-1)!.sequence : Math.max(sequence, this.#through) };
  }

  /** Waits for an event of these types behind a sequence. */
  begin(sequence: number, types: ReadonlySet<string>, ms: number): Wait {
    this.#begin();
    const isKnown = sequence >= this.#from && sequence <= this.#through;
    const next = isKnown ? this.#kept.slice(firstBehind(this.#kept, sequence)).find(({ type }) => types.has(type)) : undefined;
    if (next || sequence < this.#from || this.#isClosed) return { through: Promise.resolve(next ? next.sequence - 1 : sequence), cancel: () => {} };
    const waiter = new Waiter(this.#waiters, isKnown ? this.#through : sequence, types, ms);
    this.#due ??= setInterval(() => this.#endDue(), DUE_EVERY_MS).unref();
    if (this.#through < this.#log.head) this.#wake();
    return waiter;
  }

  /** The same, ended by a signal too. */
  async wait(sequence: number, types: ReadonlySet<string>, ms: number, signal?: AbortSignal): Promise<number> {
    if (signal?.aborted) return sequence;
    const waiting = this.begin(sequence, types, ms);
    const leave = () => waiting.cancel();
    signal?.addEventListener('abort', leave, { once: true });
    return waiting.through.finally(() => signal?.removeEventListener('abort', leave));
  }

  /** Hears everything that comes from now on. @returns to hear no more */
  listen(listener: (events: readonly EventEnvelope[]) => void): () => void {
    const since = this.#log.head;
    const heard = (events: readonly EventEnvelope[]) => {
      const start = firstBehind(events, since);
      if (start < events.length) listener(start === 0 ? events : events.slice(start));
    };
    this.#begin();
    this.#listeners.add(heard);
    return () => void this.#listeners.delete(heard);
  }

  /** Lets go of what is at hand, and of what is being read: it may be out of date. */
  forget(): void {
    this.#kept = [];
    this.#from = this.#through;
    this.#readings++;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopListening();
    clearTimeout(this.#retry);
    clearInterval(this.#due);
    for (const waiter of this.#waiters) waiter.end(this.#through);
    await this.#reading;
  }

  #endDue(): void {
    const now = performance.now();
    for (const waiter of this.#waiters) if (waiter.dueAt <= now) waiter.end(this.#through);
    if (this.#waiters.size > 0) return;
    clearInterval(this.#due);
    this.#due = undefined;
  }

  get #isFollowed(): boolean {
    return this.#waiters.size + this.#listeners.size > 0;
  }

  #begin(): void {
    if (this.#isFollowed || this.#reading || this.#log.head - this.#through <= this.#keptMost) return;
    this.#kept = [];
    this.#from = this.#through = this.#log.head;
  }

  /** Read only while somebody follows. What was not read meanwhile, and is more than is kept, stays in the log. */
  #wake(): void {
    if (this.#isClosed || this.#retry || !this.#isFollowed) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
      if (this.#through < this.#log.head) this.#wake();
    });
  }

  async #read(): Promise<void> {
    try {
      while (this.#through < this.#log.head && !this.#isClosed) {
        const { head } = this.#log;
        const reading = this.#readings;
        const events = await this.#log.read(this.#through, READ_AT_ONCE);
        if (reading !== this.#readings) continue;
        this.#take(events, events.length < READ_AT_ONCE ? Math.max(head, events.at(-1)?.sequence ?? 0) : events.at(-1)!.sequence);
      }
    } catch (error) {
      if (this.#isClosed) return;
      this.#logger.error({ err: error, retryInMs: RETRY_MS }, 'the end of the log could not be read; it is tried again');
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.#wake();
      }, RETRY_MS);
    }
  }

  #take(events: readonly EventEnvelope[], through: number): void {
    const last = events.findLastIndex(this.#endsMemory);
    if (last !== -1) {
      this.#kept = [];
      this.#from = events[last]!.sequence - 1;
    }
    this.#kept.push(...(last === -1 ? events : events.slice(last)));
    if (this.#kept.length > this.#keptMost) {
      const gone = this.#kept.splice(0, this.#kept.length - this.#keptMost);
      this.#from = gone.at(-1)!.sequence;
    }
    this.#through = through;
    for (const listener of this.#listeners) listener(events);
    if (this.#waiters.size > 0) this.#tell(events);
  }

  #tell(events: readonly EventEnvelope[]): void {
    const firstOf = new Map<string, number>();
    for (const { type, sequence } of events) if (!firstOf.has(type)) firstOf.set(type, sequence);
    /** Who follows the same subscription shares its types: they are looked through once. */
    const found = new Map<ReadonlySet<string>, number>();
    const firstAmong = (types: ReadonlySet<string>) => {
      let first = found.get(types);
      if (first === undefined) {
        first = Infinity;
        for (const [type, sequence] of firstOf) if (types.has(type)) first = Math.min(first, sequence);
        found.set(types, first);
      }
      return first;
    };
    for (const waiter of this.#waiters) {
      const first = firstAmong(waiter.types);
      if (first !== Infinity) waiter.end(first - 1);
    }
  }
}

function firstBehind(events: readonly EventEnvelope[], sequence: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.sequence <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
