/** Compares the projection with the register, person by person: what the follower keeps must be what the register says. */
import { readMergers, Territories } from '#connectors/addresses/territories.ts';
import type { CodeBook } from '#connectors/population/code-book.ts';
import { identify, type ReadByCodes } from '#connectors/population/identify.ts';
import { differencesBetween, readProjected, type ProjectedPerson } from '#connectors/population/projection.ts';
import { toProjected } from '#connectors/population/record.ts';
import type { Sql } from '#kernel/database.ts';
import type { Random } from '#kernel/random.ts';

const AT_ONCE = 100;

/** What is wrong with one person: names of facts, never what they are. */
export interface Difference {
  personId: string;
  fields: (keyof ProjectedPerson | 'not in the projection' | 'not in the register')[];
  /** The register has a newer version, of which the follower has not heard yet. */
  isBehind: boolean;
}

export interface VerificationParts {
  sql: Sql;
  codeBook: CodeBook;
  read: ReadByCodes;
  today: Temporal.PlainDate;
}

/** Of these people, those of whom something else is kept than the register says now. */
export async function verify(parts: VerificationParts, ids: readonly string[]): Promise<Difference[]> {
  const found: Difference[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) found.push(...(await verifySome(parts, ids.slice(from, from + AT_ONCE))));
  return found;
}

async function verifySome({ sql, codeBook, read, today }: VerificationParts, ids: readonly string[]): Promise<Difference[]> {
  const kept = await readProjected(sql, ids); // before the register is asked: what is newer there is no fault here
  const codes = await codeBook.codesOf(ids);
  const records = await identify(codes.size > 0 ? await read([...codes.values()]) : [], { codeBook, read });
  const told = new Map(records.map((record) => [record.personId, record]));
  const places = new Territories(await readMergers(sql));
  return ids.flatMap((personId): Difference[] => {
    const [row, record] = [kept.get(personId), told.get(personId)];
    if (!record) return row ? [{ personId, fields: ['not in the register'], isBehind: false }] : [];
    if (!row) return [{ personId, fields: ['not in the projection'], isBehind: false }];
    const fields = differencesBetween(row, toProjected(record, today.toString(), places));
    return fields.length > 0 ? [{ personId, fields, isBehind: row.version < record.version }] : [];
  });
}

/** People at random places in the order of ids, each at most once: fewer than asked for where there are not many more. */
export async function samplePeople(sql: Sql, random: Random, count: number): Promise<string[]> {
  const places = Array.from({ length: count }, () => random.uuid());
  const rows = await sql`
    select distinct person_id from unnest(${places}::uuid[]) as place cross join lateral (
      (select person_id from persons.person_key where person_id >= place order by person_id limit 1)
      union (select person_id from population.fact where person_id >= place order by person_id limit 1)
    ) known order by person_id`;
  return rows.map((row) => row.person_id);
}
