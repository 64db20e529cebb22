import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isAsked, representationsOf, withDefaults, type Variables } from './asked.ts';

/** What is wrong with a value, as a sentence that names the place and the kind of value, never the value; null when nothing is. */
type Check = (value: unknown, place: string, variables: Variables) => string | null;

/** The same for the data of an answer to an operation with these variables. */
export type AnswerShape = (data: unknown, variables: Variables) => string | null;

interface Selected {
  key: string;
  check: Check;
  /** What it stands in or is, and what variables may leave out. */
  conditional: readonly SelectionNode[];
  /** Of an object of one of these types only; null for any. */
  of: ReadonlySet<string> | null;
}

/**
 * Compiles what the answer to an operation may look like. A subgraph that runs apart may be of another version, or another
 * service altogether: what it answers is looked at before anybody builds on it.
 *
 * @param schema the supergraph's; `_entities` is known although it is not part of it
 */
export function answerShape(schema: GraphQLSchema, document: DocumentNode): AnswerShape {
  const operation = document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = new Map(
    document.definitions.filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION).map((fragment) => [fragment.name.value, fragment]),
  );
  const check = new Shapes(schema, fragments).object(schema.getRootType(operation.operation)!, operation.selectionSet);
  return (data, variables) => check(data, 'data', withDefaults(document, variables));
}

class Shapes {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#schema = schema;
    this.#fragments = fragments;
  }

  object(type: GraphQLCompositeType | null, selections: SelectionSetNode): Check {
    const selected = this.#selected(type, selections, null, []);
    return (value, place, variables) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(place, type ? `a ${type.name}` : 'an object', value);
      const answer = value as Record<string, unknown>;
      for (const { key, check, conditional, of } of selected) {
        if (of && !of.has(String(answer.__typename))) continue;
        if (!conditional.every((node) => isAsked(node, variables))) continue;
        if (answer[key] === undefined) return `${place}.${key} is missing`;
        const problem = check(answer[key], `${place}.${key}`, variables);
        if (problem) return problem;
      }
      return null;
    };
  }

  #selected(type: GraphQLCompositeType | null, { selections }: SelectionSetNode, of: ReadonlySet<string> | null, outer: readonly SelectionNode[]): Selected[] {
    return selections.flatMap((node): Selected[] => {
      const conditional = node.directives?.length ? [...outer, node] : outer;
      if (node.kind === Kind.FIELD) return [{ key: (node.alias ?? node.name).value, check: this.#field(type, node), conditional, of }];
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value)!;
      const name = fragment.typeCondition?.name.value;
      const condition = name === undefined ? undefined : (this.#schema.getType(name) as GraphQLCompositeType);
      if (!condition || condition === type) return this.#selected(type, fragment.selectionSet, of, conditional);
      return this.#selected(condition, fragment.selectionSet, this.#namesOf(condition), conditional);
    });
  }

  /** A subgraph that knows an interface only as an object answers with the interface's own name. */
  #typename(type: GraphQLCompositeType | null): Check {
    const isOne = type ? (name: string) => name === type.name || this.#namesOf(type).has(name) : (name: string) => isCompositeType(this.#schema.getType(name));
    return (value, place) => (typeof value === 'string' && isOne(value) ? null : wrong(place, type ? `the name of a ${type.name}` : 'the name of a type', value));
  }

  #namesOf(type: GraphQLCompositeType): ReadonlySet<string> {
    return new Set(isAbstractType(type) ? this.#schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]);
  }

  /** As many as were asked for, for each is known by its place alone. */
  #entities(node: FieldNode): Check {
    const check = list(nullable(this.object(null, node.selectionSet!)));
    return (value, place, variables) => {
      const problem = check(value, place, variables);
      if (problem) return problem;
      const [given, asked] = [(value as unknown[]).length, representationsOf(node, variables).length];
      return given === asked ? null : `${place} holds ${given} entities where ${asked} were asked for`;
    };
  }

  #field(type: GraphQLCompositeType | null, node: FieldNode): Check {
    const { name, selectionSet } = node;
    if (name.value === '__typename') return this.#typename(type);
    if (name.value === '_entities') return this.#entities(node);
    const field = type && (isObjectType(type) || isInterfaceType(type)) ? type.getFields()[name.value] : undefined;
    // A field that the supergraph hides, such as one that only subgraphs use among themselves.
    if (!field) return () => null;
    const named = getNamedType(field.type);
    return wrapped(field.type, isLeafType(named) ? leaf(named) : this.object(named as GraphQLCompositeType, selectionSet!));
  }
}

function wrapped(type: GraphQLOutputType, inner: Check): Check {
  if (isNonNullType(type)) return wrappedNonNull(type.ofType as GraphQLOutputType, inner);
  return nullable(wrappedNonNull(type, inner));
}

function wrappedNonNull(type: GraphQLOutputType, inner: Check): Check {
  return isListType(type) ? list(wrapped(type.ofType as GraphQLOutputType, inner)) : inner;
}

function nullable(check: Check): Check {
  return (value, place, variables) => (value === null ? null : check(value, place, variables));
}

function list(check: Check): Check {
  return (value, place, variables) => {
    if (!Array.isArray(value)) return wrong(place, 'a list', value);
    for (const [at, item] of value.entries()) {
      const problem = check(item, `${place}.${at}`, variables);
      if (problem) return problem;
    }
    return null;
  };
}

const BUILT_IN: Record<string, (value: unknown) => boolean> = {
  Int: Number.isInteger,
  Float: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};

/** Scalars of our own are text. */
function leaf(type: GraphQLLeafType): Check {
  const isOne = isEnumType(type) ? (value: unknown) => typeof value === 'string' && type.getValue(value) !== undefined : (BUILT_IN[type.name] ?? ((value) => typeof value === 'string'));
  return (value, place) => (isOne(value) ? null : wrong(place, `a value of ${type.name}`, value));
}

function wrong(place: string, expected: string, value: unknown): string {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of the kind "${typeof value}"`;
  return `${place} is ${kind} where ${expected} was expected`;
}
