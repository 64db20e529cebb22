import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { DataSet } from '../dagr/config.ts';
import type { Change } from './layer.ts';

const LOOK_EVERY_MS = 100;
/** Longer than this without a look that went well, and nothing is served from memory; others do not wait for this instance. */
const SILENT_MS = 1_000;
const LINES_AT_ONCE = 5_000;
/** Further behind than this, forgetting everything is cheaper than hearing it all. */
const LINES_MOST = 50_000;
/** Longer than any read of a register lasts, with all its attempts and what it waits for. */
const KEPT_MS = 60_000;
const TIDY_EVERY_MS = 5_000;
/** Records that instances share: about 300 MB of people. */
const RECORDS_MOST = 200_000;
const TIDIED_AT_ONCE = 100_000;

/** What a process keeps of a data set and must forget when it changes. */
export interface Listener {
  changed(changes: readonly Change[]): void;
  /** Changes were missed: forget everything. */
  missed(): void;
}

interface Heard {
  era: string | null;
  /** When it found another era than it knew: nobody is counted in it yet who may still trust their memory for a second. */
  newEraAt: number;
  position: number;
  listeners: Set<Listener>;
}

/**
 * Tells every instance that records have changed; last in the transaction that takes the change in, for it holds back
 * whoever wants to keep what they read until this is committed.
 *
 * @param tx may write to the schema `registers`
 */
export async function publishChanges(tx: Sql, dataSet: DataSet, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const newest = new Map<string, number>();
  for (const { id, version } of changes) newest.set(id, Math.max(version, newest.get(id) ?? 0));
  const sorted = [...newest].sort(([one], [other]) => (one < other ? -1 : 1));
  const ids = sorted.map(([id]) => id);
  const versions = sorted.map(([, version]) => String(version));
  const [stream] = await tx`
    insert into registers.stream as s (data_set, position, kept_from) values (${dataSet}, ${ids.length}, 1)
    on conflict (data_set) do update set position = s.position + excluded.position returning position`;
  await tx`
    with changed as (
      select id, version::bigint, nth from unnest(${ids}::text[], ${versions}::text[]) with ordinality as c(id, version, nth)
    ),
    told as (
      insert into registers.change (data_set, position, id, version, at)
      select ${dataSet}, ${stream!.position - ids.length} + nth, id, version, clock_timestamp() from changed
    )
    delete from registers.record where ctid = any(array(
      select old.ctid from changed cross join lateral (
        select kept.ctid from registers.record kept
        where kept.data_set = ${dataSet} and kept.id = changed.id and (kept.version is null or kept.version < changed.version) offset 0) old))`;
}

/** Has every instance forget all of a data set whose versions begin anew: none says any more which of two records is newer. */
export async function publishNewEra(tx: Sql, dataSet: DataSet): Promise<void> {
  await tx`update registers.stream set era = gen_random_uuid() where data_set = ${dataSet}`;
  await tx`delete from registers.change where data_set = ${dataSet}`;
  await tx`delete from registers.record where data_set = ${dataSet}`;
}

/**
 * Hears, for one instance of the hub, what has changed in the registers, and acknowledges it once it is forgotten here. A
 * change is consumed when its effects are committed and every live instance has acknowledged it.
 */
export class ChangeStream {
  readonly id = crypto.randomUUID();
  readonly #sql: Sql;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #heard = new Map<DataSet, Heard>();
  readonly #stop = new AbortController();
  #heardAt = Number.NEGATIVE_INFINITY;
  /** When it last began to say how far it has heard: others wait for it for a second from then on. */
  #countedAt = Number.NEGATIVE_INFINITY;
  #tidiedAt: number;
  #looking: Promise<void> | null = null;
  #isSilent = false;
  #running: Promise<void> | null = null;
  #tidying = Promise.resolve();

  /**
   * @param parts.sql under the role of the schema `registers`
   * @param parts.now in milliseconds, of whatever beginning
   */
  constructor({ sql, logger, now = () => performance.now() }: { sql: Sql; logger: Logger; now?: () => number }) {
    this.#sql = sql;
    this.#logger = logger;
    this.#now = now;
    this.#tidiedAt = now();
  }

