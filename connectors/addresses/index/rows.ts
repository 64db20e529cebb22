import type { Sql, SqlFragment } from '#kernel/database.ts';
import type { IndexedRow } from './index-builder.ts';

/** Many addresses as one text, which costs the thread that passes it on next to nothing. */
export interface RowsPage {
  /** A line for each: its code, the code it is found by, its text. */
  lines: string;
  rows: number;
  /** The last code looked at. */
  last: string;
}

/** A merger of mergers ends sooner; only a ring would not. */
const MOST_MERGERS = 16;

/** The code by which an address is found: its own while it exists, afterwards that of the existing address it was merged into. */
const target = (sql: Sql): SqlFragment => sql`
  case when a.status = 'ACTIVE' then a.code when a.successor is not null then (
    with recursive step (code, status, successor, nth) as (
      select s.code, s.status, s.successor, 1 from addresses.address s where s.code = a.successor
      union all
      select s.code, s.status, s.successor, nth + 1 from step join addresses.address s on s.code = step.successor
      where step.status <> 'ACTIVE' and nth < ${MOST_MERGERS}
    ) select code from step where status = 'ACTIVE' limit 1) end`;

const asLines = (sql: Sql): SqlFragment => sql`
  string_agg(code || E'\t' || target || E'\t' || translate(text, E'\t\n\r', '   '), E'\n' order by code) filter (where target is not null)`;

/** The addresses behind a code, in the order of codes; null at the end. */
export async function pageOfRows(sql: Sql, after: string, most: number): Promise<RowsPage | null> {
  const [page] = await sql`
    with page as materialized (
      select a.code, a.text, ${target(sql)} as target from addresses.address a where a.code > ${after} order by a.code limit ${most}
    ) select ${asLines(sql)} as lines, count(*)::int as rows, max(code) as last from page`;
  return page!.rows === 0 ? null : { lines: page!.lines ?? '', rows: page!.rows, last: page!.last };
}

/** How these addresses stand now; none of those that cannot be found any more. */
export async function rowsOf(sql: Sql, codes: readonly string[]): Promise<string> {
  const [found] = await sql`
    with page as materialized (
      select a.code, a.text, ${target(sql)} as target from addresses.address a where a.code = any(${codes as string[]}::text[])
    ) select ${asLines(sql)} as lines from page`;
  return found!.lines ?? '';
}

/** When the open data was last taken in to its end; null when never. An import runs in a process of its own and tells nobody. */
export async function lastDelivery(sql: Sql): Promise<string | null> {
  const [row] = await sql`select max(completed_at) as at from addresses.varis_delivery`;
  return row!.at;
}

export function* rowsIn(lines: string): Generator<IndexedRow> {
  for (let start = 0; start < lines.length;) {
    const code = lines.indexOf('\t', start);
    const text = lines.indexOf('\t', code + 1);
    const end = lines.indexOf('\n', text) === -1 ? lines.length : lines.indexOf('\n', text);
    yield { code: Number(lines.slice(start, code)), target: Number(lines.slice(code + 1, text)), text: lines.slice(text + 1, end) };
    start = end + 1;
  }
}
