import { defineSubgraph } from '../module.ts';
import { READS_SURVIVORS } from '../survivors.ts';
import { createContext } from './context.ts';
import { followDeaths } from './deaths.ts';
import { followCalendar } from './expiry.ts';
import { resolvers } from './resolvers.ts';
import { seed } from './seed.ts';

export const statuses = defineSubgraph({
  name: 'statuses',
  schema: 'statuses',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  keeping: { 'Query.statusTypes': 'CATALOGUE', SocialStatusType: 'CATALOGUE' },
  seed,
  grants: [
    READS_SURVIVORS,
    // Whether there is such a person, where events of their statuses are told, and whether everyone has been discovered yet.
    { privilege: 'select', on: 'population.fact' },
    { privilege: 'select', on: 'persons.feed' },
  ],
  async start(services) {
    const [deaths, calendar] = [followDeaths(services), followCalendar(services)];
    return {
      consumers: [deaths],
      settled: calendar.settled,
      close: async () => void (await Promise.all([deaths.close(), calendar.close()])),
    };
  },
});
