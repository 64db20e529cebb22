import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { followAddresses } from './addresses/changes.ts';
import { KnownTerritories } from './addresses/known-territories.ts';
import { openAddressSearch, type AddressSearch } from './addresses/index/address-search.ts';
import { followMunicipalityMergers, type MergerFollowing } from './addresses/municipality-mergers.ts';
import { AddressReader } from './addresses/reader.ts';
import { ADDRESS_SOURCE } from './addresses/record.ts';
import type { Territories } from './addresses/territories.ts';
import { DagrClient } from './dagr/client.ts';
import { registerOf, type DagrConfig } from './dagr/config.ts';
import type { FollowedBy } from './dagr/follower-options.ts';
import type { Following } from './dagr/following.ts';
import type { RegisterObserver } from './dagr/measures.ts';
import { keepLearning } from './dagr/learning.ts';
import { Permissions } from './dagr/permissions.ts';
import { purposes } from './dagr/purposes.ts';
import { CallsLately } from './dagr/recent-calls.ts';
import { shareChanges } from './permission-changes.ts';
import { followPopulation, type PopulationFollowing } from './population/changes.ts';
import type { CodeBook } from './population/code-book.ts';
import { POPULATION_SOURCE, PopulationReader } from './population/reader.ts';
import { ChangeStream } from './records/change-stream.ts';
import type { FreshnessPolicy } from './records/freshness.ts';
import type { MemoryLimits } from './records/memory-layer.ts';
import { lookingTogether, type RegistersStanding, type SharedStanding } from './standing.ts';

/** The hub's whole view of outside registers. */
export interface Connectors {
  population: PopulationReader;
  addresses: AddressReader;
  /** Made when it is first asked for: only where addresses are searched is there an index of them. */
  readonly addressSearch: AddressSearch;
  /** Municipalities, and what has become part of what. */
  territories: Territories;
  /** What has changed, for every instance. */
  stream: ChangeStream;
  permissions: Permissions;
  followPopulation(following: PopulationFollowing): Following;
  followAddresses(following: FollowedBy): Following;
  followMunicipalityMergers(following: MergerFollowing): Following;
  standing(): RegistersStanding;
  /** Asks the database. */
  sharedStanding(): Promise<SharedStanding[]>;
  /** Forgets what was read from the registers, on every level, so that the next read goes there. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectorsParts {
  dagr: DagrConfig;
  memory?: Partial<MemoryLimits>;
  policies?: { population?: FreshnessPolicy; addresses?: FreshnessPolicy };
  clock: Clock;
  logger: Logger;
  random: Random;
  /** Between codes and ids; kept by the persons subgraph. */
  codeBook: CodeBook;
  /** Under the role of the schema `registers`: what instances share of what they have read. */
  sql: Sql;
  /** The same on connections of its own, so that changes are heard of however much is read. */
  streamSql: Sql;
  /** 32 bytes: what is shared is encrypted. */
  recordsKey: Uint8Array;
  /** Under the role of the schema `addresses`: where their open data was taken in to. */
  addressesSql: Sql;
  /** Told of every call to a register. */
  observe?: RegisterObserver | undefined;
}

/** Makes the connectors. Nothing waits for a register here: the hub starts whether or not one answers. */
export async function createConnectors({ dagr, memory, policies, clock, logger, random, codeBook, sql, streamSql, recordsKey, addressesSql, observe }: ConnectorsParts): Promise<Connectors> {
  const calls = new CallsLately();
  const client: DagrClient = new DagrClient({ config: dagr, clock, logger, random, observe: calls.beside(observe), refused: () => permissions.doubt() });
  const permissions: Permissions = new Permissions({ client, purposes: dagr.purposes ?? purposes, clock, logger });
  const stream = new ChangeStream({ sql: streamSql, logger });
  const common = { client, permissions, clock, logger, sql, key: recordsKey, stream, memory };
  const known = new KnownTerritories({ sql: addressesSql, stream, logger });
  const population = new PopulationReader({ ...common, codeBook, territories: known.territories, policy: policies?.population });
  const addresses = new AddressReader({ ...common, openData: addressesSql, policy: policies?.addresses });
  let search: AddressSearch | null = null;
  stream.listen(ADDRESS_SOURCE, {
    changed: (changes) => void search?.changed(changes.map(({ id }) => id)),
    missed: () => void search?.rebuild(),
  });
  shareChanges({ permissions, stream, sql, logger });
  stream.start();
  await known.refresh();
  const learning = keepLearning(permissions);
  const followings: Following[] = [];
  const kept = (following: Following): Following => (followings.push(following), following);
  return {
    population,
    addresses,
    get addressSearch() {
      return (search ??= openAddressSearch({ sql: addressesSql, logger }));
    },
    territories: known.territories,
    stream,
    permissions,
    followPopulation: (following) => kept(followPopulation({ client, permissions, codeBook, stream, reader: population }, following)),
    followAddresses: (following) => kept(followAddresses({ client, stream, reader: addresses }, following)),
    followMunicipalityMergers: (following) => kept(followMunicipalityMergers({ client, reader: addresses, stream, known, lock: POPULATION_SOURCE }, following)),
    standing: () => ({
      registers: client.standing().map((one) => ({ ...one, calls: calls.of(one.register) })),
      feeds: followings.flatMap(({ standings }) => standings),
      permissions: permissions.standing(),
      caches: [{ register: 'population', standing: population.standing }, { register: 'addresses', standing: addresses.standing }],
      isListening: stream.isListening(),
      addressSearch: search?.standing() ?? null,
    }),
    sharedStanding: lookingTogether(async () =>
      (await stream.standing()).map(({ dataSet, position, consumed, instances, records }) => ({ register: registerOf[dataSet], told: position, consumed, instances, records }))),
    forget: async () => void (await Promise.all([population.forget(), addresses.forget()])),
    async close() {
      await Promise.all([learning.close(), stream.close(), known.close(), search?.close()]);
      client.close();
    },
  };
}
