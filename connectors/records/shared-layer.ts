import type { Clock } from '#kernel/clock.ts';
import type { Sql, SqlFragment } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { registerOf, type DataSet } from '../dagr/config.ts';
import { serves, standingOf, type FreshnessPolicy } from './freshness.ts';
import type { Answers, Asking, Entry, Layer } from './layer.ts';
import { Sealing } from './sealed.ts';

export interface SharedLayerParts<T> {
  next: Layer<T>;
  dataSet: DataSet;
  policy: FreshnessPolicy;
  clock: Clock;
  logger: Logger;
  /** Under the role of the schema `registers`. */
  sql: Sql;
  /** 32 bytes: what is kept is encrypted. */
  key: Uint8Array;
  /** The newest version of a record that the hub has taken in, as a scalar of SQL; null where it has taken in none. */
  knownVersion(sql: Sql, id: SqlFragment): SqlFragment;
}

/** Where the stream of changes stood before a read, so that what a change has overtaken meanwhile is not kept. */
interface Mark {
  era: string;
  position: number;
}

/** What was read of the register, still to be kept. */
interface Read<T> {
  entries: [string, Entry<T>][];
  access: string;
  mark: Mark;
}

interface Look<T> {
  mark: Mark | null;
  entries: Map<string, Entry<T>>;
  atLeast: Map<string, number>;
}

/** Connections that keep what was read; others are left for whoever reads. */
const WRITERS = 2;
const WAITING_MOST = 500;

/**
 * What all instances of the hub share: an unlogged table of the database, encrypted. It is a memory, no more: one that does
 * not answer is passed over, and what cannot be kept is read again.
 */
export class SharedLayer<T> implements Layer<T> {
  readonly counts = { hit: 0, stale: 0, miss: 0 };
  readonly #parts: SharedLayerParts<T>;
  readonly #sealing: Sealing;
  #waiting: Read<T>[] = [];
  readonly #writing = new Set<Promise<void>>();
  /** How often something was to be forgotten: what was read before is not kept after. */
  #forgotten = 0;

  constructor(parts: SharedLayerParts<T>) {
    this.#parts = parts;
    this.#sealing = new Sealing(parts.key);
  }

