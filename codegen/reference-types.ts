import {
  isEnumType, isInputObjectType, isInterfaceType, isObjectType, isUnionType, type GraphQLField, type GraphQLNamedType, type GraphQLObjectType,
} from 'graphql';
import { isOutput, ROOTS, type Graph } from './reference-graph.ts';
import { anchor, defaultOf, inCell, page, table, typeLink } from './reference-markdown.ts';

/** Of more places than these a list would help nobody. */
const PLACES_MOST = 12;

/** What answers are made of, subgraph by subgraph. */
export function typesPage(graph: Graph): string {
  const outputs = graph.types.filter(isOutput);
  const owners = new Set(outputs.flatMap(({ name }) => graph.ownerOf(name) ?? []));
  const sections = [...[...owners].toSorted(), null].map((owner) => ({ owner, types: byName(outputs.filter(({ name }) => graph.ownerOf(name) === owner)) }));
  return page('Types', [
    'What answers are made of, by the subgraph that owns it. How to read `!` and `[…]`: [README](README.md#null).',
    sections.map(({ owner, types }) => `- **${titleOf(owner)}**: ${types.map(({ name }) => `[${name}](#${anchor(name)})`).join(', ')}`).join('\n'),
    ...sections.flatMap(({ owner, types }) => [`## ${titleOf(owner)}`, ...types.flatMap((type) => typeParts(graph, type))]),
  ]);
}

export function enumsPage(graph: Graph): string {
  const enums = byName(graph.types.filter(isEnumType));
  return page('Enums', [
    'Words with a fixed meaning. New ones may be added: treat one that you do not know as you would treat a null.',
    ...enums.flatMap((type) => [
      `## ${type.name}`,
      graph.descriptionOf(type),
      table(['Value', 'What it means'], type.getValues().map(({ name, description }) => [`\`${name}\``, inCell(description)])),
    ]),
  ]);
}

export function inputsPage(graph: Graph): string {
  const inputs = byName(graph.types.filter(isInputObjectType));
  return page('Inputs', [
    'What mutations and filters take. A value with `!` must be there; any other may be left out.',
    ...inputs.flatMap((type) => [
      `## ${type.name}`,
      graph.descriptionOf(type),
      table(
        ['Value', 'Type', 'Default', 'What it is'],
        Object.values(type.getFields()).map((field) => [`\`${field.name}\``, typeLink(field.type), defaultOf(field), inCell(field.description)]),
      ),
    ]),
  ]);
}

function typeParts(graph: Graph, type: GraphQLNamedType): (string | null)[] {
  const head = [`### ${type.name}`, graph.descriptionOf(type)];
  if (isUnionType(type)) return [...head, `One of ${type.getTypes().map(typeLink).join(', ')}.`, places(graph, type)];
  if (isInterfaceType(type)) {
    const kinds = graph.schema.getPossibleTypes(type).map(typeLink);
    return [...head, `What ${kinds.join(' and ')} have in common.`, fieldsTable(graph, type.name, Object.values(type.getFields()))];
  }
  return isObjectType(type) ? [...head, fieldsTable(graph, type.name, fieldsOf(type)), places(graph, type)] : head;
}

function fieldsOf(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields());
}

/** With the subgraph of each field where several answer for one type; what it is known by, all of them know. */
function fieldsTable(graph: Graph, type: string, fields: readonly GraphQLField<unknown, unknown>[]): string | null {
  const answering = fields.map(({ name }) => graph.answering(type, name).join(', '));
  const isMixed = new Set(answering.filter((names) => names !== '')).size > 1;
  const rows = fields.map((field, at) => [`\`${field.name}\``, typeLink(field.type), inCell(field.description) + argumentsIn(field), ...(isMixed ? [answering[at] || 'all'] : [])]);
  return table(['Field', 'Type', 'What it is', ...(isMixed ? ['Subgraph'] : [])], rows);
}

function argumentsIn({ args }: GraphQLField<unknown, unknown>): string {
  return args
    .map((argument) => {
      const initial = defaultOf(argument);
      return `<br>**${argument.name}** ${typeLink(argument.type)}${initial && ` = ${initial}`}: ${inCell(argument.description)}`;
    })
    .join('');
}

function places(graph: Graph, type: GraphQLNamedType): string | null {
  const given = graph.givenBy(type.name);
  if (!given.length || given.length > PLACES_MOST) return null;
  return `Found at ${given.map(placeLink).join(', ')}.`;
}

function placeLink(place: string): string {
  const [type, field] = place.split('.') as [string, string];
  return ROOTS.includes(type) ? `[\`${field}\`](${rootPage(type)}#${anchor(field)})` : `[\`${place}\`](#${anchor(type)})`;
}

export function rootPage(type: string): string {
  return type === 'Query' ? 'queries.md' : `${type.toLowerCase()}s.md`;
}

function byName<T extends GraphQLNamedType>(types: readonly T[]): T[] {
  return types.toSorted((one, other) => one.name.localeCompare(other.name));
}

function titleOf(owner: string | null): string {
  return owner ?? 'In all subgraphs';
}
