import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { parseDay, startOfDay } from '#kernel/days.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import type { DagrClient } from '../dagr/client.ts';
import type { Permissions } from '../dagr/permissions.ts';
import { RecordCache, type CacheCounts, type RecordCacheLimits, type Sourced } from '../dagr/record-cache.ts';
import { ADDRESS_SOURCE, isAddressCode, OPEN_DATA_SOURCE, wireAddressBatch, type AddressRecord } from './record.ts';
import { openDataOf } from './search.ts';

/** Addresses are public: everyone reads them under one permission and shares one memory. */
const PURPOSE = 'resident-portal';
/** What stands for a permission where the data is open to everyone. */
const OPEN_DATA_LICENCE = 'CC BY 4.0';

export interface AddressReaderParts {
  client: DagrClient;
  permissions: Permissions;
  clock: Clock;
  limits?: Partial<RecordCacheLimits> | undefined;
  /** Where the open data was taken in to; may read the schema `addresses`. */
  sql?: Sql | undefined;
}

/**
 * Reads addresses by code: as the register tells them now, and those that it does not hold, or does not answer, as its open
 * data told them when it was delivered.
 */
export class AddressReader {
  readonly #permissions: Permissions;
  readonly #cache: RecordCache<AddressRecord>;
  readonly #sql: Sql | undefined;

  constructor({ client, permissions, clock, limits, sql }: AddressReaderParts) {
    this.#permissions = permissions;
    this.#sql = sql;
    this.#cache = new RecordCache({
      source: ADDRESS_SOURCE,
      clock,
      ...(limits ? { limits } : {}),
      async fetch(codes, permission) {
        const { records } = await client.batch('vzd_address', { body: { Codes: codes }, permission, shape: wireAddressBatch });
        return new Map(records.map((record) => [record.code, record]));
      },
    });
  }

  /**
   * To show: from memory while fresh. Unknown addresses are left out, and what cannot be a code is not asked for.
   *
   * @throws REGISTER_UNAVAILABLE when the register does not answer and the open data does not know them all
   */
  async read(codes: readonly string[], signal?: AbortSignal): Promise<Map<string, Sourced<AddressRecord>>> {
    const asked = codes.filter(isAddressCode);
    let failure: RegisterUnavailableError | null = null;
    const found = await this.#ask(asked, signal).catch((error: unknown) => {
      if (!(error instanceof RegisterUnavailableError)) throw error;
      failure = error;
      return new Map<string, Sourced<AddressRecord>>();
    });
    const missing = asked.filter((code) => !found.has(code));
    if (missing.length === 0) return found;
    for (const sourced of await this.#fromOpenData(missing)) found.set(sourced.value.code, sourced);
    if (failure && !missing.every((code) => found.has(code))) throw failure;
    return found;
  }

  permission(): string {
    return this.#permissions.numberFor(PURPOSE, ADDRESS_SOURCE);
  }

  get cacheCounts(): CacheCounts {
    return this.#cache.counts;
  }

  isStale(readAt: Temporal.Instant): boolean {
    return this.#cache.isStale(readAt);
  }

  purge(codes: readonly string[]): void {
    this.#cache.purge(codes);
  }

  /** Forgets everything. */
  clear(): void {
    this.#cache.clear();
  }

  async #ask(codes: readonly string[], signal: AbortSignal | undefined): Promise<Map<string, Sourced<AddressRecord>>> {
    return this.#cache.readMany(codes, { permission: this.permission(), signal });
  }

  async #fromOpenData(codes: readonly string[]): Promise<Sourced<AddressRecord>[]> {
    const told = this.#sql ? await openDataOf(this.#sql, codes) : [];
    return told.map(({ record, deliveredOn }) => ({
      value: record, source: OPEN_DATA_SOURCE, readAt: startOfDay(parseDay(deliveredOn)), permission: OPEN_DATA_LICENCE,
    }));
  }
}