  /** To be called before the stream is started. */
  listen(dataSet: DataSet, listener: Listener): void {
    const heard = this.#heard.get(dataSet) ?? { era: null, newEraAt: Number.NEGATIVE_INFINITY, position: 0, listeners: new Set() };
    heard.listeners.add(listener);
    this.#heard.set(dataSet, heard);
  }

  start(): this {
    this.#running ??= this.#run();
    return this;
  }

  /** Whether this instance has heard of all that others believe it has. */
  isListening(): boolean {
    return this.#now() - this.#heardAt <= SILENT_MS;
  }

  /** Hears now what has been told until now. */
  async hear(): Promise<void> {
    await this.#looking?.catch(() => {}); // a look under way may have begun too early
    this.#looking ??= this.#look().finally(() => (this.#looking = null));
    await this.#looking;
  }

  /** The same for whoever does not wait: what cannot be heard now is heard a moment later anyway. */
  hearSoon(): void {
    this.hear().catch(() => {});
  }

  /** Waits until all that was told of a data set so far has been acknowledged by every live instance. */
  async untilConsumed(dataSet: DataSet): Promise<void> {
    const [row] = await this.#sql`select position, era from registers.stream where data_set = ${dataSet}`;
    if (!row) return;
    while (!this.#stop.signal.aborted) {
      await this.hear();
      const [behind] = await this.#sql`
        select exists (select from registers.instance
          where data_set = ${dataSet} and ${isAlive(this.#sql)} and (era <> ${row.era} or position < ${row.position})) as some,
          (select era from registers.stream where data_set = ${dataSet}) is distinct from ${row.era}::uuid as is_new_era`;
      const isSettled = this.#now() - (this.#heard.get(dataSet)?.newEraAt ?? Number.NEGATIVE_INFINITY) > SILENT_MS;
      if ((!behind!.some || behind!.is_new_era) && isSettled) return;
      await pause(LOOK_EVERY_MS / 4);
    }
  }

  /** How far each live instance is behind what has been told. */
  async standing(): Promise<{ dataSet: DataSet; position: number; consumed: number; instances: number; records: number }[]> {
    const rows = await this.#sql`
      select s.data_set, s.position, count(i.id) as instances,
        coalesce(min(case when i.era = s.era then i.position else 0 end) filter (where i.id is not null), s.position) as consumed,
        (select count(*) from registers.record r where r.data_set = s.data_set) as records
      from registers.stream s left join registers.instance i on i.data_set = s.data_set and ${isAlive(this.#sql, 'i')}
      group by s.data_set, s.position order by s.data_set`;
    return rows.map((row) => ({ dataSet: row.data_set, position: row.position, consumed: row.consumed, instances: row.instances, records: row.records }));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#tidying;
    this.#heardAt = Number.NEGATIVE_INFINITY;
    await this.#sql`delete from registers.instance where id = ${this.id}`.catch(() => {}); // it counts as gone after a second anyway
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.hear().then(() => this.#tellSilence(false), (error: unknown) => this.#tellSilence(!this.isListening(), error));
      if (this.#now() - this.#tidiedAt > TIDY_EVERY_MS) this.#tidying = this.#tidy().catch(() => {}); // next time, or by another instance
      await pause(LOOK_EVERY_MS, undefined, { ref: false, signal }).catch(() => {});
    }
  }

  #tellSilence(isSilent: boolean, error?: unknown): void {
    if (isSilent && !this.#isSilent) this.#logger.warn({ err: error }, 'changes of registers are not heard of; nothing is served from this memory');
    if (!isSilent && this.#isSilent) this.#logger.info('changes of registers are heard of again');
    this.#isSilent = isSilent;
  }

  /** Goes on until there is nothing new, so that what was just forgotten is acknowledged at once. */
  async #look(): Promise<void> {
    let goesOn = true;
    while (goesOn) {
      const askedAt = this.#now();
      const isAcknowledging = [...this.#heard.values()].every(({ era }) => era !== null);
      const rows = await this.#acknowledge();
      // Whoever was not counted all the while may have missed what was consumed during this very look: it has to look again.
      const wasCounted = this.#now() - this.#countedAt <= SILENT_MS;
      goesOn = !wasCounted;
      for (const dataSet of this.#heard.keys()) {
        const lines = rows.filter((row) => row.data_set === dataSet);
        if (this.#take(this.#heard.get(dataSet)!, lines)) goesOn = true;
      }
      if (wasCounted) this.#heardAt = askedAt;
      if (isAcknowledging) this.#countedAt = askedAt;
    }
  }

  /** Says how far this instance has heard, and asks what came since, in one statement. */
  async #acknowledge(): Promise<readonly Record<string, any>[]> {
    const sql = this.#sql;
    const all = [...this.#heard];
    const dataSets = all.map(([dataSet]) => dataSet);
    return sql`
      with mine as (
        select * from unnest(${dataSets}::text[], ${all.map(([, { era }]) => era)}::text[]::uuid[], ${all.map(([, { position }]) => String(position))}::text[]::bigint[])
          as m(data_set, era, position)
      ),
      begun as (
        insert into registers.stream (data_set, position, kept_from) select data_set, 0, 1 from mine
        where not exists (select from registers.stream s where s.data_set = mine.data_set)
        on conflict do nothing
      ),
      acknowledged as (
        insert into registers.instance (id, data_set, era, position, heard_at)
        select ${this.id}::uuid, data_set, era, position, clock_timestamp() from mine where era is not null order by data_set
        on conflict (id, data_set) do update set era = excluded.era, position = excluded.position, heard_at = excluded.heard_at
      )
      select s.data_set, s.era, s.position, s.kept_from, c.position as at, c.id, c.version
      from mine join registers.stream s using (data_set)
      left join lateral (
        select c.position, c.id, c.version from registers.change c
        where c.data_set = mine.data_set and c.position > mine.position and s.era = mine.era and s.position - mine.position <= ${LINES_MOST}
        order by c.position limit ${LINES_AT_ONCE}
      ) c on true`;
  }

  /** @returns whether anything was heard that has still to be acknowledged */
  #take(heard: Heard, lines: readonly Record<string, any>[]): boolean {
    const [first] = lines;
    if (!first) return true; // the stream was begun by this very look
    const isSame = first.era === heard.era;
    if (isSame && first.position === heard.position) return false;
    const isWhole = isSame && first.kept_from <= heard.position + 1 && first.position - heard.position <= LINES_MOST;
    if (!isWhole) {
      for (const listener of heard.listeners) listener.missed();
      if (heard.era !== null && !isSame) heard.newEraAt = this.#now();
      heard.era = first.era;
      heard.position = first.position;
      return true;
    }
    const changes = lines.map((line): Change => ({ id: line.id, version: line.version }));
    for (const listener of heard.listeners) listener.changed(changes);
    heard.position = lines.at(-1)!.at ?? first.position;
    return true;
  }

  /** What nobody needs any more goes, by whichever instance comes first. */
  async #tidy(): Promise<void> {
    this.#tidiedAt = this.#now();
    await this.#sql.begin(async (tx) => {
      const [turn] = await tx`select pg_try_advisory_xact_lock(hashtext('registers.tidy')) as mine`;
      if (!turn!.mine) return;
      for (const dataSet of this.#heard.keys()) {
        await tx`
          with gone as (
            delete from registers.change where data_set = ${dataSet} and at < clock_timestamp() - make_interval(secs => ${KEPT_MS / 1_000})
              and position <= (select min(position) + ${TIDIED_AT_ONCE}::int from registers.change where data_set = ${dataSet})
            returning position
          )
          update registers.stream set kept_from = greatest(kept_from, (select max(position) + 1 from gone)) where data_set = ${dataSet}`;
      }
      await tx`delete from registers.instance where heard_at < clock_timestamp() - interval '1 minute'`;
      await tx`
        delete from registers.record where ctid = any(array(
          select r.ctid from registers.record r order by r.read_at
          limit least(${TIDIED_AT_ONCE}, greatest(0, (select count(*) from registers.record) - ${RECORDS_MOST}))))`;
    });
  }
}

/** Instances that are silent for longer serve nothing from their memory, so nobody waits for them. */
function isAlive(sql: Sql, table = 'instance') {
  return sql`${sql(table)}.heard_at > clock_timestamp() - make_interval(secs => ${SILENT_MS / 1_000})`;
}
