import { Refusal, type RefusalReason } from './refusal.ts';
import { isAwaited, URGENCIES, type Urgency } from './urgency.ts';

export interface Room {
  atOnce: number;
  waiting: number;
}

interface Waiter {
  rank: number;
  admit(): void;
  refuse(error: unknown): void;
}

/**
 * So many calls to a register at once, and so many that wait; the rest is refused at once. What people wait for has places
 * of its own, and so has what is done in the background: neither is ever behind the other. Written by hand because
 * cockatiel's keeps calls in its queue that nobody waits for any more, and knows no order among them.
 */
export class Bulkhead {
  readonly #awaited: Compartment;
  readonly #background: Compartment;

  constructor(rooms: { awaited: Room; background: Room }) {
    this.#awaited = new Compartment(rooms.awaited);
    this.#background = new Compartment(rooms.background);
  }

  /**
   * @returns how to leave again
   * @throws Refusal when there is no room; the signal's reason when it ended while waiting
   */
  enter(urgency: Urgency, signal: AbortSignal): Promise<() => void> {
    return (isAwaited(urgency) ? this.#awaited : this.#background).enter(URGENCIES.indexOf(urgency), signal);
  }

  /** Nobody is let in any more of those who wait now. */
  refuseWaiting(reason: RefusalReason): void {
    for (const compartment of [this.#awaited, this.#background]) compartment.refuseWaiting(reason);
  }

  get atOnce(): number {
    return this.#awaited.inside + this.#background.inside;
  }

  get waiting(): number {
    return this.#awaited.waiting + this.#background.waiting;
  }
}

class Compartment {
  readonly #room: Room;
  /** The most urgent first, and among equals who came first. Empty while a place is free. */
  readonly #queue: Waiter[] = [];
  #inside = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  async enter(rank: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside < this.#room.atOnce) this.#inside++;
    else await this.#turn(rank, signal);
    return () => this.#leave();
  }

  refuseWaiting(reason: RefusalReason): void {
    for (const waiter of this.#queue.splice(0)) waiter.refuse(new Refusal(reason));
  }

  /** Whoever leaves hands the place to the next, so that nobody slips in between. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next) next.admit();
    else this.#inside--;
  }

  /** Where all that may wait do, the least urgent makes way. */
  #turn(rank: number, signal: AbortSignal): Promise<void> {
    const at = this.#queue.findLastIndex((other) => other.rank <= rank) + 1;
    if (at >= this.#room.waiting) throw new Refusal('BULKHEAD_FULL');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abandon = () => {
      this.#queue.splice(this.#queue.indexOf(waiter), 1);
      reject(signal.reason);
    };
    const waiter: Waiter = {
      rank,
      admit() {
        signal.removeEventListener('abort', abandon);
        resolve();
      },
      refuse(error) {
        signal.removeEventListener('abort', abandon);
        reject(error);
      },
    };
    signal.addEventListener('abort', abandon, { once: true });
    this.#queue.splice(at, 0, waiter);
    if (this.#queue.length > this.#room.waiting) this.#queue.pop()!.refuse(new Refusal('BULKHEAD_FULL'));
    return promise;
  }
}
