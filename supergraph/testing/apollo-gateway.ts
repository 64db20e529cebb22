import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readSupergraph } from '../supergraph-file.ts';

interface Passed {
  headers?: Record<string, string>;
}

const PASSED_ON = ['authorization', 'x-purpose', 'x-request-id'];

class PassingOn extends RemoteGraphQLDataSource<Passed> {
  override willSendRequest({ request, context }: Parameters<NonNullable<RemoteGraphQLDataSource<Passed>['willSendRequest']>>[0]): void {
    for (const [name, value] of Object.entries((context as Passed).headers ?? {})) request.http?.headers.set(name, value);
  }
}

/**
 * A router of another make over the committed supergraph: Apollo's, on this machine, at a free port unless told. For tests
 * and for the benchmark alone, which its licence (Elastic 2.0) is no hindrance to.
 *
 * @param subgraphs where each subgraph is, when not where the supergraph says
 */
export async function startApolloGateway(subgraphs: ReadonlyMap<string, string>, port = 0): Promise<{ url: string; close(): Promise<void> }> {
  const gateway = new ApolloGateway({
    supergraphSdl: readSupergraph(null).sdl,
    buildService: ({ name, url }) => new PassingOn({ url: subgraphs.get(name) ?? url! }),
  });
  const server = new ApolloServer<Passed>({ gateway, stopOnTerminationSignals: false, csrfPrevention: false });
  const { url } = await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => ({
      headers: Object.fromEntries(PASSED_ON.flatMap((name) => (req.headers[name] === undefined ? [] : [[name, String(req.headers[name])]]))),
    }),
  });
  return { url: `${url}graphql`, close: () => server.stop() };
}
