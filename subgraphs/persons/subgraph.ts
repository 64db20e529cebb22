import { defineSubgraph } from '../module.ts';
import { forgetWhatChanges } from './attend.ts';
import { createContext } from './context.ts';
import { followRegisters } from './follow.ts';
import { resolvers } from './resolvers.ts';

export const persons = defineSubgraph({
  name: 'persons',
  schema: 'persons',
  folder: import.meta.url,
  resolvers,
  context: createContext,
  start: followRegisters,
  attend: forgetWhatChanges,
  grants: [
    { privilege: 'insert, update, delete, select', on: 'population.fact' },
    { privilege: 'insert, update, delete, select', on: 'population.tie' },
    { privilege: 'insert, update, delete, select', on: 'addresses.address' },
  ],
});
