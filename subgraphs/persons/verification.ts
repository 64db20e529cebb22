/** Compares the projection with the register, person by person: what the follower keeps must be what the register says. */
import { readMergers, Territories } from '#connectors/addresses/territories.ts';
import type { CodeBook } from '#connectors/population/code-book.ts';
import { identify, type ReadByCodes } from '#connectors/population/identify.ts';
import { differencesBetween, readProjected, type ProjectedPerson } from '#connectors/population/projection.ts';
import { toProjected, type Places } from '#connectors/population/record.ts';
import type { Sql } from '#kernel/database.ts';
import type { Random } from '#kernel/random.ts';

const BATCH = 100;
/** As many as fill the register and this process in turn, and leave the hub its share. */
const BATCHES_AT_ONCE = 4;

/** What is wrong with one person: names of facts, never what they are. */
export interface Difference {
  personId: string;
  /** Whoever is not in the register may also be somebody whose code is lost: no repair can ask for them. */
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
  const places = new Territories(await readMergers(parts.sql));
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, at) => ids.slice(at * BATCH, (at + 1) * BATCH));
  const found: Difference[][] = batches.map(() => []);
  const left = batches.entries();
  const verifyNext = async (): Promise<void> => {
    for (const [at, batch] of left) found[at] = await verifyBatch(parts, batch, places);
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, verifyNext));
  return found.flat();
}

async function verifyBatch({ sql, codeBook, read, today }: VerificationParts, ids: readonly string[], places: Places): Promise<Difference[]> {
  const kept = await readProjected(sql, ids); // before the register is asked: what is newer there is no fault here
  const codes = await codeBook.codesOf(ids);
  const records = await identify(codes.size > 0 ? await read([...codes.values()]) : [], { codeBook, read });
  const told = new Map(records.map((record) => [record.personId, record]));
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
