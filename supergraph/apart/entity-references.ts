import {
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
  type GraphQLFieldResolver,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { BadUserInputError } from '#kernel/errors.ts';

type EntityType = GraphQLObjectType | GraphQLInterfaceType;
type Representation = Record<string, unknown>;

interface Entity {
  type: EntityType;
  /** Each key as its fields are written, and read. */
  keys: { fields: string; selectionSet: SelectionSetNode }[];
}

/**
 * Makes a subgraph look at each reference before it is resolved. A router of another make or version may send anything: a
 * reference that is none is an error at its own place, and those beside it are answered.
 */
export function checkReferences(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()._entities;
  if (!field) return;
  const entities = entitiesOf(schema);
  const resolveAll = field.resolve as GraphQLFieldResolver<unknown, unknown, { representations: readonly unknown[] }, unknown[]>;
  const resolveOne = (given: unknown, ...[source, , context, info]: Parameters<typeof resolveAll>): unknown => {
    try {
      return resolveAll(source, { representations: [checked(given, entities)] }, context, info)[0];
    } catch (error) {
      return error;
    }
  };
  field.resolve = ((...asked: Parameters<typeof resolveAll>) => asked[1].representations.map((given) => resolveOne(given, ...asked))) as typeof field.resolve;
}

function entitiesOf(schema: GraphQLSchema): Map<string, Entity> {
  const entities = new Map<string, Entity>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const keys = keysOf(type);
    if (keys.length) entities.set(type.name, { type, keys });
  }
  return entities;
}

/** Those by which it can be resolved here. */
function keysOf({ astNode, extensionASTNodes }: EntityType): Entity['keys'] {
  const directives = [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
  return directives.filter(({ name }) => /^(federation__)?key$/.test(name.value)).flatMap((directive) => {
    const { fields, resolvable } = Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)])) as { fields: string; resolvable?: boolean };
    if (resolvable === false) return [];
    return [{ fields, selectionSet: (parse(`{ ${fields} }`, { noLocation: true }).definitions[0] as OperationDefinitionNode).selectionSet }];
  });
}

/** @throws BadUserInputError naming what is wrong with it, but not the values of its key: one may be a mistyped personal code */
function checked(given: unknown, entities: ReadonlyMap<string, Entity>): Representation {
  if (!isObject(given) || typeof given.__typename !== 'string') throw new BadUserInputError('A reference is an object with a __typename and the fields of a key');
  const entity = entities.get(given.__typename);
  if (!entity) {
    const named = /^[A-Za-z_]{1,100}$/.test(given.__typename) ? `"${given.__typename}"` : 'of that name';
    throw new BadUserInputError(`There is no entity ${named} here; there are ${[...entities.keys()].join(', ')}`);
  }
  for (const { selectionSet } of entity.keys) {
    const read = objectOf(entity.type, selectionSet, given);
    if (read !== undefined) return read as Representation;
  }
  throw new BadUserInputError(`A reference to ${given.__typename} holds a key of the right types: ${entity.keys.map(({ fields }) => `"${fields}"`).join(' or ')}`);
}

/** The value with the key's fields as their types are written; undefined where it does not fit. */
function objectOf(type: EntityType, { selections }: SelectionSetNode, given: unknown): unknown {
  if (!isObject(given)) return undefined;
  const read = { ...given };
  for (const node of selections) {
    if (node.kind !== Kind.FIELD) continue;
    const name = node.name.value;
    const value = name === '__typename' ? given[name] : valueOf(type.getFields()[name]!.type, node.selectionSet, given[name]);
    if (value === undefined) return undefined;
    read[name] = value;
  }
  return read;
}

function valueOf(type: GraphQLOutputType, selectionSet: SelectionSetNode | undefined, given: unknown): unknown {
  if (isNonNullType(type)) return given === null ? undefined : valueOf(type.ofType as GraphQLOutputType, selectionSet, given);
  if (given === null || given === undefined) return given;
  if (isListType(type)) {
    const items = Array.isArray(given) ? given.map((item) => valueOf(type.ofType as GraphQLOutputType, selectionSet, item)) : [undefined];
    return items.includes(undefined) ? undefined : items;
  }
  if (!isLeafType(type)) return objectOf(type as EntityType, selectionSet!, given);
  try {
    const parsed = type.parseValue(given);
    return type.name === 'ID' ? parsed : given;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Representation {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
