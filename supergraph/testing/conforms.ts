import {
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { scalars } from '#kernel/graphql/scalars.ts';
import type { Operation } from './operations.ts';

export interface Reply {
  data?: unknown;
  errors?: readonly { message: string; path?: readonly (string | number)[] | undefined; extensions?: Record<string, unknown> }[] | undefined;
}

type Path = readonly (string | number)[];

/**
 * What in an answer the GraphQL specification does not allow, as sentences; none when it conforms. It knows nothing of
 * how the answer came about: only the schema, the operation and the answer.
 */
export function nonconformities(schema: GraphQLSchema, { query, variables }: Operation, { data, errors }: Reply): string[] {
  const document = parse(query);
  const operation = document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = new Map(
    document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] => (definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [])),
  );
  const problems: string[] = [];
  if (errors !== undefined && errors.length === 0) problems.push('errors is there, and empty');
  for (const error of errors ?? []) {
    const wrong = wrongPath(data, error.path);
    if (wrong) problems.push(`the error "${error.message}" ${wrong}`);
  }
  if (data === undefined || data === null) return errors?.length ? problems : [...problems, 'there is neither data nor an error'];

  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced;
  if (!coerced) return [...problems, 'the variables are wrong, and yet there is data'];
  const checker = new Checker(schema, fragments, coerced);
  return [...problems, ...checker.object(schema.getRootType(operation.operation)!, [operation.selectionSet], data, [])];
}

/** An error stands where a null is: at its path, or above where a null has bubbled up. */
function wrongPath(data: unknown, path: Path | undefined): string | null {
  if (!path) return data === undefined || data === null ? null : 'has no path, and yet there is data';
  let value = data;
  for (const step of path) {
    if (value === null || value === undefined) return null;
    if (typeof value !== 'object' || !(step in value)) return `leads nowhere: ${path.join('.')}`;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value === null || value === undefined ? null : `leads to a value that is there: ${path.join('.')}`;
}

const META: Readonly<Record<string, GraphQLField<unknown, unknown>>> = Object.assign(Object.create(null), { __schema: SchemaMetaFieldDef, __type: TypeMetaFieldDef });

class Checker {
  #schema: GraphQLSchema;
  #fragments: Map<string, FragmentDefinitionNode>;
  #variables: Record<string, unknown>;

  constructor(schema: GraphQLSchema, fragments: Map<string, FragmentDefinitionNode>, variables: Record<string, unknown>) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
  }

  object(type: GraphQLObjectType, sets: readonly SelectionSetNode[], value: unknown, path: Path): string[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at(path)} is not an object`];
    const selected = this.#collect(type, sets);
    const actual = Object.keys(value);
    const expected = [...selected.keys()];
    const problems: string[] = [];
    const extra = actual.filter((key) => !selected.has(key));
    const missing = expected.filter((key) => !(key in value));
    if (extra.length) problems.push(`${at(path)} has what was not asked for: ${extra.join(', ')}`);
    if (missing.length) problems.push(`${at(path)} misses ${missing.join(', ')}`);
    if (!extra.length && !missing.length && actual.join() !== expected.join()) {
      problems.push(`${at(path)} is not in the order asked: ${actual.join(', ')} instead of ${expected.join(', ')}`);
    }
    for (const [key, nodes] of selected) {
      if (!(key in value)) continue;
      const inner = (value as Record<string, unknown>)[key];
      const name = nodes[0]!.name.value;
      if (name === '__typename') {
        if (inner !== type.name) problems.push(`${at([...path, key])} is "${String(inner)}", not "${type.name}"`);
        continue;
      }
      const sets = nodes.flatMap((node) => node.selectionSet ?? []);
      problems.push(...this.#output((META[name] ?? type.getFields()[name]!).type, sets, inner, [...path, key]));
    }
    return problems;
  }

  #output(type: GraphQLOutputType, sets: readonly SelectionSetNode[], value: unknown, path: Path): string[] {
    if (isNonNullType(type)) {
      return value === null ? [`${at(path)} is null, but ${String(type)}`] : this.#output(type.ofType, sets, value, path);
    }
    if (value === null) return [];
    if (isListType(type)) {
      if (!Array.isArray(value)) return [`${at(path)} is not a list`];
      return value.flatMap((item, index) => this.#output(type.ofType, sets, item, [...path, index]));
    }
    if (isObjectType(type)) return this.object(type, sets, value, path);
    if (isAbstractType(type)) return this.#abstract(type, sets, value, path);
    const wrong = wrongLeaf(type, value);
    return wrong ? [`${at(path)} is ${wrong}`] : [];
  }

  /** What it is need not be said in the answer: it must conform as one of the possible types. */
  #abstract(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], value: unknown, path: Path): string[] {
    const attempts = (isAbstractType(type) ? this.#schema.getPossibleTypes(type) : []).map((possible) => this.object(possible, sets, value, path));
    return attempts.toSorted((one, other) => one.length - other.length)[0] ?? [];
  }

  #collect(type: GraphQLObjectType, sets: readonly SelectionSetNode[], into = new Map<string, FieldNode[]>(), seen = new Set<string>()): Map<string, FieldNode[]> {
    for (const selection of sets.flatMap((set) => set.selections)) {
      if (getDirectiveValues(GraphQLSkipDirective, selection, this.#variables)?.if === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, selection, this.#variables)?.if === false) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        into.set(key, [...(into.get(key) ?? []), selection]);
        continue;
      }
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        if (seen.has(selection.name.value)) continue;
        seen.add(selection.name.value);
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value)!;
      const condition = fragment.typeCondition && this.#schema.getType(fragment.typeCondition.name.value);
      const applies = !condition || condition === type || (isAbstractType(condition) && this.#schema.isSubType(condition, type));
      if (applies) this.#collect(type, [fragment.selectionSet], into, seen);
    }
    return into;
  }
}

function wrongLeaf(type: GraphQLLeafType, value: unknown): string | null {
  const is = JSON.stringify(value);
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) ? null : `${is}, which is no ${type.name}`;
  const fits: Record<string, boolean> = {
    Int: Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
    Float: typeof value === 'number' && Number.isFinite(value),
    Boolean: typeof value === 'boolean',
    ID: typeof value === 'string',
    String: typeof value === 'string',
  };
  if (type.name in fits) return fits[type.name] ? null : `${is}, which is no ${type.name}`;
  const scalar = Object.values(scalars).find(({ name }) => name === type.name);
  if (!isScalarType(type) || !scalar) return `of the type ${type.name}, which nobody knows`;
  try {
    scalar.parseValue(value);
    return null;
  } catch {
    return `${is}, which is no ${type.name}`;
  }
}

function at(path: Path): string {
  return path.length ? path.join('.') : 'the data';
}
