import type { Clock } from '#kernel/clock.ts';

interface Alarm {
  at: number;
  ring: () => void;
}

/** Who waits for a moment of the hub's clock, which a test may move. Looked at by whoever keeps time, not by timers of their own. */
export class Alarms {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #set = new Set<Alarm>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Rings once, when the moment has come. Returns how to have it not ring. */
  set(at: Temporal.Instant, ring: () => void): () => void {
    const alarm = { at: at.epochMilliseconds, ring };
    this.#set.add(alarm);
    return () => this.#set.delete(alarm);
  }

  /** Rings whose moment has come. */
  look(): void {
    if (this.#set.size === 0) return;
    const now = this.#clock.now().epochMilliseconds;
    for (const alarm of this.#set) {
      if (alarm.at > now) continue;
      this.#set.delete(alarm);
      alarm.ring();
    }
  }
}
