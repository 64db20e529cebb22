/** What may be asked of the figures, and what is made of an answer. */
import type { MetricDimension, MetricQuery, TimeBucket } from '#codegen/generated/metrics.ts';
import { BadUserInputError, LimitExceededError } from '#kernel/errors.ts';
import type { Measure } from './cell.ts';

export const DIMENSIONS_MOST = 3;
export const CELLS_MOST = 10_000;
/** Cells of the whole table in which an answer is looked at, to tell what must be held back. */
export const TABLE_MOST = 100_000;
const YEARS_MOST = 20;

export interface Question {
  measures: readonly Measure[];
  bucket: TimeBucket | null;
  /** What is grouped by and what is filtered by, each once: the table in which siblings are looked for. */
  table: readonly MetricDimension[];
  shown: ReadonlySet<MetricDimension>;
  filters: ReadonlyMap<MetricDimension, string>;
  from: string;
  to: string;
}

/** Dimensions that offers do not have. */
const OF_REQUESTS_ALONE: ReadonlySet<MetricDimension> = new Set(['STATUS']);

/** @throws BAD_USER_INPUT, LIMIT_EXCEEDED naming the value and what is allowed */
export function questionOf(query: MetricQuery, measures: readonly Measure[]): Question {
  const { from, to, bucket = null } = query;
  const groupBy = [...new Set(query.groupBy)];
  if (groupBy.length > DIMENSIONS_MOST) throw new LimitExceededError(`groupBy has ${groupBy.length} dimensions; at most ${DIMENSIONS_MOST} are allowed`);
  if (from > to) throw new BadUserInputError(`from: ${from} lies after to, ${to}`);
  const last = Temporal.PlainDate.from(from).add({ years: YEARS_MOST });
  if (Temporal.PlainDate.compare(to, last) > 0) throw new BadUserInputError(`to: ${to} lies more than ${YEARS_MOST} years after from, ${from}`);
  const strange = measures.includes('FOUND') ? groupBy.find((dimension) => OF_REQUESTS_ALONE.has(dimension)) : undefined;
  if (strange) throw new BadUserInputError(`groupBy: offers have no ${strange}`);
  const filters = new Map<MetricDimension, string>();
  if (query.serviceId != null) filters.set('SERVICE', query.serviceId);
  if (query.organizationId != null) filters.set('ORGANIZATION', query.organizationId);
  if (query.municipalityCode != null) filters.set('MUNICIPALITY', query.municipalityCode);
  return { measures, bucket: bucket ?? null, table: [...new Set([...groupBy, ...filters.keys()])], shown: new Set(groupBy), filters, from, to };
}

export function demandFewCells(count: number): void {
  if (count > CELLS_MOST) throw new LimitExceededError(`The answer would have ${count} cells; at most ${CELLS_MOST} are given. Choose a wider bucket, fewer dimensions or a shorter time`);
}

export function demandSmallTable(count: number): void {
  if (count > TABLE_MOST) throw new LimitExceededError(`The answer rests on more than ${TABLE_MOST} cells. Choose a wider bucket, fewer dimensions or a shorter time`);
}
