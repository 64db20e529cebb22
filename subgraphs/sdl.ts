import { readFileSync } from 'node:fs';

/** A subgraph's whole schema: the words all share, then its own. */
export function subgraphSdl(name: string): string {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  return `${read('../kernel/shared.graphql')}\n${read(`./${name}/schema.graphql`)}`;
}
