import { defineSubgraph, type Background, type SubgraphServices } from '../module.ts';
import { createContext } from './context.ts';
import { beginCounting } from './generations.ts';
import { followLive } from './live.ts';
import { startRebuild } from './rebuild.ts';
import { resolvers } from './resolvers.ts';

async function start({ sql, log, logger, clock }: SubgraphServices): Promise<Background> {
  const consumer = followLive({ sql, log, logger });
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
