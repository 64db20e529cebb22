import type { Sql } from '#kernel/database.ts';

/** Has the whole population looked at (again) for these benefits. */
export async function requestSweep(tx: Sql, benefitIds: readonly string[], at: Temporal.Instant): Promise<void> {
  await tx`
    insert into offers.sweep (benefit_id, started_at) select id, ${at.toString()}::timestamptz from unnest(${benefitIds as string[]}::uuid[]) as id
    on conflict (benefit_id) do update set after = null, persons = 0, started_at = excluded.started_at, finished_at = null`;
}

/** The sweeps that stand furthest behind, at the same place: they go on together. */
export interface SweepPlace {
  benefitIds: string[];
  after: string | null;
}

/** Locks what it returns until the transaction ends; null when nothing is to be done, or another instance is at it. */
export async function nextSweep(tx: Sql): Promise<SweepPlace | null> {
  const rows = await tx`
    select benefit_id, after from offers.sweep where finished_at is null order by after nulls first, benefit_id for update skip locked`;
  const [first] = rows;
  if (!first) return null;
  return { benefitIds: rows.filter((row) => row.after === first.after).map((row) => row.benefit_id as string), after: first.after };
}

/** @param after the last person looked at, or null when everyone was */
export async function advanceSweep(tx: Sql, benefitIds: readonly string[], after: string | null, persons: number, at: Temporal.Instant): Promise<void> {
  await tx`
    update offers.sweep set after = ${after}, persons = persons + ${persons},
      finished_at = case when ${after}::uuid is null then ${at.toString()}::timestamptz end
    where benefit_id = any(${benefitIds as string[]}::uuid[])`;
}
