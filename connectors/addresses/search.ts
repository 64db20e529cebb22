import type { Sql } from '#kernel/database.ts';
import { ADDRESS_SOURCE, OPEN_DATA_SOURCE, type AddressRecord } from './record.ts';

const WORDS_MOST = 8;

/** The words of a text in lower case and without diacritics: how people type and how addresses are kept to be found. */
export function searchWords(text: string): string[] {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Existing addresses with a word beginning with each word of the text, shortest first.
 *
 * @param first at most 100
 */
export async function searchAddresses(sql: Sql, text: string, first: number): Promise<string[]> {
  const words = searchWords(text).slice(0, WORDS_MOST);
  if (words.length === 0) return [];
  const patterns = words.map((word) => `% ${word}%`);
  const rows = await sql`
    select code from addresses.address where status = 'ACTIVE' and search_text like all(${patterns}::text[])
    order by length(text), text, code limit ${Math.min(first, 100)}`;
  return rows.map((row) => row.code);
}

/**
 * Keeps many addresses of the register with one statement. An older version never replaces a newer one, nor a record that
 * has not heard of a change what the open data tells of it.
 */
export async function saveAddresses(sql: Sql, records: readonly AddressRecord[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map((record) => ({ ...record, searchText: ['', ...searchWords(record.text)].join(' ') }));
  await sql`
    insert into addresses.address as kept
      (code, status, text, search_text, postal_code, municipality, parish, latitude, longitude, successor, version, source, changed_on)
    select code, status, text, "searchText", "postalCode", municipality, parish, latitude, longitude, successor, version, ${ADDRESS_SOURCE}, "changedOn"
    from jsonb_to_recordset(${sql.json(rows as never)}) as a(code text, status text, text text, "searchText" text,
      "postalCode" text, municipality text, parish text, latitude float8, longitude float8, successor text, version bigint, "changedOn" date)
    order by code
    on conflict (code) do update set status = excluded.status, text = excluded.text, search_text = excluded.search_text,
      postal_code = excluded.postal_code, municipality = excluded.municipality, parish = excluded.parish,
      latitude = excluded.latitude, longitude = excluded.longitude, version = excluded.version,
      successor = case when excluded.status <> 'ACTIVE' then coalesce(excluded.successor, kept.successor) end,
      source = excluded.source, changed_on = excluded.changed_on
    where kept.version < excluded.version
      and (kept.source <> ${OPEN_DATA_SOURCE} or excluded.changed_on is null or excluded.changed_on >= kept.changed_on)`;
}

/** What the open data told of these addresses, and the day of which it told it. */
export async function openDataOf(sql: Sql, codes: readonly string[]): Promise<{ record: AddressRecord; deliveredOn: string }[]> {
  const rows = await sql`
    select code, status, text, postal_code, municipality, parish, latitude, longitude, successor, version, changed_on,
      coalesce((select delivered_on from addresses.varis_delivery order by completed_at desc limit 1), changed_on) as delivered_on
    from addresses.address where code = any(${codes as string[]}::text[]) and source = ${OPEN_DATA_SOURCE}`;
  return rows.map(({ postal_code: postalCode, changed_on: changedOn, delivered_on: deliveredOn, ...row }) =>
    ({ deliveredOn, record: { ...row, postalCode, changedOn } as AddressRecord }));
}

/** Codes of the addresses into which these were merged, as far as the hub has heard of it from anybody, the history in the open data included. */
export async function successorsOf(sql: Sql, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql`select code, successor from addresses.address where code = any(${codes as string[]}::text[]) and successor is not null`;
  return new Map(rows.map((row) => [row.code, row.successor]));
}
