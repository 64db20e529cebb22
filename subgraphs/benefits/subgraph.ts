import { defineSubgraph } from '../module.ts';
import { READS_SURVIVORS } from '../survivors.ts';
import { createContext } from './context.ts';
import { startInstructing } from './instructions.ts';
import { resolvers } from './resolvers.ts';
import { seed } from './seed.ts';

/** Benefits as their grantors define them, and who was instructed to get one. */
export const benefits = defineSubgraph({
  name: 'benefits',
  schema: 'benefits',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  keeping: { 'Query.benefit': 'CATALOGUE', 'Query.benefits': 'CATALOGUE', Benefit: 'CATALOGUE' },
  seed,
  grants: [READS_SURVIVORS],
  async start(services) {
    const instructing = startInstructing(services);
    return { consumers: [instructing], close: () => instructing.close() };
  },
});
