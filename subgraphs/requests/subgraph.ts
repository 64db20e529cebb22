import { defineSubgraph } from '../module.ts';
import { READS_SURVIVORS } from '../survivors.ts';
import { createContext } from './context.ts';
import { followLog } from './intake.ts';
import { followCalendar } from './overdue.ts';
import { resolvers } from './resolvers.ts';

/** Nothing is seeded: requests come from people. */
export const requests = defineSubgraph({
  name: 'requests',
  schema: 'requests',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  grants: [
    READS_SURVIVORS,
    // Where the events of a person's requests are told.
    { privilege: 'select', on: 'population.fact' },
  ],
  async start(services) {
    const consumer = followLog(services);
    const calendar = followCalendar(services);
    return {
      consumers: [consumer],
      settled: calendar.settled,
      close: async () => void (await Promise.all([consumer.close(), calendar.close()])),
    };
  },
});
