import {
  getDirectiveValues,
  getNamedType,
  getVariableValues,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** An operation that means the same and is easy to plan. */
export interface Simplified {
  /** What the planner is given; null where nothing is left for it. */
  planned: DocumentNode | null;
  /** What is asked of the schema itself, and needs no planner. */
  introspected: DocumentNode | null;
  /** The keys of the answer, in the order asked. */
  keys: string[];
  /** Whether the answer holds keys of ours, to be renamed or cut out. */
  hasOwnKeys: boolean;
}

/** The key of a type's name that we ask for ourselves: on an interface or a union, and where nothing else is left to ask. */
export const PLACEHOLDER = 'hub__typename';
/** Before an alias that would be mistaken for another field. */
const WRAPPED = 'hub__as__';

const VARIANTS_MOST = 64;
interface Prepared {
  conditions: string[];
  variants: Map<string, Simplified>;
}
const prepared = new WeakMap<DocumentNode, Prepared>();

/**
 * Writes an operation without fragments, without @skip and @include, with every response key once and no alias that is
 * another field's name; only selections on a union or an interface keep one fragment for each possible type. The answer to
 * it, `restored`, is the answer to the original.
 *
 * The planner and its runtime mistake several of the forms that this removes: see docs/decisions/0005.
 *
 * @throws AggregateError of GraphQLErrors where the variables do not hold
 */
export function simplify(schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined, variables: Record<string, unknown>): Simplified {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION && (!operationName || definition.name?.value === operationName),
  );
  if (!operation) throw new AggregateError([new GraphQLError(`There is no operation "${operationName ?? ''}"`, { extensions: { code: 'BAD_USER_INPUT' } })]);
  let known = prepared.get(document);
  if (!known) prepared.set(document, (known = { conditions: conditionsOf(document), variants: new Map() }));
  const given = Object.fromEntries(known.conditions.flatMap((name) => (name in variables ? [[name, variables[name]]] : [])));
  const key = JSON.stringify([operationName, given]);
  let variant = known.variants.get(key);
  if (!variant) {
    const definitions = operation.variableDefinitions?.filter(({ variable }) => known.conditions.includes(variable.name.value)) ?? [];
    const { coerced } = getVariableValues(schema, definitions, given);
    if (!coerced) throw new AggregateError(getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors ?? []);
    variant = write(schema, document, operation, coerced);
    if (known.variants.size >= VARIANTS_MOST) known.variants.clear();
    known.variants.set(key, variant);
  }
  return variant;
}

/** An answer with the keys its asker chose: ours are renamed or cut out. */
export function restored<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => restored(item) as unknown) as Value;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => (key === PLACEHOLDER ? [] : [[asChosen(key), restored(inner) as unknown]]));
  return Object.fromEntries(entries) as Value;
}

export function restoredPath(path: readonly (string | number)[]): (string | number)[] {
  return path.map((step) => (typeof step === 'string' ? asChosen(step) : step));
}

function asChosen(key: string): string {
  return key.startsWith(WRAPPED) ? key.slice(WRAPPED.length) : key;
}

/** An alias that names another field of the type — its key, for one — or that looks like an alias of the planner's or ours. */
function isMistakable(alias: string, name: string, type: GraphQLObjectType): boolean {
  return alias !== name && (alias in type.getFields() || alias.startsWith('_') || alias.startsWith('hub__'));
}

/** The variables that decide what is left out. */
function conditionsOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  const look = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      for (const { arguments: given } of selection.directives ?? []) {
        for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) look(selection.selectionSet);
    }
  };
  for (const definition of document.definitions) if ('selectionSet' in definition) look(definition.selectionSet);
  return [...names];
}

