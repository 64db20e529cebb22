import {
  getNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isScalarType, isSpecifiedScalarType, isUnionType, Kind, parse,
  valueFromASTUntyped, type ConstDirectiveNode, type FieldDefinitionNode, type GraphQLNamedType, type GraphQLSchema, type TypeDefinitionNode,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { readPublicSchema } from './public-schema.ts';

/** What the reference tells of: the schema that clients see, and where each part of it comes from. */
export interface Graph {
  schema: GraphQLSchema;
  /** Every named type but the roots and what GraphQL brings itself. */
  types: GraphQLNamedType[];
  /** The subgraph that a type belongs to; null for one that all share. */
  ownerOf(type: string): string | null;
  /** The subgraphs that answer a field. */
  answering(type: string, field: string): string[];
  /** In the words of the subgraph that owns it: others describe what they add. */
  descriptionOf(type: GraphQLNamedType): string;
  /** Fields that give a type, as `Type.field`. */
  givenBy(type: string): string[];
}

export const ROOTS = ['Query', 'Mutation', 'Subscription'];

export function readGraph(): Graph {
  const schema = readPublicSchema();
  const definitions = definitionsIn('supergraph/supergraph.graphql');
  const names = namesOfSubgraphs(definitions);
  const own = new Map(Object.values(names).map((name) => [name, definitionsIn(`subgraphs/${name}/schema.graphql`)]));
  const answering = (type: string, field: string) => {
    const node = fieldsOf(definitions.get(type)).find(({ name }) => name.value === field);
    const joined = argumentsOf(node, 'join__field').filter(({ external }) => external !== true);
    return joined.flatMap(({ graph }) => (graph ? [names[graph as string]!] : []));
  };
  const ownerOf = (type: string) => {
    const node = definitions.get(type);
    const described = [...new Set(argumentsOf(node, 'join__type').map(({ graph }) => names[graph as string]!))];
    if (described.length === 1) return described[0]!;
    const counts = described.map((name) => ({ name, fields: fieldsOf(node).filter((field) => answering(type, field.name.value).includes(name)).length }));
    const [most] = counts.toSorted((one, other) => other.fields - one.fields);
    return most!.fields > 0 ? most!.name : null;
  };
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__') && !ROOTS.includes(name));
  const givenBy = new Map<string, string[]>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const given = getNamedType(field.type).name;
      givenBy.set(given, [...(givenBy.get(given) ?? []), `${type.name}.${field.name}`]);
    }
  }
  return {
    schema,
    types: types.filter((type) => !isSpecifiedScalarType(type)),
    ownerOf,
    answering,
    descriptionOf(type) {
      const owner = ownerOf(type.name);
      const node = owner === null ? undefined : own.get(owner)!.get(type.name);
      return node?.description?.value ?? type.description ?? '';
    },
    givenBy: (type) => givenBy.get(type) ?? [],
  };
}

/** Which page tells of a type. */
export function pageOf(type: GraphQLNamedType): string {
  if (isEnumType(type)) return 'enums.md';
  if (isInputObjectType(type)) return 'inputs.md';
  if (isScalarType(type)) return 'README.md';
  return 'types.md';
}

export function isOutput(type: GraphQLNamedType): boolean {
  return isObjectType(type) || isInterfaceType(type) || isUnionType(type);
}

function definitionsIn(path: string): Map<string, TypeDefinitionNode> {
  const { definitions } = parse(readFileSync(path, 'utf8'));
  return new Map(definitions.filter((node): node is TypeDefinitionNode => node.kind.endsWith('TypeDefinition')).map((node) => [node.name.value, node]));
}

/** The supergraph writes subgraphs as values of an enum, LIFE_SITUATIONS for life-situations. */
function namesOfSubgraphs(definitions: ReadonlyMap<string, TypeDefinitionNode>): Record<string, string> {
  const graphs = definitions.get('join__Graph');
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) throw new Error('supergraph/supergraph.graphql names no subgraphs: run npm run compose');
  return Object.fromEntries(graphs.values!.map((value) => [value.name.value, argumentsOf(value, 'join__graph')[0]!.name as string]));
}

function fieldsOf(node: TypeDefinitionNode | undefined): readonly FieldDefinitionNode[] {
  return node?.kind === Kind.OBJECT_TYPE_DEFINITION || node?.kind === Kind.INTERFACE_TYPE_DEFINITION ? (node.fields ?? []) : [];
}

function argumentsOf(node: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | undefined, directive: string): Record<string, unknown>[] {
  const found = node?.directives?.filter(({ name }) => name.value === directive) ?? [];
  return found.map(({ arguments: given = [] }) => Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)])));
}
