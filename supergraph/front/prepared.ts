import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { Logger } from '#kernel/logger.ts';
import { withoutPersonalCodes } from '#kernel/personal-code-shape.ts';
import type { OperationObserver } from '../operations/observe-operations.ts';
import { tidy } from '../plugins/honest-answers.ts';
import type { GatewayContext } from '../plugins/identity.ts';

export type Answer = ExecutionResult | AsyncIterableIterator<ExecutionResult>;

/** An operation that passed every plugin on its way, with how the gateway runs it. */
export interface Prepared extends ExecutionArgs {
  rootValue: Record<'execute' | 'subscribe', (args: ExecutionArgs) => Promise<Answer>>;
}

/** What an operation comes with where the gateway has not read the request itself. */
export interface Arrival {
  connectionParams: Record<string, unknown> | undefined;
  params: { query?: unknown; operationName?: unknown; variables?: unknown };
  [more: string]: unknown;
}

/** Parses and checks an operation, and finds out who asks. @throws what is no error of the operation */
export async function prepare(gateway: GatewayRuntime, arrival: Arrival): Promise<{ args: Prepared } | { errors: GraphQLError[] }> {
  const { schema, execute, subscribe, contextFactory, parse, validate } = gateway.getEnveloped(arrival);
  const { params } = arrival;
  try {
    const document = parse(params.query);
    const errors: readonly GraphQLError[] = validate(schema, document);
    if (errors.length) return { errors: errors.map(refused) };
    const { operationName, variables: variableValues } = params;
    return { args: { schema, operationName, document, variableValues, contextValue: await contextFactory(), rootValue: { execute, subscribe } } as unknown as Prepared };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [refused(error)] };
    throw error;
  }
}

/** An error ends the one operation; thrown, it would end the connection and be printed as it is, with what was sent. */
export async function answered(args: Prepared, run: Prepared['rootValue']['execute'], { observe, logger }: { observe: OperationObserver['overSocket']; logger: Logger }): Promise<Answer> {
  try {
    return await observe(args, () => run(args));
  } catch (error) {
    return { errors: [refused(tidy(error, (args.contextValue as GatewayContext).requestId, logger))] };
  }
}

/** Without the place in the text, which belongs to HTTP answers, and without the HTTP status. */
export function refused({ message, extensions }: GraphQLError): GraphQLError {
  const { http: _, ...rest } = extensions;
  return new GraphQLError(withoutPersonalCodes(message), { extensions: rest });
}
