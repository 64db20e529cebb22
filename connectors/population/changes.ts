import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import type { DagrClient } from '../dagr/client.ts';
import { Follower, type FeedSource } from '../dagr/follower.ts';
import type { Permissions } from '../dagr/permissions.ts';
import type { CodeBook } from './code-book.ts';
import { identify } from './identify.ts';
import { POPULATION_SOURCE, readByCodes, type PopulationReader } from './reader.ts';
import type { PersonRecord } from './record.ts';
import { wirePersonChanges, type WirePerson } from './wire.ts';

/** A changed person as the register holds them now. */
export interface ChangedPerson {
  person: PersonRecord;
  /** First seen in the discovery of everyone: nobody is told of it. */
  isDiscovery: boolean;
}

export interface PopulationFollowing {
  sql: Sql;
  /** The schema with the table `feed`. */
  schema: string;
  logger: Logger;
  random: Random;
  pollMs?: number;
  /** The purpose under which the projection is kept. */
  purpose: string;
  /** What a change means to the hub; in the transaction that moves the cursor. */
  apply(tx: Sql, changed: ChangedPerson[]): Promise<void>;
}

/** Follows the population register: codes become ids, effects happen, then memory forgets exactly who changed. */
export function followPopulation(
  parts: { client: DagrClient; permissions: Permissions; codeBook: CodeBook; reader: PopulationReader },
  following: PopulationFollowing,
): Follower<WirePerson> {
  const { client, permissions, codeBook, reader } = parts;
  const { purpose, apply, ...rest } = following;
  const permission = () => permissions.numberFor(purpose, POPULATION_SOURCE);
  const source: FeedSource<WirePerson> = {
    page: (after, limit, signal) =>
      client.changes('fpr_person', { after, limit }, { permission: permission(), shape: wirePersonChanges, signal }),
    records: (codes, signal) => readByCodes(client, codes, { permission: permission(), signal }),
    keysOf: (record) => [record.PersonCode, ...record.FormerCodes],
    versionOf: (record) => record.Version,
  };
  const follower = new Follower<WirePerson>({
    ...rest,
    name: POPULATION_SOURCE,
    source,
    async apply(tx, changed) {
      const isDiscovery = new Map(changed.map(({ record, isDiscovery: silent }) => [record.PersonCode, silent]));
      const wires = changed.map(({ record }) => record);
      const people = await identify(wires, { codeBook, tx, read: (codes) => readByCodes(client, codes, { permission: permission() }) });
      // Same order as the wires, except that nobody is left out: every changed record identifies itself.
      await apply(tx, people.map((person, at) => ({ person, isDiscovery: isDiscovery.get(wires[at]!.PersonCode)! })));
      return () => reader.purge(people.map(({ personId }) => personId));
    },
    overtaken: () => reader.clear(),
  });
  reader.discoveredBy(() => follower.progress !== null);
  return follower.start();
}
