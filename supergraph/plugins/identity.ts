import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { HubError } from '#kernel/errors.ts';
import type { Verifier } from '#kernel/identity/verifier.ts';
import type { RequestInfo } from '#subgraphs/module.ts';

/** What the gateway knows of a request; the whole of it is what in-process subgraphs see. */
export interface GatewayContext extends RequestInfo {
  request: Request;
  connectionParams?: Record<string, unknown>;
  /** It came as a stream of events, past the reading of requests. */
  isEventStream?: boolean;
}

/** Puts who asks, and the id of the request, into the context; a token that does not hold ends the request with 401. */
export function identity(verifier: Verifier): Plugin<GatewayContext> {
  return {
    async onContextBuilding({ context, extendContext }) {
      const header = (name: string) => context.request?.headers.get(name) ?? asText(context.connectionParams?.[name]);
      const requestId = context.request?.headers.get('x-request-id') ?? (context.isEventStream ? context.requestId : crypto.randomUUID());
      try {
        const purpose = header('x-purpose');
        const viewer = await verifier.verify(header('authorization'), purpose);
        extendContext({ viewer, requestId, purpose, signal: context.request?.signal });
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        const status = error.extensions.code === 'UNAUTHENTICATED' ? 401 : 403;
        throw new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } });
      }
    },
  };
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
