import { createAsset, type Asset } from './asset.ts';

/**
 * GraphiQL as one package publishes it: a page with everything written into it. The hub serves the parts as files of its
 * own instead, so that no inline script has to be allowed. Loaded on the first visit only: it weighs 9 MB.
 */
export async function readExplorerFile(name: string): Promise<Asset | null> {
  const graphiql = await import('@graphql-yoga/render-graphiql/graphiql');
  switch (name) {
    case 'graphiql.css':
      return createAsset('text/css; charset=utf-8', graphiql.css);
    case 'graphiql.js':
      return script(graphiql.js);
    case 'editor-worker.js':
      return script(graphiql.editorWorkerService);
    case 'json-worker.js':
      return script(graphiql.jsonWorker);
    case 'graphql-worker.js':
      return script(graphiql.graphqlWorker);
    default:
      return null;
  }
}

function script(content: string): Promise<Asset> {
  return createAsset('text/javascript; charset=utf-8', content);
}
