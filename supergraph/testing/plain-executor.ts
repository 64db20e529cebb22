import { execute } from 'graphql';
import type { Engine } from '../engine/in-process.ts';

/** Executes with graphql-js, document by document: the reference that the compiled engine must agree with. */
export const interpreting: Engine = (schema) => (request, contextValue) =>
  execute({ schema, document: request.document, operationName: request.operationName, variableValues: request.variables, contextValue });
