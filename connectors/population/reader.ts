import type { Territories } from '../addresses/territories.ts';
import type { DagrClient } from '../dagr/client.ts';
import { BATCH_MOST, type DataSet } from '../dagr/config.ts';
import { within } from '../dagr/field-tree.ts';
import type { Grant } from '../dagr/grant.ts';
import { demandOpen } from '../dagr/permissions.ts';
import type { Urgency } from '../dagr/urgency.ts';
import { PEOPLE_FRESHNESS } from '../records/freshness.ts';
import { RecordReader, type ReaderParts, type Sourced } from '../records/record-reader.ts';
import type { CodeBook } from './code-book.ts';
import { identify } from './identify.ts';
import type { PersonFacts } from './projection.ts';
import { PROJECTED_FIELDS, toProjected, type PersonRecord } from './record.ts';
import { PERSON_FIELDS, wirePerson, wirePersonBatch, type WirePerson } from './wire.ts';

export const POPULATION_SOURCE = 'fpr_person' satisfies DataSet;

/** Why and for how long something is read. */
export interface Reading {
  /** Maps to a permission of the register. */
  purpose: string;
  signal?: AbortSignal | undefined;
}

export interface PopulationReaderParts extends ReaderParts {
  codeBook: CodeBook;
  /** Which municipality a residence lies in today. */
  territories: Territories;
}

/**
 * Reads persons by id.
 *
 * @throws FORBIDDEN for a purpose without a permission, REGISTER_UNAVAILABLE when the register does not answer
 */
export class PopulationReader {
  readonly #parts: PopulationReaderParts;
  readonly #records: RecordReader<PersonRecord>;
  #isDiscovering = () => false;

  constructor(parts: PopulationReaderParts) {
    const { policy = PEOPLE_FRESHNESS } = parts;
    this.#parts = parts;
    this.#records = new RecordReader({
      ...parts,
      dataSet: POPULATION_SOURCE,
      policy,
      versionOf: ({ version }) => version,
      knownVersion: (sql, id) => sql`(select version from population.fact where person_id = ${id}::uuid)`,
      fetch: (ids, reading) => this.#fetch(ids, reading),
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

  /** To show: as old as the policy lets it be. Unknown people are left out; in place of who cannot be told now stands why. */
  async read(ids: readonly string[], { purpose, signal }: Reading): Promise<Map<string, Sourced<PersonRecord> | Error>> {
    return this.#records.read(ids, { grant: this.#grantFor(purpose), urgency: 'shown', demand: 'shown', signal });
  }

  /**
   * To decide on: read from the register now, the people they are tied to included. Unknown people are left out.
   *
   * @throws REGISTER_UNAVAILABLE when any of them cannot be told now; FORBIDDEN when the permission opens less than is decided on
   */
  async readFresh(ids: readonly string[], { purpose, signal }: Reading): Promise<Map<string, PersonFacts>> {
    const grant = this.#grantFor(purpose);
    demandOpen(grant, PROJECTED_FIELDS);
    const readAll = async (all: readonly string[]) => demandAll(await this.#records.read(all, { grant, urgency: 'decision', demand: 'register', signal }));
    const people = await readAll(ids);
    const others = new Set([...people.values()].flatMap((record) => (record.ties ?? []).map(({ otherId }) => otherId)));
    const known = new Map([...people, ...(await readAll([...others].filter((id) => !people.has(id))))]);
    const today = this.#parts.clock.today().toString();
    return new Map([...people].map(([id, record]) => {
      const { version: _, ties, ...facts } = toProjected(record, today, this.#parts.territories);
      return [id, {
        ...facts,
        ties: ties.map((tie) => ({ ...tie, birthDay: known.get(tie.otherId)?.birthDay ?? null, vital: known.get(tie.otherId)?.vital ?? null })),
      }];
    }));
  }

  /** Finds who has or had a code; null when the register knows nobody. */
  async findByCode(code: string, { purpose, signal }: Reading): Promise<string | null> {
    const grant = this.#grantFor(purpose);
    const { client, codeBook } = this.#parts;
    const known = (await codeBook.idsOf([code])).get(code);
    if (known) return known;
    const wire = await client.read({
      register: 'population', path: client.paths.read.fpr_person, body: askFor(grant, { PersonCode: code }), grant, urgency: 'shown', shape: within(grant.tree, wirePerson, PERSON_FIELDS), signal,
    });
    if (!wire) return null;
    const [record] = await this.#identify([wire], { grant, urgency: 'shown' });
    return record?.personId ?? null;
  }

  /** Today's personal code of a person, by the code book; checked against the purpose like everything else of them. */
  async personalCodeOf(id: string, { purpose }: Reading): Promise<string | null> {
    this.#grantFor(purpose);
    return (await this.#parts.codeBook.codesOf([id])).get(id) ?? null;
  }

  /** Number of the permission that a purpose rests on. */
  permissionFor(purpose: string): string {
    return this.#grantFor(purpose).number;
  }

  get standing(): RecordReader<PersonRecord>['standing'] {
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

  #grantFor(purpose: string): Grant {
    return this.#parts.permissions.grantFor(purpose, POPULATION_SOURCE);
  }

  async #fetch(ids: string[], reading: { grant: Grant; urgency: Urgency }): Promise<Map<string, PersonRecord>> {
    const codes = await this.#parts.codeBook.codesOf(ids);
    if (codes.size === 0) return new Map();
    const records = await this.#identify(await readByCodes(this.#parts.client, [...codes.values()], reading), reading);
    return new Map(records.map((record) => [record.personId, record]));
  }

  #identify(wires: WirePerson[], reading: { grant: Grant; urgency: Urgency }): Promise<PersonRecord[]> {
    const { client, codeBook } = this.#parts;
    return identify(wires, { codeBook, read: (strangers) => readByCodes(client, strangers, reading) });
  }
}

/** Records by code, in batches of 100, one batch after the other; nothing that the permission does not open. */
export async function readByCodes(
  client: DagrClient,
  codes: string[],
  { grant, urgency, signal }: { grant: Grant; urgency: Urgency; signal?: AbortSignal | undefined },
): Promise<WirePerson[]> {
  const found: WirePerson[] = [];
  for (let at = 0; at < codes.length; at += BATCH_MOST) {
    const body = askFor(grant, { PersonCodes: codes.slice(at, at + BATCH_MOST) });
    found.push(...(await client.batch(POPULATION_SOURCE, { body, grant, urgency, shape: within(grant.tree, wirePersonBatch, PERSON_FIELDS), signal })).records);
  }
  return found;
}

function askFor({ tree }: Grant, body: object): object {
  return tree.fields === null ? body : { ...body, Fields: tree.fields };
}

function demandAll(found: Map<string, Sourced<PersonRecord> | Error>): Map<string, PersonRecord> {
  return new Map([...found].map(([id, sourced]) => {
    if (sourced instanceof Error) throw sourced;
    return [id, sourced.value];
  }));
}
