/** The figures that can be asked for, each made of what was counted. */
import type { Measure } from './cell.ts';
import type { Shape } from './answer.ts';
import { totalOf } from './answer.ts';
import { daysAtQuantile } from './sketch.ts';

export interface Figure {
  measures: readonly Measure[];
  /** Of these, the counts that are shown or that means and percentiles are made of. */
  guarded: readonly Measure[];
  shape: Shape;
}

export const requestVolume: Figure = {
  measures: ['SUBMITTED'],
  guarded: ['SUBMITTED'],
  shape: (_, { SUBMITTED }) => ({ count: SUBMITTED }),
};

export const processingDays: Figure = {
  measures: ['OUTCOMES', 'DAYS'],
  guarded: ['OUTCOMES'],
  shape: ({ OUTCOMES, DAYS }, { OUTCOMES: count }) => {
    if (!count || !OUTCOMES) return { count };
    return { count, value: rounded(totalOf(DAYS) / count), p50: daysAtQuantile(OUTCOMES, 0.5), p90: daysAtQuantile(OUTCOMES, 0.9) };
  },
};

export const ratings: Figure = {
  measures: ['RATINGS'],
  guarded: ['RATINGS'],
  shape: ({ RATINGS }, { RATINGS: count }) => {
    if (!count || !RATINGS) return { count };
    return { count, value: rounded(RATINGS.entries().reduce((sum, [rating, amount]) => sum + rating * amount, 0) / count) };
  },
};

export const offers: Figure = {
  measures: ['FOUND', 'ACCEPTED', 'DECLINED'],
  guarded: ['FOUND', 'ACCEPTED', 'DECLINED'],
  shape: (_, { FOUND, ACCEPTED, DECLINED }) => ({ count: FOUND, found: FOUND, accepted: ACCEPTED, declined: DECLINED, value: share(ACCEPTED, FOUND) }),
};

export const benefitUse: Figure = {
  measures: ['FOUND', 'ACCEPTED'],
  guarded: ['FOUND', 'ACCEPTED'],
  shape: (_, { FOUND, ACCEPTED }) => ({ count: ACCEPTED, accepted: ACCEPTED, value: share(ACCEPTED, FOUND) }),
};

function share(part: number | null | undefined, whole: number | null | undefined): number | null {
  return part == null || !whole ? null : rounded((part / whole) * 100);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
