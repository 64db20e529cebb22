import { startConsumer } from '#kernel/events/consumer.ts';
import { READS_SURVIVORS } from '../survivors.ts';
import { defineSubgraph, type Background, type SubgraphServices } from '../module.ts';
import { contextOf } from './context.ts';
import { follow, FOLLOWED } from './follower.ts';
import { resolvers } from './resolvers.ts';
import { seed } from './seed.ts';

async function start({ sql, log, logger, clock }: SubgraphServices): Promise<Background> {
  const consumer = startConsumer({
    name: 'life-situations',
    sql,
    log,
    logger,
    types: FOLLOWED,
    schema: 'life_situations',
    handle: (batch, tx) => follow(batch, tx, clock.now()),
  });
  return { consumers: [consumer], close: () => consumer.close() };
}

/** The catalogue of life situations, and which of them have arisen for whom. */
export const lifeSituations = defineSubgraph({
  name: 'life-situations',
  schema: 'life_situations',
  folder: import.meta.url,
  resolvers,
  context: contextOf,
  keeping: {
    'Query.lifeSituation': 'CATALOGUE',
    'Query.lifeSituations': 'CATALOGUE',
    'PublicService.lifeSituations': 'CATALOGUE',
    LifeSituation: 'CATALOGUE',
  },
  seed,
  start,
  grants: [
    { privilege: 'select', on: 'population.fact' },
    { privilege: 'select', on: 'population.tie' },
    READS_SURVIVORS,
  ],
});
