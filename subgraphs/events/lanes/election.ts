import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';

/** One process's turn. */
export interface Term {
  epoch: number;
  /** Aborted when the turn is lost: with the connection that held it, or because another was elected. */
  signal: AbortSignal;
  /** Aborted when this process stops: then the work ends in good order. */
  isClosing: AbortSignal;
  /** Ends it from within. */
  end(reason: Error): void;
}

export interface ElectionParts {
  sql: Sql;
  logger: Logger;
  /** The work of a turn; ends soon after either of its signals, and never rejects. */
  work(term: Term): Promise<void>;
}

const LOCK = 'subscriptions dispatcher';
const HEARTBEAT_MS = 500;
const HEARTBEAT_WITHIN_MS = 2_000;
/** Longer without a heartbeat, and the database lets go of the lock of a process that hangs or is gone. */
const LETS_GO_MS = 3_000;

/**
 * One process at a time works, over all processes: whose connection holds the lock. It holds a transaction in which nothing is
 * written, for the database ends those of processes that fall silent; a connection of `sql` is taken for it.
 */
export class Election {
  readonly #parts: ElectionParts;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #isElected = false;
  #working: Promise<void> = Promise.resolve();

  constructor(parts: ElectionParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  /** Whether it is this process's turn. */
  get isElected(): boolean {
    return this.#isElected;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { sql, logger } = this.#parts;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const turn = new AbortController();
      const held = sql.begin((tx) => this.#hold(tx as unknown as Sql, turn));
      try {
        // A connection that hangs does not come back, whatever it is asked.
        await Promise.race([held, failed(turn.signal)]);
      } catch (error) {
        held.catch(() => {});
        if (!signal.aborted) logger.warn({ err: error }, 'the turn to deliver was lost; this process or another takes it');
      } finally {
        turn.abort();
      }
      await this.#working;
      await pause(HEARTBEAT_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #hold(tx: Sql, turn: AbortController): Promise<void> {
    await tx.unsafe(`set local idle_in_transaction_session_timeout = ${LETS_GO_MS}`);
    const [lock] = await tx`select pg_try_advisory_xact_lock(hashtextextended(${LOCK}, 0)) as mine`;
    if (!lock!.mine || turn.signal.aborted) return;
    const { sql, work } = this.#parts;
    // On another connection, for this one must not hold the row.
    const [row] = await sql`
      insert into subscriptions.dispatcher (singleton, epoch) values (true, 1)
      on conflict (singleton) do update set epoch = dispatcher.epoch + 1 returning epoch`;
    const stop = AbortSignal.any([turn.signal, this.#closing.signal]);
    this.#isElected = true;
    this.#working = work({ epoch: row!.epoch, signal: turn.signal, isClosing: this.#closing.signal, end: (reason) => turn.abort(reason) }).finally(() => (this.#isElected = false));
    while (!stop.aborted) {
      await pause(HEARTBEAT_MS, undefined, { signal: stop }).catch(() => {});
      await within(HEARTBEAT_WITHIN_MS, tx`select 1`).catch((error: Error) => turn.abort(error));
    }
    // Held until the work has ended in good order.
    await this.#working;
  }
}

function failed(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  return promise;
}

async function within(ms: number, answer: PromiseLike<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`The database has not answered for ${ms} ms`)), ms);
  try {
    await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
