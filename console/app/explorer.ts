import { askAs } from './explorer-identity.ts';
import { showBar } from './explorer-bar.ts';
import { restoreSession } from './session.ts';

interface GraphiQLPage {
  YogaGraphiQL?: { renderYogaGraphiQL(root: Element, options: Record<string, unknown>): void };
  MonacoEnvironment?: { globalAPI: boolean; getWorkerUrl(moduleId: string, label: string): string };
}

const FIRST_QUERY = `# Ask anything the hub knows; Ctrl+Space suggests, Ctrl+Enter runs.
# Who asks is chosen above.
query Me {
  me {
    givenName
    declaredResidence { text municipality { name } provenance { source ageSeconds } }
    offers { state certainty value { amount currency } benefit { name { lv } } because { met description { lv } } }
  }
}
`;

const page = globalThis as unknown as GraphiQLPage;
page.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_moduleId, label) => `/console/explorer/${label === 'json' || label === 'graphql' ? label : 'editor'}-worker.js`,
};

const identity = askAs(restoreSession());
// GraphiQL keeps the fetch it finds when it starts: the identity has to stand in front of it before that.
globalThis.fetch = identity.fetch;
await showBar(document.getElementById('bar')!, identity);
await load('/console/explorer/graphiql.js');
page.YogaGraphiQL?.renderYogaGraphiQL(document.getElementById('graphiql')!, {
  endpoint: '/graphql',
  title: 'GraphQL',
  logo: '<span></span>',
  defaultQuery: FIRST_QUERY,
  shouldPersistHeaders: false,
});

function load(url: string): Promise<unknown> {
  const script = document.createElement('script');
  script.src = url;
  return new Promise((resolve, reject) => {
    script.addEventListener('load', resolve);
    script.addEventListener('error', reject);
    document.head.append(script);
  });
}