function write(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Record<string, unknown>): Simplified {
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [])),
  );
  let hasOwnKeys = false;
  const placeholder = (): FieldNode => {
    hasOwnKeys = true;
    return { kind: Kind.FIELD, alias: { kind: Kind.NAME, value: PLACEHOLDER }, name: { kind: Kind.NAME, value: '__typename' } };
  };

  const isLeftOut = (selection: SelectionNode): boolean =>
    getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true || getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if === false;

  const applies = (condition: string | undefined, type: GraphQLCompositeType): boolean => {
    const named = condition === undefined ? type : schema.getType(condition);
    return named === type || (isAbstractType(named) && !isAbstractType(type) && schema.isSubType(named, type));
  };

  /** The fields that apply to an object type, by response key. */
  const collect = (type: GraphQLObjectType, sets: readonly SelectionSetNode[], into = new Map<string, FieldNode[]>(), spread = new Set<string>()): Map<string, FieldNode[]> => {
    for (const selection of sets.flatMap(({ selections }) => selections)) {
      if (isLeftOut(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const same = into.get(key);
        if (same) same.push(selection);
        else into.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value, type)) collect(type, [selection.selectionSet], into, spread);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments.get(selection.name.value)!;
        if (applies(fragment.typeCondition.name.value, type)) collect(type, [fragment.selectionSet], into, spread);
      }
    }
    return into;
  };

  const aliasOf = ({ alias, name }: FieldNode, type: GraphQLObjectType): FieldNode['alias'] => {
    if (!alias || !isMistakable(alias.value, name.value, type)) return alias;
    hasOwnKeys = true;
    return { kind: Kind.NAME, value: WRAPPED + alias.value };
  };

  const fieldsOf = (type: GraphQLObjectType, sets: readonly SelectionSetNode[]): FieldNode[] =>
    [...collect(type, sets).values()].map((same) => {
      const [first] = same as [FieldNode];
      const { kind, name, arguments: given } = first;
      const alias = aliasOf(first, type);
      const inner = same.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (!inner.length) return { kind, alias, name, arguments: given };
      const selected = schema.getType(INTROSPECTION[name.value] ?? getNamedType(type.getFields()[name.value]!.type).name) as GraphQLCompositeType;
      return { kind, alias, name, arguments: given, selectionSet: setOf(selected, inner) };
    });

  const setOf = (type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): SelectionSetNode => {
    if (!isAbstractType(type)) {
      const fields = fieldsOf(type, sets);
      return { kind: Kind.SELECTION_SET, selections: fields.length ? fields : [placeholder()] };
    }
    const possibles = schema.getPossibleTypes(type);
    const forType = (possible: GraphQLObjectType, fields: FieldNode[]): SelectionNode => {
      const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: possible.name } } as const;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } };
    };
    const asked = possibles.flatMap((possible) => {
      const fields = fieldsOf(possible, sets);
      return fields.length ? [forType(possible, fields)] : [];
    });
    // Without any fragment the planner does not ask for the type's name, which its runtime then misses.
    const selections = asked.length ? asked : [forType(possibles[0]!, [placeholder()])];
    return { kind: Kind.SELECTION_SET, selections: [...selections, placeholder()] };
  };

  const root = schema.getRootType(operation.operation)!;
  const fields = fieldsOf(root, [operation.selectionSet]);
  const { kind, operation: does, name } = operation;
  // Without the descriptions that the newest grammar allows here and the planner does not know.
  const variableDefinitions = operation.variableDefinitions?.map(({ kind, variable, type, defaultValue }) => ({ kind, variable, type, defaultValue }));
  const documentOf = (selections: FieldNode[]): DocumentNode | null => {
    if (!selections.length) return null;
    const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
    return { kind: Kind.DOCUMENT, definitions: [{ kind, operation: does, name, variableDefinitions, selectionSet }] };
  };
  return {
    planned: documentOf(fields.filter(({ name }) => !(name.value in INTROSPECTION))),
    introspected: documentOf(fields.filter(({ name }) => name.value in INTROSPECTION)),
    keys: fields.map(({ alias, name }) => asChosen(alias?.value ?? name.value)),
    hasOwnKeys,
  };
}

/** The root fields that ask the schema itself, and their types. */
const INTROSPECTION: Readonly<Record<string, string>> = Object.assign(Object.create(null), { __schema: '__Schema', __type: '__Type' });
