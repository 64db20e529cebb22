import { systemClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { createLogger } from '#kernel/logger.ts';
import type { Grant } from '../dagr/grant.ts';
import { ChangeStream, publishChanges } from './change-stream.ts';
import { PEOPLE_FRESHNESS } from './freshness.ts';
import type { Answers, Asking, Change, Demand } from './layer.ts';
import { RecordReader, type Sourced } from './record-reader.ts';
import type { SharedLayerParts } from './shared-layer.ts';

/** A record as small as one can be. */
export interface Thing {
  id: string;
  version: number;
}

/** A whole permission for a purpose. */
export function grantFor(purpose: string, number = '22791'): Grant {
  const tree = { fingerprint: 'all', fields: null, prune: <T extends object>(record: T) => record };
  return { purpose, dataSet: 'fpr_person', number, tree, access: `${purpose} ${number} all`, spend: () => {} };
}

export function asking(demand: Demand = 'shown', grant = grantFor('resident-portal')): Asking {
  return { grant, demand, urgency: demand === 'register' ? 'decision' : 'shown' };
}

/** A register that holds what it is given, remembers what it was asked, fails when told, and answers late when held. */
export class ScriptedRegister {
  readonly records = new Map<string, number>();
  readonly calls: string[][] = [];
  isDown = false;
  #gate: PromiseWithResolvers<void> | null = null;

  readonly fetch = async (ids: string[]): Promise<Map<string, Thing>> => {
    this.calls.push(ids);
    // What it will answer stands when it is asked, however late the answer comes.
    const found = new Map(ids.filter((id) => this.records.has(id)).map((id) => [id, { id, version: this.records.get(id)! }]));
    const { isDown } = this;
    await this.#gate?.promise;
    if (isDown) throw new RegisterUnavailableError('population');
    return found;
  };

  /** Calls that begin now end when `release` is called. */
  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = null;
  }
}

/** Versions by id; null for an id that nobody has, and the code of what failed. */
export function versionsIn(answers: Answers<Thing>): Record<string, number | string | null> {
  return Object.fromEntries([...answers].map(([id, answer]) =>
    [id, answer instanceof Error ? String((answer as { extensions?: { code?: unknown } }).extensions?.code ?? answer.message) : answer.version]));
}

export function versionOf(sourced: Sourced<Thing> | Error | undefined): number | Error | undefined {
  return sourced instanceof Error ? sourced : sourced?.value.version;
}

/** Lets what waits for nothing but its turn go on. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A database of a test's own. */
interface Database {
  as(schema: string, options: { max: number }): Sql;
  admin: Sql;
  close(): Promise<void>;
}

export interface InstanceOptions {
  now?: () => number;
  /** Versions that the hub has taken in. */
  known?: ReadonlyMap<string, number>;
  /** Where those are looked up instead. */
  knownVersion?: SharedLayerParts<Thing>['knownVersion'];
  /** Where what is shared is kept, and where changes are heard of; the database of all unless told. */
  sql?: Sql;
  streamSql?: Sql;
}

/** Instances of a hub over one database, each with a memory of its own. */
export class Instances {
  readonly sql: Sql;
  readonly admin: Sql;
  readonly #database: Database;
  readonly #clock = systemClock();
  readonly #opened: RecordReader<Thing>[] = [];

  constructor(database: Database) {
    this.#database = database;
    this.admin = database.admin;
    this.sql = database.as('registers', { max: 8 });
  }

  /** One that has not heard of anything yet. */
  start(register: Pick<ScriptedRegister, 'fetch'>, options: InstanceOptions = {}) {
    const { now, sql = this.sql, streamSql = this.sql } = options;
    const logger = createLogger('silent');
    const stream = new ChangeStream({ sql: streamSql, logger, ...(now ? { now } : {}) });
    const known = JSON.stringify(Object.fromEntries(options.known ?? []));
    const reader = new RecordReader<Thing>({
      permissions: { onChanged: () => () => {} },
      dataSet: 'fpr_person', policy: PEOPLE_FRESHNESS, clock: this.#clock, logger, sql, stream, key: Buffer.alloc(32, 7), lagWaitsMs: [1, 2],
      fetch: register.fetch,
      versionOf: ({ version }) => version,
      knownVersion: options.knownVersion ?? ((db, id) => db`(${known}::text::jsonb ->> ${id})::bigint`),
    });
    this.#opened.push(reader);
    const read = async (id: string, demand: Demand = 'shown') => (await reader.read([id], asking(demand))).get(id);
    return { stream, reader, read };
  }

  /** One that hears of changes when it is told to, and has done so. */
  async open(register: Pick<ScriptedRegister, 'fetch'>, options: InstanceOptions = {}) {
    const instance = this.start(register, options);
    await instance.stream.hear();
    return instance;
  }

  async publish(changes: readonly Change[]): Promise<void> {
    await this.sql.begin((tx) => publishChanges(tx as unknown as Sql, 'fpr_person', changes));
  }

  /** Until a statement waits for what another transaction holds. */
  async untilHeldUp(): Promise<void> {
    while ((await this.admin`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length === 0) await turns(1);
  }

  /** As a crash of the database does: what is not logged is gone. */
  async empty(): Promise<void> {
    await this.admin`truncate registers.record, registers.change, registers.stream, registers.instance`;
  }

  async settled(): Promise<void> {
    for (const reader of this.#opened.splice(0)) await reader.settled();
  }

  async close(): Promise<void> {
    this.#clock.close();
    await this.#database.close();
  }
}
