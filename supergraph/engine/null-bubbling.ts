import {
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type DocumentNode,
  type SelectionSetNode,
} from 'graphql';
import { PLACEHOLDER } from './simplify.ts';

type Value = Record<string, unknown>;
const BUBBLES = Symbol('a null that belongs to the parent');

/**
 * Completes an answer as the GraphQL specification says: a null in a non-null place moves up to the nearest place that
 * may be null. The planner's runtime leaves such a null where it is, so every answer with errors goes through here.
 */
export function bubbleNulls(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined, data: Value | null | undefined): Value | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION && (!operationName || definition.name?.value === operationName)) operation ??= definition;
  }
  const root = operation && schema.getRootType(operation.operation);
  if (!root || !data) return data ?? null;

  const completeObject = (type: GraphQLObjectType, sets: SelectionSetNode[], source: Value): Value | typeof BUBBLES => {
    for (const [key, field] of collect(type, sets)) {
      if (field.name === '__typename') continue;
      const definition = type.getFields()[field.name];
      if (!definition || !(key in source)) continue;
      const completed = complete(definition.type, field.sets, source[key]);
      if (completed === BUBBLES) return BUBBLES;
      source[key] = completed;
    }
    return source;
  };

  const complete = (type: GraphQLOutputType, sets: SelectionSetNode[], value: unknown): unknown => {
    if (isNonNullType(type)) {
      const inner = complete(type.ofType, sets, value);
      return inner === null || inner === undefined ? BUBBLES : inner;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) {
      const items = (value as unknown[]).map((item) => complete(type.ofType, sets, item));
      return items.includes(BUBBLES) ? null : items;
    }
    const named = getNamedType(type);
    const object = isAbstractType(named) ? schema.getType(String((value as Value)[PLACEHOLDER] ?? (value as Value).__typename)) : named;
    if (!isObjectType(object)) return value;
    const completed = completeObject(object, sets, value as Value);
    return completed === BUBBLES ? null : completed;
  };

  const collect = (type: GraphQLObjectType, sets: SelectionSetNode[], into = new Map<string, { name: string; sets: SelectionSetNode[] }>()) => {
    for (const set of sets) {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const key = selection.alias?.value ?? selection.name.value;
          const field = into.get(key) ?? { name: selection.name.value, sets: [] };
          if (selection.selectionSet) field.sets.push(selection.selectionSet);
          into.set(key, field);
        } else {
          const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
          if (fragment && applies(fragment.typeCondition?.name.value, type)) collect(type, [fragment.selectionSet], into);
        }
      }
    }
    return into;
  };

  const applies = (condition: string | undefined, type: GraphQLObjectType): boolean => {
    if (!condition || condition === type.name) return true;
    const named = schema.getType(condition);
    return isAbstractType(named) && schema.isSubType(named, type);
  };

  const completed = completeObject(root, [operation!.selectionSet], data);
  return completed === BUBBLES ? null : completed;
}
