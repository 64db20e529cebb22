import type { Sql } from '#kernel/database.ts';

/**
 * The sequence that every consumer of the log has passed, in whichever process it works, and every stream that is filled from
 * it; Infinity where there is none. A consumer that no longer exists must be taken out of its table, or it holds the log for good.
 *
 * @param parts each schema under its own role
 */
export async function consumedThrough(parts: readonly { schema: string; sql: Sql }[]): Promise<number> {
  const places = await Promise.all(parts.map(async ({ schema, sql }) => {
    const [table] = await sql`select to_regclass(${`${schema}.cursor`}) is not null as cursor, to_regclass(${`${schema}.published`}) is not null as published`;
    const rows = [
      ...(table!.cursor ? await sql`select min(sequence) as sequence from ${sql(schema)}.cursor` : []),
      ...(table!.published ? await sql`select min(log_sequence) as sequence from ${sql(schema)}.published` : []),
    ];
    return rows.map((row) => (row.sequence ?? Infinity) as number);
  }));
  return Math.min(Infinity, ...places.flat());
}
