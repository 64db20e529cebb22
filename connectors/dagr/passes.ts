import type { Timing } from './timing.ts';

/** Passes over a feed, the rests between them, and those who wait for one that began after they asked. */
export class Passes {
  readonly #after: Timing['after'];
  readonly #waiting = new Set<{ pass: number; resolve(): void }>();
  #pass = 0;
  #isPoked = false;
  #isOver = false;
  #wake: () => void = () => {};

  constructor(after: Timing['after']) {
    this.#after = after;
  }

  begin(): number {
    this.#isPoked = false;
    return ++this.#pass;
  }

  /** Everything there was when it began has been taken in. */
  ended(pass: number): void {
    for (const waiter of this.#waiting) {
      if (waiter.pass > pass) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  /** Until that time is over, or somebody pokes. */
  async rest(ms: number): Promise<void> {
    if (this.#isPoked || this.#isOver) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const drop = this.#after(ms, resolve);
    this.#wake = resolve;
    await promise;
    drop();
    this.#wake = () => {};
  }

  poke(): void {
    this.#isPoked = true;
    this.#wake();
  }

  /** Pokes, and resolves when a pass that begins from now on has ended. */
  next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add({ pass: this.#pass + 1, resolve });
    this.poke();
    return promise;
  }

  /** Nobody rests any more. */
  stop(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** Nobody waits any more. */
  close(): void {
    for (const { resolve } of this.#waiting) resolve();
  }
}
