import type { EventLog } from '#kernel/events/event-log.ts';
import type { Logger } from '#kernel/logger.ts';

const READ_AT_ONCE = 1_000;

type Listener = (upTo: number) => void;

/**
 * One reader of the log for everyone who watches a request: an event wakes those who watch its request and nobody else,
 * so that a thousand open windows cost nothing while others' requests move on.
 */
export class RequestNews {
  readonly #log: Pick<EventLog, 'head' | 'read' | 'onAppended'>;
  readonly #logger: Pick<Logger, 'error'>;
  readonly #listeners = new Map<string, Set<Listener>>();
  #position = 0;
  #stop: (() => void) | null = null;
  #reading: Promise<void> | null = null;

  constructor(log: Pick<EventLog, 'head' | 'read' | 'onAppended'>, logger: Pick<Logger, 'error'>) {
    this.#log = log;
    this.#logger = logger;
  }

  /** The log as who watches one request hears it. */
  about(requestId: string): Pick<EventLog, 'onAppended'> {
    return { onAppended: (listener) => this.#listen(requestId, listener) };
  }

  #listen(requestId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(requestId) ?? new Set();
    this.#listeners.set(requestId, listeners.add(listener));
    if (!this.#stop) {
      this.#position = this.#log.head;
      this.#stop = this.#log.onAppended(() => this.#wake());
    }
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(requestId) === listeners) this.#listeners.delete(requestId);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = null;
    };
  }

  #wake(): void {
    this.#reading ??= this.#read()
      .catch((error: unknown) => {
        this.#logger.error({ err: error }, 'news of requests could not be read; everyone who watches one looks for themselves');
        this.#position = this.#log.head;
        for (const listeners of this.#listeners.values()) for (const listener of listeners) listener(this.#position);
      })
      .finally(() => {
        this.#reading = null;
        if (this.#isBehind()) this.#wake();
      });
  }

  #isBehind(): boolean {
    return this.#stop !== null && this.#position < this.#log.head;
  }

  async #read(): Promise<void> {
    while (this.#isBehind()) {
      const { head } = this.#log;
      const events = await this.#log.read(this.#position, READ_AT_ONCE);
      const last = events.at(-1)?.sequence ?? head;
      this.#position = Math.max(this.#position, last);
      const told = new Set(events.filter(({ type }) => type.startsWith('requests.')).map(({ subject }) => subject));
      for (const subject of told) for (const listener of this.#listeners.get(subject) ?? []) listener(last);
    }
  }
}
