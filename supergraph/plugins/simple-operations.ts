import { execute, GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { restored, restoredPath, simplify, type Simplified } from '../engine/simplify.ts';

/** Gives the planner every operation in its simplest form. It stands last, so that what it adds is there for the others. */
export function simpleOperations(): Plugin {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const simple = simplified(args);
      if ('errors' in simple) return setResultAndStopExecution(simple);
      const own = ownPart(args, simple);
      if (!simple.planned || own.errors) return setResultAndStopExecution(asAsked(own, simple));
      args.document = simple.planned;
      if (!simple.introspected && !simple.hasOwnKeys) return;
      return {
        onExecuteDone({ result, setResult }) {
          const answer = result as ExecutionResult;
          setResult(asAsked({ ...answer, data: answer.data && { ...answer.data, ...own.data } }, simple));
        },
      };
    },
    onSubscribe({ args, setResultAndStopExecution }) {
      const simple = simplified(args);
      if ('errors' in simple) return setResultAndStopExecution(simple);
      if (!simple.planned) return;
      args.document = simple.planned;
      if (!simple.hasOwnKeys) return;
      return { onSubscribeResult: () => ({ onNext: ({ result, setResult }) => setResult(asAsked(result as ExecutionResult, simple)) }) };
    },
  };
}

function simplified({ schema, document, operationName, variableValues }: ExecutionArgs): Simplified | { errors: GraphQLError[] } {
  try {
    return simplify(schema, document, operationName ?? undefined, variableValues ?? {});
  } catch (error) {
    if (error instanceof AggregateError) return { errors: error.errors as GraphQLError[] };
    throw error;
  }
}

/** What needs no subgraph: introspection; and where nothing is asked at all, whether the variables hold. */
function ownPart(args: ExecutionArgs, { planned, introspected }: Simplified): ExecutionResult {
  if (planned && !introspected) return { data: {} };
  return execute({ ...args, document: introspected ?? args.document }) as ExecutionResult;
}

/** The answer with the keys and paths, and in the order, that was asked. */
function asAsked({ data, errors, ...rest }: ExecutionResult, { keys }: Simplified): ExecutionResult {
  const mended = data && restored(data);
  return {
    ...rest,
    ...(mended ? { data: Object.fromEntries(keys.map((key) => [key, mended[key]])) } : data === null ? { data } : {}),
    ...(errors ? { errors: errors.map(withAskedPath) } : {}),
  };
}

function withAskedPath(error: GraphQLError): GraphQLError {
  return error.path ? new GraphQLError(error.message, { path: restoredPath(error.path), extensions: error.extensions }) : error;
}
