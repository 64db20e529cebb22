import { defineSubgraph } from '../module.ts';
import { READS_SURVIVORS } from '../survivors.ts';
import { createContext } from './context.ts';
import { startDelivering } from './delivering.ts';
import { resolvers } from './resolvers.ts';

/** Nothing is seeded: subscriptions come from institutions. */
export const events = defineSubgraph({
  name: 'events',
  schema: 'subscriptions',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  keeping: { 'Query.eventTypes': 'CATALOGUE' },
  grants: [
    READS_SURVIVORS,
    // Whose task the whole country is.
    { privilege: 'select', on: 'services.organization' },
    { privilege: 'select', on: 'services.service' },
    // Whether there is such a person, and whether everyone has been discovered yet.
    { privilege: 'select', on: 'population.fact' },
    { privilege: 'select', on: 'persons.feed' },
    { privilege: 'select', on: 'addresses.municipality_merger' },
    // Who must not be left behind by what comes in bulk, and what the log no longer keeps.
    { privilege: 'insert, update, delete, select', on: 'events.reader' },
    { privilege: 'select', on: 'events.retired' },
  ],
  start: startDelivering,
});
