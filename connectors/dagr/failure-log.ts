import { HubError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';

const REMIND_EVERY_MS = 60_000;

/**
 * What is logged of work that is tried again until it goes well: its first failure, a reminder each minute, and its recovery. The
 * other failures are for who looks closer; but a bug is told although a register is away as well.
 */
export class FailureLog {
  readonly #logger: Logger;
  readonly #sentences: { fails: string; recovered: string };
  readonly #now: () => number;
  #told: { atMs: number; isForeseen: boolean } | null = null;

  /** @param now in milliseconds, of whatever beginning */
  constructor(logger: Logger, sentences: { fails: string; recovered: string }, now: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#sentences = sentences;
    this.#now = now;
  }

  failed(thrown: unknown, fields: Record<string, unknown>): void {
    const isForeseen = thrown instanceof HubError;
    const cause = isForeseen ? { reason: thrown.message } : { err: thrown };
    const told = this.#told;
    const isKnown = told !== null && this.#now() - told.atMs < REMIND_EVERY_MS && (isForeseen || !told.isForeseen);
    if (!isKnown) this.#told = { atMs: this.#now(), isForeseen };
    this.#logger[isKnown ? 'debug' : isForeseen ? 'warn' : 'error']({ ...cause, ...fields }, this.#sentences.fails);
  }

  wentWell(): void {
    if (this.#told === null) return;
    this.#told = null;
    this.#logger.info(this.#sentences.recovered);
  }
}

/** Why it failed, for operators: in full where that is a sentence of the hub's own, else only the kind of the failure. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof HubError) return thrown.message;
  const { name, code } = thrown as { name?: string; code?: string };
  return `${name} ${code ?? ''}`.trim();
}
