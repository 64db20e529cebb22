import type { Clock } from '#kernel/clock.ts';
import type { DagrClient } from '../dagr/client.ts';
import { BATCH_MOST } from '../dagr/config.ts';
import type { Permissions } from '../dagr/permissions.ts';
import { RecordCache, type CacheCounts, type RecordCacheLimits, type Sourced } from '../dagr/record-cache.ts';
import type { CodeBook } from './code-book.ts';
import { identify } from './identify.ts';
import type { PersonFacts } from './projection.ts';
import { toProjected, type PersonRecord } from './record.ts';
import { wirePerson, wirePersonBatch, type WirePerson } from './wire.ts';

export const POPULATION_SOURCE = 'fpr_person';

/** Why and for how long something is read. */
export interface Reading {
  /** Maps to a permission of the register. */
  purpose: string;
  signal?: AbortSignal | undefined;
}

export interface PopulationReaderParts {
  client: DagrClient;
  permissions: Permissions;
  codeBook: CodeBook;
  clock: Clock;
  limits?: Partial<RecordCacheLimits> | undefined;
}

/**
 * Reads persons by id.
 *
 * @throws FORBIDDEN for a purpose without a permission, REGISTER_UNAVAILABLE when the register does not answer
 */
export class PopulationReader {
  readonly #parts: PopulationReaderParts;
  readonly #cache: RecordCache<PersonRecord>;
  #isDiscovering = () => false;

  constructor(parts: PopulationReaderParts) {
    this.#parts = parts;
    this.#cache = new RecordCache({
      source: POPULATION_SOURCE,
      clock: parts.clock,
      ...(parts.limits ? { limits: parts.limits } : {}),
      fetch: (ids, permission) => this.#fetch(ids, permission),
    });
  }

  /** While everyone is being discovered, somebody who is not known may well exist. */
  get isDiscovering(): boolean {
    return this.#isDiscovering();
  }

  /** @param isDiscovering asked of whoever follows the register here */
  discoveredBy(isDiscovering: () => boolean): void {
    this.#isDiscovering = isDiscovering;
  }

  /** To show: from memory while fresh. Unknown people are left out. */
  read(ids: readonly string[], { purpose, signal }: Reading): Promise<Map<string, Sourced<PersonRecord>>> {
    return this.#cache.readMany(ids, { permission: this.permissionFor(purpose), signal });
  }

  /** To decide on: read from the register now, the people they are tied to included. Unknown people are left out. */
  async readFresh(ids: readonly string[], { purpose, signal }: Reading): Promise<Map<string, PersonFacts>> {
    const permission = this.permissionFor(purpose);
    const people = await this.#cache.readMany(ids, { permission, fresh: true, signal });
    const others = new Set([...people.values()].flatMap(({ value }) => value.ties.map(({ otherId }) => otherId)));
    const missing = [...others].filter((id) => !people.has(id));
    const known = new Map([...people, ...(await this.#cache.readMany(missing, { permission, fresh: true, signal }))]);
    const today = this.#parts.clock.today().toString();
    return new Map([...people].map(([id, { value }]) => {
      const { version: _, ties, ...facts } = toProjected(value, today);
      return [id, {
        ...facts,
        ties: ties.map((tie) => {
          const other = known.get(tie.otherId)?.value;
          return { ...tie, birthDay: other?.birthDay ?? null, vital: other?.vital ?? null };
        }),
      }];
    }));
  }

  /** Finds who has or had a code; null when the register knows nobody. */
  async findByCode(code: string, { purpose, signal }: Reading): Promise<string | null> {
    const permission = this.permissionFor(purpose);
    const { client, codeBook } = this.#parts;
    const known = (await codeBook.idsOf([code])).get(code);
    if (known) return known;
    const wire = await client.read({
      register: 'population', path: client.paths.read.fpr_person, body: { PersonCode: code }, permission, shape: wirePerson, signal,
    });
    if (!wire) return null;
    const [record] = await identify([wire], { codeBook, read: (codes) => this.#readByCodes(codes, permission) });
    return record?.personId ?? null;
  }

  /** Today's personal code of a person, by the code book; checked against the purpose like everything else of them. */
  async personalCodeOf(id: string, { purpose }: Reading): Promise<string | null> {
    this.permissionFor(purpose);
    return (await this.#parts.codeBook.codesOf([id])).get(id) ?? null;
  }

  permissionFor(purpose: string): string {
    return this.#parts.permissions.numberFor(purpose, POPULATION_SOURCE);
  }

  get cacheCounts(): CacheCounts {
    return this.#cache.counts;
  }

  isStale(readAt: Temporal.Instant): boolean {
    return this.#cache.isStale(readAt);
  }

  /** Forgets people whose records changed. */
  purge(ids: readonly string[]): void {
    this.#cache.purge(ids);
  }

  /** Forgets everything. */
  clear(): void {
    this.#cache.clear();
  }

  async #fetch(ids: string[], permission: string): Promise<Map<string, PersonRecord>> {
    const { codeBook } = this.#parts;
    const codes = await codeBook.codesOf(ids);
    if (codes.size === 0) return new Map();
    const wires = await this.#readByCodes([...codes.values()], permission);
    const records = await identify(wires, { codeBook, read: (strangers) => this.#readByCodes(strangers, permission) });
    return new Map(records.map((record) => [record.personId, record]));
  }

  async #readByCodes(codes: string[], permission: string): Promise<WirePerson[]> {
    return readByCodes(this.#parts.client, codes, { permission });
  }
}

/** Records by code, in batches of 100, one batch after the other. */
export async function readByCodes(
  client: DagrClient,
  codes: string[],
  { permission, signal }: { permission: string; signal?: AbortSignal | undefined },
): Promise<WirePerson[]> {
  const found: WirePerson[] = [];
  for (let at = 0; at < codes.length; at += BATCH_MOST) {
    const body = { PersonCodes: codes.slice(at, at + BATCH_MOST) };
    found.push(...(await client.batch('fpr_person', { body, permission, shape: wirePersonBatch, signal })).records);
  }
  return found;
}
