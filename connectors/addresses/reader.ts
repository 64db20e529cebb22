import type { Clock } from '#kernel/clock.ts';
import type { DagrClient } from '../dagr/client.ts';
import type { Permissions } from '../dagr/permissions.ts';
import { RecordCache, type RecordCacheLimits, type Sourced } from '../dagr/record-cache.ts';
import { isAddressCode, wireAddressBatch, type AddressRecord } from './record.ts';

export const ADDRESS_SOURCE = 'vzd_address';
/** Addresses are public: everyone reads them under one permission and shares one memory. */
const PURPOSE = 'resident-portal';

export interface AddressReaderParts {
  client: DagrClient;
  permissions: Permissions;
  clock: Clock;
  limits?: Partial<RecordCacheLimits> | undefined;
}

/** Reads addresses by code. @throws REGISTER_UNAVAILABLE when the register does not answer */
export class AddressReader {
  readonly #permissions: Permissions;
  readonly #cache: RecordCache<AddressRecord>;

  constructor({ client, permissions, clock, limits }: AddressReaderParts) {
    this.#permissions = permissions;
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

  /** To show: from memory while fresh. Unknown addresses are left out, and what cannot be a code is not asked for. */
  read(codes: readonly string[], signal?: AbortSignal): Promise<Map<string, Sourced<AddressRecord>>> {
    return this.#cache.readMany(codes.filter(isAddressCode), { permission: this.permission(), signal });
  }

  permission(): string {
    return this.#permissions.numberFor(PURPOSE, ADDRESS_SOURCE);
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
}
