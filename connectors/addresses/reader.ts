import type { Sql } from '#kernel/database.ts';
import { parseDay, startOfDay } from '#kernel/days.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import type { DagrClient } from '../dagr/client.ts';
import { within } from '../dagr/field-tree.ts';
import type { Grant } from '../dagr/grant.ts';
import { demandOpen } from '../dagr/permissions.ts';
import type { Urgency } from '../dagr/urgency.ts';
import { ADDRESS_FRESHNESS } from '../records/freshness.ts';
import { RecordReader, type ReaderParts, type Sourced } from '../records/record-reader.ts';
import { ADDRESS_SOURCE, isAddressCode, NEEDED_ADDRESS_FIELDS, OPEN_DATA_SOURCE, wireAddressBatch, type AddressRecord } from './record.ts';
import { openDataOf, successorsOf } from './search.ts';

/** Addresses are public: everyone reads them under one permission and shares one memory. */
const PURPOSE = 'resident-portal';
/** What stands for a permission where the data is open to everyone. */
const OPEN_DATA_LICENCE = 'CC BY 4.0';

export interface AddressReaderParts extends ReaderParts {
  /** Where the open data was taken in to; may read the schema `addresses`. */
  openData?: Sql | undefined;
}

/**
 * Reads addresses by code: as the register tells them, and those that it does not hold, or does not answer, as its open data
 * told them when it was delivered.
 */
export class AddressReader {
  readonly #parts: AddressReaderParts;
  readonly #records: RecordReader<AddressRecord>;

  constructor(parts: AddressReaderParts) {
    const { client, policy = ADDRESS_FRESHNESS } = parts;
    this.#parts = parts;
    this.#records = new RecordReader({
      ...parts,
      dataSet: ADDRESS_SOURCE,
      policy,
      versionOf: ({ version }) => version,
      knownVersion: (sql, id) => sql`(select version from addresses.address where code = ${id} and status <> 'DELETED')`,
      fetch: async (codes, reading) => new Map((await readByAddressCodes(client, codes, reading)).map((record) => [record.code, record])),
    });
  }

  /** To show. Unknown addresses are left out, and what cannot be a code is not asked for; in place of one that nobody tells now stands why. */
  async read(codes: readonly string[], signal?: AbortSignal): Promise<Map<string, Sourced<AddressRecord> | Error>> {
    const asked = codes.filter(isAddressCode);
    const found = await this.#ask(asked, signal);
    const missing = asked.filter((code) => !found.has(code) || found.get(code) instanceof RegisterUnavailableError);
    if (missing.length > 0) for (const sourced of await this.#fromOpenData(missing)) found.set(sourced.value.code, sourced);
    await this.#tellSuccessors(found);
    return found;
  }

  get grant(): Grant {
    return this.#parts.permissions.grantFor(PURPOSE, ADDRESS_SOURCE);
  }

  get standing(): RecordReader<AddressRecord>['standing'] {
    return this.#records.standing;
  }

  /** Forgets everything that was read. */
  forget(): Promise<void> {
    return this.#records.forget();
  }

  /** Waits until what was read so far is kept for other instances too. */
  settled(): Promise<void> {
    return this.#records.settled();
  }

  /** Before the register has told what it allows, it is as good as away. */
  async #ask(codes: readonly string[], signal: AbortSignal | undefined): Promise<Map<string, Sourced<AddressRecord> | Error>> {
    try {
      return await this.#records.read(codes, { grant: this.grant, urgency: 'shown', demand: 'shown', signal });
    } catch (error) {
      if (!(error instanceof RegisterUnavailableError)) throw error;
      return new Map(codes.map((code) => [code, error]));
    }
  }

  /** The register may not say what an abolished address was merged into, where the history that it publishes does. */
  async #tellSuccessors(found: Map<string, Sourced<AddressRecord> | Error>): Promise<void> {
    const { openData } = this.#parts;
    const silent = [...found].flatMap(([code, told]) => (told instanceof Error || told.value.status === 'ACTIVE' || told.value.successor !== null ? [] : [[code, told] as const]));
    if (!openData || silent.length === 0) return;
    const successors = await successorsOf(openData, silent.map(([code]) => code));
    for (const [code, told] of silent) if (successors.has(code)) found.set(code, { ...told, value: { ...told.value, successor: successors.get(code)! } });
  }

  async #fromOpenData(codes: readonly string[]): Promise<Sourced<AddressRecord>[]> {
    const { openData, policy = ADDRESS_FRESHNESS, clock } = this.#parts;
    const told = openData ? await openDataOf(openData, codes) : [];
    return told.map(({ record, deliveredOn }) => {
      const readAt = startOfDay(parseDay(deliveredOn));
      const isStale = clock.now().epochMilliseconds - readAt.epochMilliseconds > policy.freshForMs;
      return { value: record, source: OPEN_DATA_SOURCE, readAt, permission: OPEN_DATA_LICENCE, isStale, freshForMs: policy.freshForMs };
    });
  }
}

/** Addresses by code, at most 100; nothing that the permission does not open. */
export async function readByAddressCodes(
  client: DagrClient,
  codes: readonly string[],
  { grant, urgency, signal }: { grant: Grant; urgency: Urgency; signal?: AbortSignal | undefined },
): Promise<AddressRecord[]> {
  demandOpen(grant, NEEDED_ADDRESS_FIELDS);
  const body = { Codes: codes, ...(grant.tree.fields === null ? {} : { Fields: grant.tree.fields }) };
  return (await client.batch(ADDRESS_SOURCE, { body, grant, urgency, shape: within(grant.tree, wireAddressBatch), signal })).records;
}
