import { eventsPage } from './reference-events.ts';
import { readExamples } from './reference-examples.ts';
import { errorsPage, frontPage } from './reference-front.ts';
import { readGraph } from './reference-graph.ts';
import { rootsPage } from './reference-roots.ts';
import { enumsPage, inputsPage, typesPage } from './reference-types.ts';

const FOLDER = 'docs/reference';

/** The reference of the schema as Markdown: path and content of each page. */
export function referencePages(): [path: string, content: string][] {
  const graph = readGraph();
  const examples = readExamples();
  const { schema } = graph;
  const queries = rootsPage(graph, schema.getQueryType()!, 'What can be asked. Several may stand in one operation; they are answered independently of each other.', examples);
  const mutations = rootsPage(graph, schema.getMutationType()!, 'What can be changed. Each answers with a union: what was done, or why not. Several in one operation run one after another.', examples);
  const subscriptions = rootsPage(graph, schema.getSubscriptionType()!, 'What can be heard of as it happens, by server-sent events or by the protocol graphql-transport-ws on the same path. A subscription ends with the token that it was opened with.', examples);
  return [
    [`${FOLDER}/README.md`, frontPage(graph)],
    [`${FOLDER}/queries.md`, queries],
    [`${FOLDER}/mutations.md`, mutations],
    [`${FOLDER}/subscriptions.md`, subscriptions],
    [`${FOLDER}/types.md`, typesPage(graph)],
    [`${FOLDER}/enums.md`, enumsPage(graph)],
    [`${FOLDER}/inputs.md`, inputsPage(graph)],
    [`${FOLDER}/errors.md`, errorsPage()],
    [`${FOLDER}/events.md`, eventsPage()],
  ];
}
