import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Consumer } from '#kernel/events/consumer.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import type { Connectors } from '#connectors/connectors.ts';

/** What the system gives every subgraph. */
export interface SubgraphServices {
  /** The runtime role of this subgraph's own schema. */
  sql: Sql;
  log: EventLog;
  clock: Clock;
  random: Random;
  logger: Logger;
  connectors: Connectors;
  config: SubgraphConfig;
}

export interface SubgraphConfig {
  keys: Keys;
  /** Only where the sandbox runs: who its named identities are. */
  sandbox: { identities: Record<string, string> } | null;
}

/** Secrets of the hub, 32 bytes each, derived from one. */
export interface Keys {
  personId: Uint8Array;
  codeHash: Uint8Array;
  codeEncryption: Uint8Array;
}

export interface RequestInfo {
  viewer: Viewer | null;
  requestId: string;
  /** The header X-Purpose as it came, to be passed on. */
  purpose?: string | null;
  signal?: AbortSignal | undefined;
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
  /** A line for each long work that still goes on, such as "population: 4000 of 20000 records"; none when there is none. */
  progress?(): string[];
  close(): Promise<void>;
}

export interface SubgraphModule {
  name: string;
  schema: string;
  /** `import.meta.url` of the module: its schema.graphql and migrations stand beside. */
  folder: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  resolvers: GraphQLResolverMap<any>;
  context(services: SubgraphServices): (request: RequestInfo) => BaseContext;
  /** Fills in what a new hub knows from the start; running it again changes nothing. */
  seed?(services: SubgraphServices): Promise<void>;
  /** The work behind it, which one process at a time does for all. */
  start?(services: SubgraphServices): Promise<Background>;
  /** What a process that only answers must hear of, while others do the work. @returns how to stop listening */
  attend?(services: SubgraphServices): () => Promise<void>;
  /** What the runtime role needs beyond its own schema. */
  grants?: { privilege: 'select' | 'insert, update, delete, select'; on: string }[];
}

export function defineSubgraph(module: Omit<SubgraphModule, 'resolvers'> & { resolvers: object }): SubgraphModule {
  return module as SubgraphModule;
}
