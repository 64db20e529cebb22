import { composeServices } from '@theguild/federation-composition';
import { parse as parseGraphql } from 'graphql';
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { keeper } from '#codegen/kept-file.ts';
import { subgraphSdl } from '#subgraphs/sdl.ts';

/**
 * Composes the supergraph from rover.yaml: `npm run compose`. With `--check` it writes nothing and ends with an error
 * when what is committed differs from what the schemas say.
 */
const SUPERGRAPH = 'supergraph/supergraph.graphql';
const keep = keeper('npm run compose');

interface RoverConfig {
  subgraphs: Record<string, { routing_url: string; schema: { file: string } }>;
}

const config = parseYaml(readFileSync('rover.yaml', 'utf8')) as RoverConfig;
const services = Object.entries(config.subgraphs).map(([name, subgraph]) => {
  const sdl = subgraphSdl(name);
  keep(subgraph.schema.file, sdl);
  return { name, url: subgraph.routing_url, typeDefs: parseGraphql(sdl) };
});
const result = composeServices(services);
if (result.errors?.length) {
  for (const error of result.errors) console.error(`${error.extensions?.code ?? 'ERROR'}: ${error.message}`);
  process.exit(1);
}
keep(SUPERGRAPH, `${result.supergraphSdl!.trim()}\n`);
