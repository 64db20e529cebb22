import { DDSketch } from '@datadog/sketches-js';

/**
 * Durations as a sketch whose bins are stored, one count each: sketches of any parts add up, bin by bin, to the sketch of the
 * whole, and what was counted can be taken back. Whole days come out exact up to 100 and then within half a percent.
 */
const RELATIVE_ACCURACY = 0.005;
/** The mapping gives bins from 0 on to durations of a day or more. */
const SAME_DAY = -1;

const { mapping } = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

export function binOf(days: number): number {
  return days === 0 ? SAME_DAY : mapping.key(days);
}

/** The number of days within which the given share of what was counted was done; null where nothing was. @param counts by bin */
export function daysAtQuantile(counts: ReadonlyMap<number, number>, share: number): number | null {
  const sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
  for (const [bin, count] of counts) sketch.accept(bin === SAME_DAY ? 0 : mapping.value(bin), count);
  return sketch.count === 0 ? null : Math.round(sketch.getValueAtQuantile(share));
}
