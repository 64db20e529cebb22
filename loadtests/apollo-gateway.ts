import { startApolloGateway } from '../supergraph/testing/apollo-gateway.ts';
import { readConfig } from '../supergraph/config.ts';

/** Apollo's gateway as a process of its own, for the benchmark alone: at PORT, over the subgraphs that SUBGRAPH_URLS names. */
const { port, subgraphUrls } = readConfig(process.env);
const gateway = await startApolloGateway(subgraphUrls, port);
process.once('SIGTERM', () => void gateway.close().then(() => process.exit(0)));
