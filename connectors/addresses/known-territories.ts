import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { ChangeStream } from '../records/change-stream.ts';
import { ADDRESS_SOURCE } from './record.ts';
import { readMergers, Territories } from './territories.ts';

const RETRY_MS = 1_000;
/** What the stream tells of a merger under, beside the codes of addresses. */
const PREFIX = 'municipality:';

export function changeOf(merger: { code: string; position: number }): { id: string; version: number } {
  return { id: `${PREFIX}${merger.code}`, version: merger.position };
}

/** Keeps what one process knows of mergers as it stands in the database: each is known everywhere a moment after it was taken in. */
export class KnownTerritories {
  readonly territories = new Territories();
  readonly #sql: Sql | undefined;
  readonly #logger: Logger;
  #reading: Promise<void> | null = null;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  /** @param parts.sql may read the schema `addresses`; without it the classifier is all there is. The stream must not have been started. */
  constructor({ sql, stream, logger }: { sql: Sql | undefined; stream: Pick<ChangeStream, 'listen'>; logger: Logger }) {
    this.#sql = sql;
    this.#logger = logger;
    const refresh = () => void this.refresh();
    stream.listen(ADDRESS_SOURCE, { changed: (changes) => changes.some(({ id }) => id.startsWith(PREFIX)) && refresh(), missed: refresh });
  }

  /** Reads again what was taken in until now; where that fails, it is tried until it succeeds. */
  async refresh(): Promise<void> {
    await this.#reading; // one under way may have begun too early
    this.#reading ??= this.#read().finally(() => (this.#reading = null));
    await this.#reading;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#reading;
  }

  async #read(): Promise<void> {
    clearTimeout(this.#retry);
    if (!this.#sql || this.#isClosed) return;
    try {
      this.territories.know(await readMergers(this.#sql));
    } catch (error) {
      if (this.#isClosed) return;
      this.#logger.warn({ err: error, retryInMs: RETRY_MS }, 'mergers of municipalities could not be read; it is tried again');
      this.#retry = setTimeout(() => void this.refresh(), RETRY_MS).unref();
    }
  }
}
