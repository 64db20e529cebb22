import { Kind, parse, valueFromASTUntyped, type DocumentNode } from 'graphql';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigError } from './config.ts';

const COMMITTED = fileURLToPath(new URL('./supergraph.graphql', import.meta.url));

export interface Supergraph {
  sdl: string;
  document: DocumentNode;
  /** Where it says that each subgraph is, by its name. */
  addresses: ReadonlyMap<string, string>;
}

/**
 * The composed schema, looked at before anything is served from it.
 *
 * @param path by default the one that is committed
 * @throws ConfigError naming the file and what is wrong with it
 */
export function readSupergraph(path: string | null): Supergraph {
  const file = path ?? COMMITTED;
  let sdl: string;
  try {
    sdl = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`SUPERGRAPH: "${file}" cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const document = parsed(file, sdl);
  const addresses = addressesIn(document);
  if (addresses.size === 0) throw new ConfigError(`SUPERGRAPH: "${file}" names no subgraph; expected a composed supergraph with the enum join__Graph. npm run compose writes one`);
  return { sdl, document, addresses };
}

function parsed(file: string, text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    throw new ConfigError(`SUPERGRAPH: "${file}" is no whole supergraph, of ${text.length} characters: ${(error as Error).message}. npm run compose writes one`);
  }
}

function addressesIn(document: DocumentNode): Map<string, string> {
  const addresses = new Map<string, string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { directives } of definition.values ?? []) {
      const given = directives?.find(({ name }) => name.value === 'join__graph')?.arguments ?? [];
      const { name, url } = Object.fromEntries(given.map((argument) => [argument.name.value, String(valueFromASTUntyped(argument.value))]));
      if (name !== undefined && url !== undefined) addresses.set(name, url);
    }
  }
  return addresses;
}
