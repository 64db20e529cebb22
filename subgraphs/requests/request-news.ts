import type { EventLog } from '#kernel/events/event-log.ts';
import type { Tail } from '#kernel/events/tail.ts';

type Listener = (upTo: number) => void;

/**
 * Tells everyone who watches a request of its events and of nobody else's, so that a thousand open windows cost nothing while
 * others' requests move on.
 */
export class RequestNews {
  readonly #tail: Pick<Tail, 'listen'>;
  readonly #listeners = new Map<string, Set<Listener>>();
  #leave: (() => void) | null = null;

  constructor(tail: Pick<Tail, 'listen'>) {
    this.#tail = tail;
  }

  /** The log as who watches one request hears it. */
  about(requestId: string): Pick<EventLog, 'onAppended'> {
    return { onAppended: (listener) => this.#listen(requestId, listener) };
  }

  #listen(requestId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(requestId) ?? new Set();
    this.#listeners.set(requestId, listeners.add(listener));
    this.#leave ??= this.#tail.listen((events) => {
      const last = events.at(-1)!.sequence;
      const told = new Set(events.filter(({ type }) => type.startsWith('requests.')).map(({ subject }) => subject));
      for (const subject of told) for (const each of this.#listeners.get(subject) ?? []) each(last);
    });
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(requestId) === listeners) this.#listeners.delete(requestId);
      if (this.#listeners.size > 0) return;
      this.#leave?.();
      this.#leave = null;
    };
  }
}
