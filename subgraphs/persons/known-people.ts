import type { KnownPeople } from '#connectors/population/changes.ts';
import type { Sql } from '#kernel/database.ts';

/** So many hexadecimal digits of an id are its place: as many as a number holds, and enough to tell a country's people apart. */
const PLACE_DIGITS = 12;

/**
 * Everyone whom the hub knows, in order of id: by the book of codes or by the projection, should either lack somebody. Whoever is
 * only in the projection cannot be asked for, so no repair mends that row; the two are written together, and only a hand could part
 * them. A verification names such people as not in the register.
 */
export function knownPeople(sql: Sql): KnownPeople {
  const known = (from: number, limit: number | null) => sql`
    select person_id from (
      (select distinct person_id from persons.person_key where person_id >= ${idAt(from)}::uuid order by person_id limit ${limit})
      union (select person_id from population.fact where person_id >= ${idAt(from)}::uuid order by person_id limit ${limit})
    ) known order by person_id limit ${limit}`;
  return {
    async page(from, limit) {
      const ids = (await known(from, limit)).map((row) => row.person_id as string);
      return { ids, next: ids.length < limit ? null : placeOf(ids.at(-1)!) };
    },
    async count(from) {
      const [row] = await sql`select count(*) as left from (${known(from, null)}) known`;
      return row!.left;
    },
  };
}

function placeOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, PLACE_DIGITS), 16);
}

/** The first id of all that could be at a place. */
function idAt(place: number): string {
  const digits = place.toString(16).padStart(PLACE_DIGITS, '0').padEnd(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
