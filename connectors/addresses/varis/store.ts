import { connect, type Sql } from '#kernel/database.ts';
import { OPEN_DATA_SOURCE } from '../record.ts';
import type { CodeSet } from './code-set.ts';
import { copyInto } from './copy-into.ts';
import type { CopyRows } from './copy-rows.ts';
import { BadDelivery } from './delivery-files.ts';
import type { Delivery, InspectedFile } from './inspect.ts';
import type { Merger } from './mergers.ts';

/** What taking in some rows did. */
export interface Effects {
  added: number;
  changed: number;
}

const COLUMNS = ['code', 'status', 'text', 'search_text', 'postal_code', 'municipality', 'parish', 'latitude', 'longitude', 'version', 'source', 'changed_on'];
const LOCK = 0x76617273;

/**
 * The database side of an import, over one connection of the schema's runtime role: rows are taken in, and the file's place is
 * moved, in one transaction.
 */
export class VarisStore {
  readonly #sql: Sql;
  #isFirst: boolean;

  private constructor(sql: Sql, isFirst: boolean) {
    this.#sql = sql;
    this.#isFirst = isFirst;
  }

  /**
   * @param waitMs how long another import may go on: one that was killed is noticed by the database within seconds
   * @throws BadDelivery when another import is under way
   */
  static async open(url: string, waitMs: number): Promise<VarisStore> {
    const sql = connect(url, { name: 'import varis', max: 1 });
    try {
      await sql`select set_config('lock_timeout', ${`${waitMs}ms`}, false)`;
      await sql`select pg_advisory_lock(${LOCK})`;
      await sql`reset lock_timeout`;
    } catch (error) {
      await sql.end({ timeout: 1 });
      if ((error as { code?: string }).code !== '55P03') throw error;
      throw new BadDelivery('Another import is under way; only one at a time takes in addresses', { cause: error });
    }
    await sql`set temp_buffers = '64MB'`;
    await sql`create temporary table varis_address (like addresses.address) on commit delete rows`;
    const [before] = await sql`select exists (select from addresses.varis_delivery) as some`;
    return new VarisStore(sql, !before!.some);
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 5 });
  }

  /** The delivery that was last taken in to its end. */
  async latest(): Promise<Pick<Delivery, 'fingerprint' | 'deliveredOn' | 'addressRows'> | null> {
    const [row] = await this.#sql`
      select fingerprint, delivered_on, address_rows from addresses.varis_delivery order by completed_at desc limit 1`;
    return row ? { fingerprint: row.fingerprint, deliveredOn: row.delivered_on, addressRows: row.address_rows } : null;
  }

  /** Up to which byte of a file its rows were taken in; 0 when it is another file than then. */
  async placeIn({ name, fingerprint }: InspectedFile): Promise<number> {
    const [row] = await this.#sql`select bytes from addresses.varis_file where name = ${name} and fingerprint = ${fingerprint}`;
    return row?.bytes ?? 0;
  }

  /**
   * Takes in rows and moves the file's place, both or neither. As long as nothing was ever taken in, rows go straight into the
   * table, until one of them is there already.
   *
   * @param upTo the byte of the file behind the last row
   */
  async takeIn(file: InspectedFile, rows: CopyRows, upTo: number): Promise<Effects> {
    if (this.#isFirst) {
      try {
        return await this.#inOne(file, upTo, rows, async (tx) => {
          await copyInto(tx`copy addresses.address (${tx(COLUMNS)}) from stdin`, rows.bytes);
          return { added: rows.rows, changed: 0 };
        });
      } catch (error) {
        if (!isInTheWay(error)) throw error;
        this.#isFirst = false;
      }
    }
    return this.#inOne(file, upTo, rows, async (tx) => {
      // By the key: a chunk is small beside the table it joins, which the planner cannot know of rows just come.
      await tx`select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;
      await copyInto(tx`copy varis_address (${tx(COLUMNS)}) from stdin`, rows.bytes);
      return merge(tx);
    });
  }

  async #inOne({ name, fingerprint }: InspectedFile, upTo: number, { rows }: CopyRows, take: (tx: Sql) => Promise<Effects>): Promise<Effects> {
    return (await this.#sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      const effects = await take(tx);
      await tx`
        insert into addresses.varis_file as kept (name, fingerprint, bytes, rows)
        values (${name}, ${fingerprint}, ${upTo}, ${rows})
        on conflict (name) do update set fingerprint = excluded.fingerprint, bytes = excluded.bytes,
          rows = case when kept.fingerprint = excluded.fingerprint then kept.rows else 0 end + excluded.rows`;
      return effects;
    })) as Effects;
  }

  /**
   * Addresses that only the open data told of and that are not in it any more: they are kept as deleted, without
   * coordinates, as the register keeps them.
   */
  async deleteVanished(codes: CodeSet, deliveredOn: string): Promise<number> {
    const pages = [...codes.pages()];
    const { count } = await this.#sql`
      with page as materialized (
        select number, decode(bits, 'hex') as bits
        from unnest(${pages.map(({ number }) => number)}::int[], ${pages.map(({ bits }) => Buffer.from(bits).toString('hex'))}::text[]) as p(number, bits)
      )
      update addresses.address as kept set status = 'DELETED', latitude = null, longitude = null, changed_on = ${deliveredOn}
      where source = ${OPEN_DATA_SOURCE} and status <> 'DELETED' and not exists (
        select from page where page.number = kept.code::int >> 16 and get_bit(page.bits, kept.code::int & 65535) = 1)`;
    return count;
  }

  /** What is abolished leads to the address it was merged into, and was not before. @returns how many */
  async succeed(mergers: readonly Merger[]): Promise<number> {
    const { count } = await this.#sql`
      with merger as (
        select distinct on (code) code, successor
        from unnest(${mergers.map(({ code }) => code)}::text[], ${mergers.map(({ successor }) => successor)}::text[]) as m(code, successor)
        order by code, successor
      )
      update addresses.address as kept set successor = merger.successor from merger
      where kept.code = merger.code and kept.status <> 'ACTIVE' and kept.successor is distinct from merger.successor`;
    return count;
  }

  async complete({ fingerprint, deliveredOn, addressRows }: Delivery): Promise<void> {
    await this.#sql`
      insert into addresses.varis_delivery (fingerprint, delivered_on, address_rows, completed_at)
      values (${fingerprint}, ${deliveredOn}, ${addressRows}, clock_timestamp())
      on conflict (fingerprint) do update set completed_at = excluded.completed_at`;
  }
}

/**
 * Brings in what is new. What the register itself told gives way only to a later change, and its version stays; what the
 * open data told, to anything but an earlier one.
 */
async function merge(tx: Sql): Promise<Effects> {
  const isNews = (fresh: string) => tx`
    case when kept.source = ${OPEN_DATA_SOURCE} then kept.changed_on <= ${tx(fresh)}.changed_on else kept.changed_on < ${tx(fresh)}.changed_on end
    and (kept.status, kept.text, kept.search_text, kept.postal_code, kept.municipality, kept.parish, kept.latitude, kept.longitude, kept.changed_on, kept.source)
      is distinct from (${tx(fresh)}.status, ${tx(fresh)}.text, ${tx(fresh)}.search_text, ${tx(fresh)}.postal_code, ${tx(fresh)}.municipality,
        ${tx(fresh)}.parish, ${tx(fresh)}.latitude, ${tx(fresh)}.longitude, ${tx(fresh)}.changed_on, ${tx(fresh)}.source)`;
  const [effects] = await tx`
    with news as (
      select fresh.* from varis_address as fresh left join addresses.address as kept on kept.code = fresh.code
      where kept.code is null or ${isNews('fresh')}
    ), merged as (
      insert into addresses.address as kept (${tx(COLUMNS)})
      select ${tx(COLUMNS)} from news order by code
      on conflict (code) do update set status = excluded.status, text = excluded.text, search_text = excluded.search_text,
        postal_code = excluded.postal_code, municipality = excluded.municipality, parish = excluded.parish,
        latitude = excluded.latitude, longitude = excluded.longitude, changed_on = excluded.changed_on, source = excluded.source
      where ${isNews('excluded')}
      returning xmax = 0 as is_new
    )
    select count(*) filter (where is_new) as added, count(*) filter (where not is_new) as changed from merged`;
  return { added: effects!.added, changed: effects!.changed };
}

/** A row is there already, or somebody is about to write it in another order. */
function isInTheWay(error: unknown): boolean {
  return ['23505', '40P01'].includes((error as { code?: string }).code ?? '');
}
