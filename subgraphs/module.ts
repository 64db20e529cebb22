import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Consumer } from '#kernel/events/consumer.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import type { Tail } from '#kernel/events/tail.ts';
import type { Freshness } from '#kernel/freshness.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import type { Connectors } from '#connectors/connectors.ts';
import type { EventsObserver, EventsStanding } from './events/measures.ts';
import type { Survivors } from './survivors.ts';

/** What the system gives every subgraph. */
export interface SubgraphServices {
  /** The runtime role of this subgraph's own schema. */
  sql: Sql;
  log: EventLog;
  /** The newest end of the log, read once for everybody in this process. */
  tail: Tail;
  clock: Clock;
  random: Random;
  logger: Logger;
  connectors: Connectors;
  /** Told of what is delivered and published, for operators. */
  observe: EventsObserver;
  /** Who bears an id today that was given up in a merger. */
  survivors: Pick<Survivors, 'of'>;
  config: SubgraphConfig;
}

export interface SubgraphConfig {
  keys: Keys;
  /** Only where the sandbox runs: who its named identities are. */
  sandbox: { identities: Record<string, string> } | null;
  /** Null where there is none: the hub then runs on its own log alone. */
  nats: NatsConfig | null;
  webhooks: {
    /** Whether receivers may lie within the hub's own network. */
    allowPrivate: boolean;
  };
}

/** Secrets of the hub, 32 bytes each, derived from one. */
export interface Keys {
  personId: Uint8Array;
  codeHash: Uint8Array;
  codeEncryption: Uint8Array;
  /** For records of registers that instances share. */
  records: Uint8Array;
  /** For the secrets that webhooks are signed with. */
  webhookSecrets: Uint8Array;
  /** What certificates are signed with. */
  certificates: Uint8Array;
}

/** How the bus is reached that carries events between machines. */
export interface NatsConfig {
  /** One address or several of a cluster, parted by commas. */
  url: string;
  /** A file with the credentials of the hub's user. */
  credentialsPath: string | null;
  /** How many servers keep each message. */
  replicas: number;
}

export interface RequestInfo {
  viewer: Viewer | null;
  requestId: string;
  /** The header X-Purpose as it came, to be passed on. */
  purpose?: string | null;
  signal?: AbortSignal | undefined;
  /** Takes note of how long the answer may be kept. */
  freshness?: Freshness | undefined;
}

/** What every resolver can rely on; each subgraph's context adds its loaders. */
export interface BaseContext extends RequestInfo {
  clock: Clock;
  services: SubgraphServices;
}

/** What keeps running behind a subgraph: consumers of the log, followers of a register. */
export interface Background {
  consumers: Consumer[];
  /** Other work whose end `Network.settled` waits for. */
  settled?(): Promise<void>;
  /** What operators see of it. */
  standing?: (() => EventsStanding) | undefined;
  /** A line for each long work that still goes on, such as "population: 4000 of 20000 records"; none when there is none. */
  progress?(): string[];
  close(): Promise<void>;
}

/**
 * How long what is shown may be kept: as long as the data of the registers it was made of, which are noted where they are
 * read; as long as a catalogue; or never, for it may change at any moment.
 */
export type Keeping = 'REGISTER' | 'CATALOGUE' | 'NEVER';

export interface SubgraphModule {
  name: string;
  schema: string;
  /** `import.meta.url` of the module: its schema.graphql and migrations stand beside. */
  folder: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  resolvers: GraphQLResolverMap<any>;
  context(services: SubgraphServices): (request: RequestInfo) => BaseContext;
  /** By type, or by field as "Person.age"; with all that is below, where nothing else is said of it. */
  keeping?: Readonly<Record<string, Keeping>>;
  /** Fills in what a new hub knows from the start; running it again changes nothing. */
  seed?(services: SubgraphServices): Promise<void>;
  /** The work behind it, which one process at a time does for all. */
  start?(services: SubgraphServices): Promise<Background>;
  /** What the runtime role needs beyond its own schema. */
  grants?: { privilege: 'select' | 'insert, update, delete, select'; on: string }[];
}

export function defineSubgraph(module: Omit<SubgraphModule, 'resolvers'> & { resolvers: object }): SubgraphModule {
  return module as SubgraphModule;
}
