/** A register in memory that misbehaves as told, and a follower of it that keeps what it took in as the hub does. */
import type { Sql } from '#kernel/database.ts';
import { createLogger, type Logger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import type { FeedSource } from './feed-source.ts';
import type { FeedLine } from './feed.ts';
import type { ChangedRecord, FollowerOptions } from './follower-options.ts';
import { Follower } from './follower.ts';

export interface Thing {
  key: string;
  version: number;
  value: string;
  absorbed: string[];
}

export class MemoryRegister {
  /** Every line by position; null where its writer has not committed yet. */
  lines: (FeedLine & { isLate?: boolean })[] = [];
  first = 1;
  /** What each key was in each of its states, newest last; null where it is given out no more. */
  readonly history = new Map<string, (Thing | null)[]>();
  /** So many of the newest states of a key a replica does not have yet. */
  readonly lag = new Map<string, number>();
  /** Keys in batches that were asked for. */
  readonly asked: string[][] = [];
  pages = 0;

  put(key: string, value: string, absorbed: string[] = []): FeedLine & { isLate?: boolean } {
    const states = this.history.get(key) ?? [];
    const version = (states.findLast((state) => state !== null)?.version ?? 0) + 1;
    states.push({ key, version, value, absorbed });
    this.history.set(key, states);
    return this.#tell(key, version, false);
  }

  remove(key: string): FeedLine {
    const states = this.history.get(key)!;
    const version = states.findLast((state) => state !== null)!.version + 1;
    states.push(null);
    return this.#tell(key, version, true);
  }

  /** Begins anew with the records as they are. */
  reset(): void {
    this.lines = [];
    this.first = 1;
    for (const thing of this.now()) this.#tell(thing.key, thing.version, false);
  }

  now(): Thing[] {
    return [...this.history.values()].flatMap((states) => states.at(-1) ?? []);
  }

  get source(): Omit<FeedSource<Thing>, 'known'> {
    return {
      page: async (after, limit) => {
        this.pages++;
        const shown = this.lines.filter(({ position, isLate }) => position > after && position >= this.first && !isLate);
        const last = this.lines.findLast(({ isLate }) => !isLate)?.position ?? this.first - 1;
        return { lines: shown.slice(0, limit), first: this.first, last };
      },
      records: async (keys) => {
        this.asked.push(keys);
        const things = keys.flatMap((key) => this.#read(key) ?? []);
        return [...new Map(things.map((thing) => [thing.key, thing])).values()];
      },
      keysOf: ({ key }) => [key],
      absorbedKeysOf: ({ absorbed }) => absorbed,
      versionOf: ({ version }) => version,
    };
  }

  #read(key: string): Thing | null {
    const states = this.history.get(key) ?? [];
    const state = states.at(-1 - (this.lag.get(key) ?? 0)) ?? null;
    return state ?? this.now().find(({ absorbed }) => absorbed.includes(key)) ?? null;
  }

  #tell(key: string, version: number, isRemoved: boolean): FeedLine {
    const line = { position: (this.lines.at(-1)?.position ?? this.first - 1) + 1, key, version, changedAt: null, isRemoved };
    this.lines.push(line);
    return line;
  }
}

/** Of one register: what is kept of it, and each change that was told. */
export interface Kept {
  options(more?: Partial<FollowerOptions<Thing>>): FollowerOptions<Thing>;
  follow(more?: Partial<FollowerOptions<Thing>>): Follower<Thing>;
  things(): Promise<Record<string, string>>;
  told(): Promise<string[]>;
}

/** @param admin may make the tables, in which a thing stands as a person does in the projection */
export async function keepThings(admin: Sql, sql: Sql, name: string, register: MemoryRegister, logger: Logger = createLogger('silent')): Promise<Kept> {
  const [things, told] = [`persons.${name}_things`, `persons.${name}_told`];
  await admin.unsafe(`create table ${things} (key text primary key, version bigint not null, value text not null)`);
  await admin.unsafe(`create table ${told} (id bigint generated always as identity, what text not null)`);
  await admin.unsafe(`grant all on ${things}, ${told} to public`);
  const apply = async (tx: Sql, changed: ChangedRecord<Thing>[], removed: string[]) => {
    const rows = await tx`select * from ${tx(things)} where key = any(${changed.map(({ record }) => record.key)})`;
    const before = new Map(rows.map((row) => [row.key as string, row]));
    const news = changed.filter(({ record: { key, version, value }, repair }) => {
      const kept = before.get(key);
      if (!kept || kept.version < version) return true;
      return repair !== null && (kept.version === version || repair === 'RESET') && (kept.value !== value || kept.version !== version);
    });
    const rowsOf = news.map(({ record: { key, version, value } }) => ({ key, version, value }));
    await tx`
      insert into ${tx(things)} select * from jsonb_to_recordset(${tx.json(rowsOf)}) as t(key text, version bigint, value text)
      on conflict (key) do update set version = excluded.version, value = excluded.value`;
    const gone = await tx`delete from ${tx(things)} where key = any(${removed}) returning key`;
    const happened = [
      ...news.filter(({ record, isDiscovery }) => !isDiscovery || before.has(record.key)).map(({ record: { key, version } }) => `${key} ${version}`),
      ...gone.map(({ key }) => `${key} removed`),
    ];
    await tx`insert into ${tx(told)} (what) select * from unnest(${happened}::text[])`;
    return gone.length > 0;
  };
  const options = (more: Partial<FollowerOptions<Thing>> = {}): FollowerOptions<Thing> => ({
    name, sql, schema: 'persons', logger, random: seededRandom(name), pollMs: 60_000, apply,
    source: {
      ...register.source,
      known: {
        page: async (from, limit) => {
          const rows = await sql`select key from ${sql(things)} where key >= ${keyAt(from)} order by key limit ${limit}`;
          return { keys: rows.map((row) => row.key as string), next: rows.length < limit ? null : Number(rows.at(-1)!.key) + 1 };
        },
        count: async (from) => (await sql`select count(*) as n from ${sql(things)} where key >= ${keyAt(from)}`)[0]!.n,
      },
    },
    ...more,
  });
  return {
    options,
    follow: (more) => new Follower(options(more)).start(),
    async things() {
      const rows = await sql`select key, version, value from ${sql(things)} order by key`;
      return Object.fromEntries(rows.map(({ key, version, value }) => [key, `${value} ${version}`]));
    },
    told: async () => (await sql`select what from ${sql(told)} order by id`).map((row) => row.what as string),
  };
}

/** Keys are numbers of six digits, so that each is its own place. */
export function keyAt(place: number): string {
  return String(place).padStart(6, '0');
}

export function thingsOf(register: MemoryRegister): Record<string, string> {
  const sorted = register.now().sort((one, other) => (one.key < other.key ? -1 : 1));
  return Object.fromEntries(sorted.map(({ key, version, value }) => [key, `${value} ${version}`]));
}
