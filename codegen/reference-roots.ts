import { getNamedType, isUnionType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { CONFLICT_CODES } from './reference-codes.ts';
import { isTaken, recordedAnswer, withTaken, type Example } from './reference-examples.ts';
import type { Graph } from './reference-graph.ts';
import { anchor, block, defaultOf, inCell, json, nullability, page, table, typeLink } from './reference-markdown.ts';
import { rootPage } from './reference-types.ts';

const HUB = 'http://127.0.0.1:4000';

/** The fields of one root type: what each takes, gives and refuses, and an example of it that was answered. */
export function rootsPage(graph: Graph, type: GraphQLObjectType, about: string, examples: readonly Example[]): string {
  const fields = Object.values(type.getFields());
  return page(rootPage(type.name).replace('.md', '').replace(/^./, (letter) => letter.toUpperCase()), [
    about,
    fields.map(({ name, description }) => `- [\`${name}\`](#${anchor(name)}): ${inCell(description)}`).join('\n'),
    ...fields.flatMap((field) => fieldParts(graph, type, field, examples)),
  ]);
}

function fieldParts(graph: Graph, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, examples: readonly Example[]): (string | null)[] {
  return [
    `## ${field.name}`,
    field.description ?? '',
    `Gives ${typeLink(field.type)}, ${nullability(field.type)}; from the subgraph \`${graph.answering(type.name, field.name).join('`, `')}\`.`,
    table(
      ['Argument', 'Type', 'Default', 'What it is'],
      field.args.map((argument) => [`\`${argument.name}\``, typeLink(argument.type), defaultOf(argument), inCell(argument.description)]),
    ),
    outcomes(field),
    ...examples.filter(({ root }) => root === field.name).flatMap((example) => exampleParts(example, examples)),
  ];
}

/** What a mutation answers where it does not succeed. */
function outcomes(field: GraphQLField<unknown, unknown>): string | null {
  const type = getNamedType(field.type);
  if (!isUnionType(type)) return null;
  const codes = Object.entries(CONFLICT_CODES[field.name] ?? {}).map(([code, why]) => `\`${code}\` (${why})`);
  const refusals: Record<string, string> = {
    InvalidInput: '`INVALID_INPUT`: a value cannot be accepted; `path` names it',
    Conflict: ['`CONFLICT`', ...codes].join(', '),
  };
  return table(['Outcome', '`code`'], type.getTypes().map((member) => [typeLink(member), refusals[member.name] ?? '']));
}

function exampleParts(example: Example, examples: readonly Example[]): (string | null)[] {
  const { title, kind, operation, variables, name } = example;
  const shownVariables = withTaken(variables, ({ at }) => `<${at}>`);
  return [
    `**${title}** – ${asWhom(example)}${standsOn(example, examples)}`,
    block('graphql', operation),
    Object.keys(variables).length ? `with the variables\n\n${json(shownVariables)}` : null,
    ...(kind === 'subscription' ? streamParts(example, shownVariables, examples) : [`is answered with\n\n${json({ data: recordedAnswer(name) })}`]),
  ];
}

function asWhom({ as }: Example): string {
  if (as === 'nobody') return 'open to everybody.';
  const [actor, actingFor] = as.split('→');
  return actingFor ? `as \`${actor}\`, who acts for \`${actingFor}\`.` : `as \`${as}\`.`;
}

function standsOn({ variables, after }: Example, examples: readonly Example[]): string {
  const sources = [...new Set([...takenFrom(variables), ...(after ? [after] : [])])];
  return sources.length ? ` It follows ${sources.map((name) => exampleLink(name, examples)).join(' and ')}.` : '';
}

function takenFrom(value: unknown): string[] {
  if (isTaken(value)) return [value.from];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(takenFrom) : [];
}

function exampleLink(name: string, examples: readonly Example[]): string {
  const example = examples.find((each) => each.name === name);
  if (!example) throw new Error(`There is no example "${name}"`);
  const type = example.kind[0]!.toUpperCase() + example.kind.slice(1);
  return `[${example.title}](${rootPage(type)}#${anchor(example.root)})`;
}

/** A subscription as one line of curl, what makes it speak, and the message that then comes. */
function streamParts({ operation, cause, name }: Example, variables: unknown, examples: readonly Example[]): string[] {
  const body = JSON.stringify({ query: operation.replaceAll(/\s+/g, ' '), ...(Object.keys(variables as object).length ? { variables } : {}) });
  return [
    'By server-sent events:',
    block('sh', `curl -N ${HUB}/graphql -H "authorization: Bearer $TOKEN" -H 'accept: text/event-stream' -H 'content-type: application/json' \\\n  -d '${body}'`),
    causeOf(cause!, examples),
    `brings the message\n\n${block('text', `event: next\ndata: ${JSON.stringify({ data: recordedAnswer(name) })}`)}`,
  ];
}

function causeOf(cause: NonNullable<Example['cause']>, examples: readonly Example[]): string {
  if ('example' in cause) return `While it is open, ${exampleLink(cause.example, examples)}`;
  return `While it is open, the change\n\n${block('sh', `curl -s -X POST ${HUB}/sandbox/changes -H 'content-type: application/json' -d '${JSON.stringify(cause.change)}'`)}`;
}
