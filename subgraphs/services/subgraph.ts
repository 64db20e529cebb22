import { defineSubgraph } from '../module.ts';
import { contextOf } from './context.ts';
import { resolvers } from './resolvers.ts';
import { seed } from './seed.ts';

/** The register of public services, of the organizations behind them, and of where they are requested. */
export const services = defineSubgraph({
  name: 'services',
  schema: 'services',
  folder: import.meta.url,
  resolvers,
  context: contextOf,
  keeping: { Query: 'CATALOGUE', PublicService: 'CATALOGUE', PublicOrganization: 'CATALOGUE', ContactPoint: 'CATALOGUE' },
  seed,
});
