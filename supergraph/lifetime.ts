import type { Logger } from '#kernel/logger.ts';

/** What is under way can be taken up again at the next start, so nothing is waited for without end. */
const PART_WITHIN_MS = 3_000;

/**
 * Parts that are opened one after another and closed in the opposite order, each although another does not close cleanly or
 * in time.
 */
export class Lifetime {
  readonly #logger: Logger;
  readonly #parts: { what: string; withinMs: number; close: () => Promise<unknown> }[] = [];
  #closing = 'nothing';

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** What is waited for while it closes. */
  get closing(): string {
    return this.#closing;
  }

  async open<T>(what: string, opening: T | Promise<T>, close: (opened: T) => Promise<unknown>, withinMs = PART_WITHIN_MS): Promise<T> {
    const opened = await opening;
    this.#parts.push({ what, withinMs, close: () => close(opened) });
    return opened;
  }

  async close(): Promise<void> {
    for (const { what, withinMs, close } of this.#parts.splice(0).reverse()) {
      this.#closing = what;
      await inTime(close(), withinMs).catch((error: unknown) => this.#logger.error({ err: error }, `${what} did not close cleanly`));
    }
  }
}

async function inTime(closing: Promise<unknown>, ms: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`It was not closed within ${ms} ms; what it was doing is taken up at the next start`)), ms);
  await Promise.race([closing, promise]).finally(() => clearTimeout(timer));
}
