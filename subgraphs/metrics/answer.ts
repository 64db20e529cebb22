/** Reads a table of figures and answers with what of it was asked for and may be shown. */
import type { MetricDimension } from '#codegen/generated/metrics.ts';
import type { Territories } from '#connectors/addresses/territories.ts';
import type { Sql } from '#kernel/database.ts';
import type { Measure } from './cell.ts';
import { heldBack } from './disclosure.ts';
import type { MetricCellModel } from './models.ts';
import { demandFewCells, demandSmallTable, TABLE_MOST, type Question } from './query.ts';

/** One cell of a table with everything that was counted in it. */
export interface Group {
  bucket: string | null;
  about: Partial<Record<MetricDimension, string | null>>;
  /** By measure, then by bin. */
  counts: Partial<Record<Measure, Map<number, number>>>;
  isAsked: boolean;
}

const COLUMNS: Readonly<Record<MetricDimension, string>> = {
  SERVICE: 'service_id::text',
  ORGANIZATION: 'organization_id::text',
  MUNICIPALITY: 'coalesce(part_of.successor, municipality)',
  CHANNEL: 'channel',
  STATUS: 'status',
  BENEFIT: 'benefit_id::text',
};

/** Complete along every dimension that is grouped or filtered by, so that siblings can be told; those asked for come with their bins. */
export async function readTable(sql: Sql, question: Question, territories: Territories, today: string): Promise<Group[]> {
  const { table, filters, bucket, from, to, measures } = question;
  const { codes, successors } = territories.movesBy(today);
  const wanted = table.map((dimension) => (dimension === 'MUNICIPALITY' && filters.has(dimension) ? territories.successorOn(filters.get(dimension)!, today) : (filters.get(dimension) ?? null)));
  const about = table.length ? `array[${table.map((dimension) => COLUMNS[dimension]).join(', ')}]` : `'{}'::text[]`;
  const rows = await sql`
    with counted as (
      select ${bucket ? sql`date_trunc(${bucket.toLowerCase()}, day::timestamp)::date` : sql`null::date`} as bucket, ${sql.unsafe(about)} as about, measure, bin, sum(amount)::bigint as amount
      from metrics.cell left join unnest(${codes}::text[], ${successors}::text[]) as part_of(code, successor) on part_of.code = municipality
      where generation = (select live from metrics.standing) and measure = any(${measures as Measure[]}::text[]) and day between ${from}::date and ${to}::date
      group by 1, 2, 3, 4 having sum(amount) <> 0
    ),
    answered as (
      select *, not exists (select from unnest(about, ${wanted as string[]}::text[]) as each(has, wanted) where wanted is not null and wanted is distinct from has) as asked from counted
    )
    select bucket, about, asked, array_agg(measure) as measures, array_agg(bin) as bins, array_agg(amount) as amounts
    from (
      select bucket, about, asked, measure, case when asked then bin end as bin, sum(amount)::bigint as amount from answered group by 1, 2, 3, 4, 5
    ) as summed
    group by bucket, about, asked order by bucket, about limit ${TABLE_MOST + 1}`;
  demandSmallTable(rows.length);
  return rows.map((row) => ({
    bucket: row.bucket,
    about: Object.fromEntries(table.map((dimension, index) => [dimension, row.about[index]])),
    counts: countsOf(row.measures, row.bins, row.amounts),
    isAsked: row.asked,
  }));
}

/** How a cell looks when some of its counts may be shown: those that may not are null. */
export type Shape = (counts: Group['counts'], shown: Partial<Record<Measure, number | null>>) => Partial<MetricCellModel>;

/**
 * @param guarded measures whose counts are shown, each kept from telling of single people by itself
 * @param shape makes the figures of a cell
 */
export function answerOf(groups: readonly Group[], question: Question, guarded: readonly Measure[], shape: Shape): MetricCellModel[] {
  demandFewCells(groups.filter(({ isAsked }) => isAsked).length);
  const held = new Map(guarded.map((measure) => [measure, heldBack(groups.map(({ bucket, about, counts }) => (
    { about: [...(question.bucket ? [bucket] : []), ...question.table.map((dimension) => about[dimension]!)], count: totalOf(counts[measure]) })))]));
  return groups.flatMap((group, index) => {
    if (!group.isAsked) return [];
    const shown = Object.fromEntries(guarded.map((measure) => [measure, held.get(measure)!.has(index) ? null : totalOf(group.counts[measure])]));
    const suppressed = Object.values(shown).includes(null);
    const about = Object.fromEntries(Object.entries(group.about).filter(([dimension]) => question.shown.has(dimension as MetricDimension)));
    // That somebody without a municipality is among so few would tell of who is protected.
    if (suppressed && question.shown.has('MUNICIPALITY') && group.about.MUNICIPALITY === null) return [];
    return [{ bucket: group.bucket, about, suppressed, ...shape(group.counts, shown) }];
  });
}

export function totalOf(bins: ReadonlyMap<number, number> | undefined): number {
  return bins ? bins.values().reduce((sum, amount) => sum + amount, 0) : 0;
}

function countsOf(measures: Measure[], bins: (number | null)[], amounts: number[]): Group['counts'] {
  const counts: Group['counts'] = {};
  measures.forEach((measure, index) => (counts[measure] ??= new Map()).set(bins[index] ?? 0, amounts[index]!));
  return counts;
}
