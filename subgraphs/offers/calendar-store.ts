import type { Sql } from '#kernel/database.ts';
import { personsWithDueOffers, personsWithTurningStatus } from './engine-store.ts';
import { crossing, type Threshold } from './thresholds.ts';

/** The last day whose birthdays, terms and deadlines are done; the first start has none behind it. */
export async function readDay(sql: Sql, today: string): Promise<string> {
  await sql`insert into offers.calendar (day) values (${today}) on conflict do nothing`;
  const [row] = await sql`select day from offers.calendar`;
  return row!.day;
}

export async function saveDay(sql: Sql, day: string): Promise<void> {
  await sql`update offers.calendar set day = ${day} where day < ${day}`;
}

/** Everyone for whom something turns on the days after `from`, up to `to`: ages, terms, statuses, custody, deadlines. */
export async function personsTurning(sql: Sql, thresholds: readonly Threshold[], from: string, to: string): Promise<string[]> {
  const ranges = thresholds.flatMap((threshold) => ({ whose: threshold.of, ...crossing(threshold, from, to) }));
  const named = await Promise.all([
    personsReaching(sql, ranges.flatMap(({ whose, first, last }) => (first && last ? { whose, first, last } : []))),
    personsWithDueOffers(sql, to),
    personsWithTurningStatus(sql, from, to),
    personsWithTurningTie(sql, from, to),
  ]);
  const ids = [...new Set(named.flat())];
  return [...new Set([...ids, ...(await carersOf(sql, named[2]))])];
}

/** People themselves, or those with custody of a child, born within a range; or settled within one. */
async function personsReaching(sql: Sql, ranges: { whose: Threshold['of']; first: string; last: string }[]): Promise<string[]> {
  if (ranges.length === 0) return [];
  const rows = await sql`
    with range as (select * from jsonb_to_recordset(${sql.json(ranges)}) as r(whose text, first date, last date)),
    born as (
      select f.person_id, r.whose from range r join population.fact f on f.birth_day between r.first and r.last where r.whose <> 'RESIDENCE'
    )
    select person_id from born where whose = 'PERSON'
    union select t.person_id from born join population.tie t on t.other_id = born.person_id where born.whose = 'CHILD' and t.custody
    union select f.person_id from range r join population.fact f on f.residence_since between r.first and r.last where r.whose = 'RESIDENCE'`;
  return rows.map((row) => row.person_id as string);
}

/** A tie holds from `valid_from`, and on `valid_to` no longer. */
async function personsWithTurningTie(sql: Sql, from: string, to: string): Promise<string[]> {
  const rows = await sql`
    select distinct person_id from population.tie
    where custody and ((valid_from > ${from} and valid_from <= ${to}) or (valid_to > ${from} and valid_to <= ${to}))`;
  return rows.map((row) => row.person_id as string);
}

async function carersOf(sql: Sql, personIds: readonly string[]): Promise<string[]> {
  if (personIds.length === 0) return [];
  const rows = await sql`select distinct person_id from population.tie where other_id = any(${personIds as string[]}::uuid[]) and custody`;
  return rows.map((row) => row.person_id as string);
}
