import { isScalarType } from 'graphql';
import { ERROR_CODES } from './reference-codes.ts';
import { ROOTS, type Graph } from './reference-graph.ts';
import { anchor, block, inCell, page, table } from './reference-markdown.ts';
import { rootPage } from './reference-types.ts';

/** How to read the reference, and every way into the graph. */
export function frontPage(graph: Graph): string {
  const roots = ROOTS.flatMap((name) => graph.schema.getType(name) ?? []).map((type) => graph.schema.getRootType(type.name.toLowerCase() as never)!);
  const scalars = graph.types.filter(isScalarType);
  return page('The schema', [
    'What can be asked of the graph and what it answers, made from the schemas of its subgraphs. The same as one file for tools: [`codegen/generated/schema.graphql`](../../codegen/generated/schema.graphql).',
    'Pages: [queries](queries.md), [mutations](mutations.md), [subscriptions](subscriptions.md), [types](types.md), [inputs](inputs.md), [enums](enums.md), [errors](errors.md), [events](events.md). For a first portal there is a [guide](../guides/build-a-portal.md).',
    '## Ways in',
    ...roots.map((type) => table([type.name, 'Subgraph', 'What it is'], Object.values(type.getFields()).map(({ name, description }) => [
      `[\`${name}\`](${rootPage(type.name)}#${anchor(name)})`, graph.answering(type.name, name).join(', '), inCell(description),
    ]))),
    '## Examples',
    'Every example is sent to a real hub by a test, as whom it names, and what is shown is what was answered. To send one yourself, start the hub with `npm start` and be one of its [identities](http://127.0.0.1:4000/sandbox/identities):',
    block('sh', [
      `TOKEN=$(curl -s -X POST http://127.0.0.1:4000/sandbox/tokens -H 'content-type: application/json' -d '{"as":"anna"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
      `curl -s http://127.0.0.1:4000/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{"query":"{ me { givenName } }"}'`,
    ].join('\n')),
    'Who acts for another asks for a token with `{"as":"anna","actingFor":"marta"}`. In answers `<id>`, `<instant>`, `<number>` and the like stand for values that differ from hub to hub, and `…` for the rest of a list. In variables `<me.id>` is a value from the answer to the example that is named. A hub may take from residents only documents that a portal has published; then these go to the explorer as somebody who explores, or [into a manifest](../guides/build-a-portal.md).',
    '## Null',
    'A type with `!` is never null; without it, it may be. In `[Person!]` the list may be null and its items may not, in `[Person]` both may, in `[Person!]!` neither.',
    'What another subgraph or a register answers may always be null: when it does not answer, there is a null and an entry in `errors` with its path, and the rest of the answer is there all the same. A null without an error is a fact: there is no such value.',
    '## Who may read what',
    'Rights are checked where the data is, for every field and however it is reached. A person\'s data is open to that person, to who acts for them within the scope of the mandate, and to officers who hold the right and name a purpose; each look of theirs is written into the person\'s [access log](types.md#dataaccess). Descriptions say where less is open. What is closed is null with `FORBIDDEN`; services, organizations, life situations and published benefits are open to everybody.',
    '## Scalars',
    ...scalars.flatMap((type) => [`### ${type.name}`, graph.descriptionOf(type)]),
  ]);
}

export function errorsPage(): string {
  return page('Errors', [
    'What a user can cause is data: a member of the mutation\'s union, [`InvalidInput`](types.md#invalidinput) or [`Conflict`](types.md#conflict), with a `code` that programs may rely on. [Mutations](mutations.md) list the codes of each. Ask for both by what they have in common: `... on UserError { message code path }`.',
    'Anything else is an entry in `errors`. It has a `message` for people, the `path` of the field that is null because of it, and `extensions.code`:',
    table(['`extensions.code`', 'What it means'], Object.entries(ERROR_CODES).map(([code, meaning]) => [`\`${code}\``, meaning])),
    'Which number an operation may not exceed: [guide, limits](../guides/build-a-portal.md) and [architecture](../architecture.md#what-bounds-what). No error quotes a personal code, not even a mistyped one.',
  ]);
}
