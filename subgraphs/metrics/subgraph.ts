import { startConsumer } from '#kernel/events/consumer.ts';
import { defineSubgraph, type Background, type SubgraphServices } from '../module.ts';
import { createContext } from './context.ts';
import { FOLLOWED } from './count.ts';
import { beginCounting, CONSUMER, countLive } from './generations.ts';
import { startRebuild } from './rebuild.ts';
import { resolvers } from './resolvers.ts';

/** Cells are written once a batch, however many of its events they count. */
const COUNTED_AT_ONCE = 5_000;

async function start({ sql, log, logger, clock }: SubgraphServices): Promise<Background> {
  const consumer = startConsumer({ name: CONSUMER, sql, log, logger, types: FOLLOWED, schema: 'metrics', most: COUNTED_AT_ONCE, handle: countLive });
  const rebuild = startRebuild({ sql, clock, logger });
  return {
    consumers: [consumer],
    settled: rebuild.settled,
    progress: rebuild.progress,
    close: async () => void (await Promise.all([consumer.close(), rebuild.close()])),
  };
}

/** Figures and indicators, counted from events alone. */
export const metrics = defineSubgraph({
  name: 'metrics',
  schema: 'metrics',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  seed: ({ sql, clock }) => beginCounting(sql, clock.now()),
  start,
  // What the log has let go of cannot be counted again.
  grants: [{ privilege: 'select', on: 'events.retired' }],
});
