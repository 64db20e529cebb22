import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { followAddresses, type AddressFollowing } from './addresses/changes.ts';
import { AddressReader } from './addresses/reader.ts';
import { DagrClient } from './dagr/client.ts';
import type { DagrConfig } from './dagr/config.ts';
import type { Follower } from './dagr/follower.ts';
import type { FeedStanding, RegisterObserver } from './dagr/measures.ts';
import { Permissions } from './dagr/permissions.ts';
import { purposes } from './dagr/purposes.ts';
import type { CacheCounts, RecordCacheLimits } from './dagr/record-cache.ts';
import { followPopulation, type PopulationFollowing } from './population/changes.ts';
import type { CodeBook } from './population/code-book.ts';
import { PopulationReader } from './population/reader.ts';

/** The hub's whole view of outside registers. */
export interface Connectors {
  population: PopulationReader;
  addresses: AddressReader;
  followPopulation(following: PopulationFollowing): Pick<Follower<unknown>, 'settled' | 'poke' | 'close' | 'position' | 'progress'>;
  followAddresses(following: AddressFollowing): Pick<Follower<unknown>, 'settled' | 'poke' | 'close' | 'position' | 'progress'>;
  /** How far each change feed is followed. */
  feeds(): FeedStanding[];
  /** How often each register's memory had what was asked for. */
  caches(): { register: string; counts: CacheCounts }[];
  /** Forgets what was read from the registers, so that the next read goes there. */
  forget(): void;
  close(): Promise<void>;
}

export interface ConnectorsParts {
  dagr: DagrConfig;
  cache?: { population?: Partial<RecordCacheLimits>; addresses?: Partial<RecordCacheLimits> };
  clock: Clock;
  logger: Logger;
  random: Random;
  /** Between codes and ids; kept by the persons subgraph. */
  codeBook: CodeBook;
  /** Under the role of the schema `addresses`: where their open data was taken in to. */
  addressesSql?: Sql | undefined;
  /** Told of every call to a register. */
  observe?: RegisterObserver | undefined;
}

const LEARN_PERMISSIONS_AGAIN_MS = 60_000;
const LEARN_PERMISSIONS_SOON_MS = 2_000;

/** Makes the connectors. Nothing waits for a register here: the hub starts whether or not one answers. */
export async function createConnectors({ dagr, cache, clock, logger, random, codeBook, addressesSql, observe }: ConnectorsParts): Promise<Connectors> {
  const client = new DagrClient({ config: dagr, clock, logger, random, observe });
  const permissions = new Permissions({ client, purposes: dagr.purposes ?? purposes, clock, logger });
  const population = new PopulationReader({ client, permissions, codeBook, clock, limits: cache?.population });
  const addresses = new AddressReader({ client, permissions, clock, limits: cache?.addresses, sql: addressesSql });
  const stopLearning = keepLearning(permissions);
  const followers: Pick<Follower<unknown>, 'standing'>[] = [];
  const kept = <F extends (typeof followers)[number]>(follower: F): F => (followers.push(follower), follower);
  return {
    population,
    addresses,
    followPopulation: (following) => kept(followPopulation({ client, permissions, codeBook, reader: population }, following)),
    followAddresses: (following) => kept(followAddresses({ client, reader: addresses }, following)),
    feeds: () => followers.map(({ standing }) => standing),
    caches: () => [{ register: 'population', counts: population.cacheCounts }, { register: 'addresses', counts: addresses.cacheCounts }],
    forget() {
      population.clear();
      addresses.clear();
    },
    close: stopLearning,
  };
}

/** Reads the permissions at once, then every minute; sooner while the register does not answer. */
function keepLearning(permissions: Permissions): () => Promise<void> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const learn = async () => {
    const learned = await permissions.refresh(stop.signal).then(() => true, () => false);
    if (!stop.signal.aborted) timer = setTimeout(go, learned ? LEARN_PERMISSIONS_AGAIN_MS : LEARN_PERMISSIONS_SOON_MS).unref();
  };
  const go = () => void (running = learn());
  go();
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await running;
  };
}
