import { benefits } from '#subgraphs/benefits/subgraph.ts';
import { events } from '#subgraphs/events/subgraph.ts';
import { lifeSituations } from '#subgraphs/life-situations/subgraph.ts';
import { metrics } from '#subgraphs/metrics/subgraph.ts';
import type { SubgraphModule } from '#subgraphs/module.ts';
import { offers } from '#subgraphs/offers/subgraph.ts';
import { persons } from '#subgraphs/persons/subgraph.ts';
import { requests } from '#subgraphs/requests/subgraph.ts';
import { services } from '#subgraphs/services/subgraph.ts';
import { statuses } from '#subgraphs/statuses/subgraph.ts';
import type { SchemaPart } from './postgres/migrate.ts';

/** Every subgraph, in the order their seeds build on each other. */
export const MODULES: readonly SubgraphModule[] = [services, lifeSituations, persons, statuses, benefits, offers, requests, events, metrics];

const here = (path: string) => new URL(path, import.meta.url);

/** Every schema of the database, those first that others are granted. */
export const SCHEMAS: readonly SchemaPart[] = [
  { schema: 'events', folder: here('../kernel/events/') },
  { schema: 'population', folder: here('../connectors/population/') },
  { schema: 'addresses', folder: here('../connectors/addresses/') },
  {
    schema: 'registers',
    folder: here('../connectors/records/'),
    grants: [{ privilege: 'select', on: 'population.fact' }, { privilege: 'select', on: 'addresses.address' }],
  },
  ...MODULES.map(({ schema, folder, grants }) => ({ schema, folder: new URL('./', folder), ...(grants ? { grants } : {}) })),
];
