import { defineSubgraph } from '../module.ts';
import { createContext } from './context.ts';
import { followRegisters } from './follow.ts';
import { keeping } from './keeping.ts';
import { resolvers } from './resolvers.ts';

export const persons = defineSubgraph({
  name: 'persons',
  schema: 'persons',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  keeping,
  start: followRegisters,
  grants: [
    { privilege: 'insert, update, delete, select', on: 'population.fact' },
    { privilege: 'insert, update, delete, select', on: 'population.tie' },
    { privilege: 'insert, update, delete, select', on: 'addresses.address' },
    { privilege: 'insert, update, delete, select', on: 'addresses.municipality_merger' },
    { privilege: 'insert, update, delete, select', on: 'registers.stream' },
    { privilege: 'insert, update, delete, select', on: 'registers.change' },
    { privilege: 'insert, update, delete, select', on: 'registers.record' },
  ],
});
