import { composeServices } from '@theguild/federation-composition';
import { parse as parseGraphql } from 'graphql';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { subgraphSdl } from '#subgraphs/sdl.ts';

/**
 * Composes the supergraph from rover.yaml: `npm run compose`. With `--check` it writes nothing and ends with an error
 * when what is committed differs from what the schemas say.
 */
const SUPERGRAPH = 'supergraph/supergraph.graphql';
const check = process.argv.includes('--check');

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

function keep(path: string, content: string): void {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  if (check) {
    console.error(`${path} is not up to date: run npm run compose and commit it`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, content);
  }
}
