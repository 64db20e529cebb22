import { defineSubgraph } from '../module.ts';
import { READS_SURVIVORS } from '../survivors.ts';
import { Calendar } from './calendar.ts';
import { createContext } from './context.ts';
import { Engine } from './engine.ts';
import { resolvers } from './resolvers.ts';
import { Sweep } from './sweep.ts';

export const offers = defineSubgraph({
  name: 'offers',
  schema: 'offers',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  grants: [
    { privilege: 'select', on: 'population.fact' },
    { privilege: 'select', on: 'population.tie' },
    READS_SURVIVORS,
    { privilege: 'select', on: 'addresses.municipality_merger' },
    // How far the register's first discovery has come: the sweep waits for its end.
    { privilege: 'select', on: 'persons.feed' },
  ],
  async start(services) {
    const engine = new Engine(services);
    const sweep = new Sweep(services, engine);
    const consumer = engine.follow(() => sweep.wake());
    const calendar = new Calendar(services, engine, sweep).start();
    sweep.wake();
    return {
      consumers: [consumer],
      progress: () => sweep.progress(),
      async settled() {
        await calendar.settled();
        await sweep.settled();
      },
      async close() {
        await Promise.all([consumer.close(), calendar.close(), sweep.close()]);
      },
    };
  },
});