  async read(ids: readonly string[], asking: Asking): Promise<Answers<T>> {
    const { policy, clock, next, logger, dataSet } = this.#parts;
    const forgotten = this.#forgotten;
    const { mark, entries, atLeast } = await this.#look(ids, asking.grant.access).catch((error: unknown): Look<T> => {
      logger.warn({ dataSet, kind: kindOf(error) }, 'what instances share of a register cannot be read; the register is asked');
      return { mark: null, entries: new Map(), atLeast: new Map() };
    });
    const now = clock.now().epochMilliseconds;
    const answers: Answers<T> = new Map();
    const held = new Map<string, Entry<T>>();
    for (const [id, entry] of entries) {
      const standing = standingOf(entry, policy, now);
      if (serves(standing, asking.demand)) {
        answers.set(id, entry);
        this.counts[standing === 'FRESH' ? 'hit' : 'stale']++;
      } else if (standing !== 'EXPIRED' && asking.demand === 'shown') {
        held.set(id, entry);
      }
    }
    const missing = ids.filter((id) => !answers.has(id));
    if (missing.length === 0) return answers;
    this.counts.miss += missing.length;
    const read = await next.read(missing, { ...asking, atLeast });
    for (const [id, answer] of read) answers.set(id, answer instanceof Error ? (held.get(id) ?? answer) : mark ? answer : this.#unchecked(answer, asking));
    if (mark && forgotten === this.#forgotten) this.#keepSoon(read, asking.grant.access, mark);
    return answers;
  }

  /** Nobody could say which version the feed has told of. */
  #unchecked(entry: Entry<T>, { demand }: Asking): Entry<T> | Error {
    return demand === 'register' ? new RegisterUnavailableError(registerOf[this.#parts.dataSet]) : { ...entry, isBehind: true };
  }

  /** Waits until what was read so far is kept. */
  async settled(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  /** Forgets all that was read under these permissions. */
  async forget(isMeant: (access: string) => boolean = () => true): Promise<void> {
    const { sql, dataSet } = this.#parts;
    this.#forgotten++;
    this.#waiting = this.#waiting.filter(({ access }) => !isMeant(access));
    await Promise.all(this.#writing); // no later one keeps what is meant
    try {
      const kept = await sql`select distinct access from registers.record where data_set = ${dataSet}`;
      const meant = kept.map((row) => row.access as string).filter(isMeant);
      if (meant.length) await sql`delete from registers.record where data_set = ${dataSet} and access = any(${meant})`;
    } catch (error) {
      this.#parts.logger.error({ dataSet, kind: kindOf(error) }, 'what instances share of a register could not be forgotten');
    }
  }

  async #look(ids: readonly string[], access: string): Promise<Look<T>> {
    const { sql, dataSet, knownVersion } = this.#parts;
    const rows = await sql`
      select asked.id, s.era, s.position, r.version, r.read_at, r.value, greatest(
        (select c.version from registers.change c where c.data_set = ${dataSet} and c.id = asked.id order by c.position desc limit 1),
        ${knownVersion(sql, sql`asked.id` as unknown as SqlFragment)}) as at_least
      from unnest(${ids as string[]}::text[]) as asked(id)
      left join registers.stream s on s.data_set = ${dataSet}
      -- one by one by the key, whatever the planner believes of a table that was empty a moment ago
      left join lateral (
        select * from registers.record where data_set = ${dataSet} and id = asked.id and access = ${access} limit 1) r on true`;
    const entries = new Map<string, Entry<T>>();
    const atLeast = new Map<string, number>();
    for (const row of rows) {
      if (row.at_least !== null) atLeast.set(row.id, row.at_least);
      const entry = row.read_at === null ? null : this.#opened(row, access);
      if (entry) entries.set(row.id, entry);
    }
    const [first] = rows;
    return { mark: first?.era ? { era: first.era, position: first.position } : null, entries, atLeast };
  }

  /** One that was sealed under another key, as after a change of the secret, is as good as none. */
  #opened(row: Record<string, any>, access: string): Entry<T> | null {
    try {
      const value = row.value === null ? null : (this.#sealing.open(row.value, this.#placeOf(row.id, access)) as T);
      return { value, version: row.version, readAt: Date.parse(row.read_at) };
    } catch {
      return null;
    }
  }

  /** Nobody waits for it. While the database is slow, what would queue up is left to be read again. */
  #keepSoon(read: Answers<T>, access: string, mark: Mark): void {
    const entries = [...read].filter((each): each is [string, Entry<T>] => !(each[1] instanceof Error) && !each[1].isBehind);
    if (entries.length === 0 || this.#waiting.length >= WAITING_MOST) return;
    this.#waiting.push({ entries, access, mark });
    if (this.#writing.size < WRITERS) this.#keepNext();
  }

  #keepNext(): void {
    const { logger, dataSet } = this.#parts;
    const read = this.#waiting.shift();
    if (!read) return;
    const writing = this.#keep(read)
      .catch((error: unknown) => logger.warn({ dataSet, kind: kindOf(error) }, 'what was read of a register could not be kept for other instances'))
      .finally(() => {
        this.#writing.delete(writing);
        this.#keepNext();
      });
    this.#writing.add(writing);
  }

  /**
   * The stream's row is locked against changes until the entries are committed: a change that comes meanwhile waits, and then
   * deletes them; one that came before is seen by the second statement, and its records are not kept.
   */
  async #keep({ entries, access, mark: { era, position } }: Read<T>): Promise<void> {
    const { sql, dataSet } = this.#parts;
    const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1)); // always in this order: two writers never wait in a circle
    const text = (of: (entry: [string, Entry<T>]) => string | null) => sorted.map(of);
    await sql.begin(async (tx) => {
      const locked = tx`select from registers.stream where data_set = ${dataSet} for share`;
      const kept = tx`
        insert into registers.record as kept (data_set, id, access, version, read_at, value)
        select ${dataSet}, r.id, ${access}, r.version, r.read_at, decode(r.value, 'hex')
        from unnest(${text(([id]) => id)}::text[], ${text(([, { version }]) => version === null ? null : String(version))}::text[]::bigint[],
          ${text(([, { readAt }]) => new Date(readAt).toISOString())}::text[]::timestamptz[],
          ${text(([id, { value }]) => value === null ? null : this.#sealing.seal(value, this.#placeOf(id, access)).toString('hex'))}::text[]
        ) as r(id, version, read_at, value)
        where exists (select from registers.stream where data_set = ${dataSet} and era = ${era} and kept_from <= ${position + 1})
          and (
            select position from registers.change c where c.data_set = ${dataSet} and c.id = r.id and c.position > ${position}
              and (r.version is null or c.version > r.version) limit 1) is null
        on conflict (data_set, id, access) do update set version = excluded.version, read_at = excluded.read_at, value = excluded.value
        where kept.read_at < excluded.read_at and (kept.version is null or excluded.version is null or kept.version <= excluded.version)`;
      await Promise.all([locked, kept]);
    });
  }

  #placeOf(id: string, access: string): string {
    return `${this.#parts.dataSet} ${access} ${id}`;
  }
}

function kindOf(error: unknown): string {
  const { code, name } = error as { code?: string; name?: string };
  return code ?? name ?? 'unknown';
}
