import { startConsumer, type Consumer, type ConsumerOptions } from '#kernel/events/consumer.ts';
import { FOLLOWED } from './count.ts';
import { CONSUMER, countLive } from './generations.ts';

/** Cells are written once a batch, however many of its events they count. */
const COUNTED_AT_ONCE = 5_000;

/** Keeps the live figures at the end of the log. */
export function followLive(parts: Pick<ConsumerOptions, 'sql' | 'log' | 'logger' | 'committed'>): Consumer {
  return startConsumer({ ...parts, name: CONSUMER, types: FOLLOWED, schema: 'metrics', most: COUNTED_AT_ONCE, handle: countLive });
}
