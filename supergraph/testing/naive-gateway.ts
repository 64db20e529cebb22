import {
  execute,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { readFileSync } from 'node:fs';
import type { Operation } from './operations.ts';

/** Asks one subgraph within one request. */
type Ask = (subgraph: string, document: DocumentNode, variables: Record<string, unknown>) => Promise<ExecutionResult>;
type Row = Record<string, unknown>;

/**
 * Federation without a planner: graphql-js walks the operation, and whatever is not at hand is asked of the subgraph that
 * owns it, one field of one entity at a time. Far too slow to serve, and so simple that it is right: the reference for
 * what a planned answer must hold.
 */
export class NaiveGateway {
  #schema: GraphQLSchema;
  #owners = ownersIn(parse(readFileSync(new URL('../supergraph.graphql', import.meta.url), 'utf8')));
  #documents = new Map<string, DocumentNode>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  async execute(ask: Ask, { query, variables }: Operation): Promise<ExecutionResult> {
    return execute({ schema: this.#schema, document: parse(query), variableValues: variables, fieldResolver: this.#resolver(ask), typeResolver: (value) => (value as Row).__typename as string });
  }

  #resolver(ask: Ask): GraphQLFieldResolver<Row | undefined, unknown> {
    return (parent, given, _, { parentType, fieldName, operation, path }) => {
      if (parent && fieldName in parent) return parent[fieldName];
      const [owner] = this.#owners.graphs(parentType.name, fieldName);
      if (!owner) throw new Error(`Nobody owns ${parentType.name}.${fieldName}`);
      const field = parentType.getFields()[fieldName]!;
      const passed = field.args.filter(({ name }) => name in given);
      const declared = passed.map(({ name, type }) => `$${name}: ${String(type)}`);
      const selected = `${fieldName}${passed.length ? `(${passed.map(({ name }) => `${name}: $${name}`).join(', ')})` : ''} ${this.#everything(getNamedType(field.type), owner)}`;
      if (!parent) {
        const head = `${operation.operation}${declared.length ? `(${declared.join(', ')})` : ''}`;
        return this.#answerOf(ask(owner, this.#document(`${head} { ${selected} }`), given), (data) => data[fieldName]);
      }
      if (!this.#owners.key(parentType.name)) {
        // No entity, and the field wants arguments: the way to it is asked again.
        const root = this.#rootOf(parentType, path.prev!.prev);
        const text = `query (${declared.join(', ')}) { ${root} { ${selected} } }`;
        return this.#answerOf(ask(owner, this.#document(text), given), (data) => (data[root] as Row | null)?.[fieldName]);
      }
      const text = `query (${['$representations: [_Any!]!', ...declared].join(', ')}) { _entities(representations: $representations) { ... on ${parentType.name} { ${selected} } } }`;
      return this.#answerOf(ask(owner, this.#document(text), { ...given, representations: [parent] }), (data) => (data._entities as (Row | null)[])?.[0]?.[fieldName]);
    };
  }

  /** The field without arguments by which a query comes to a type that is no entity. */
  #rootOf(type: GraphQLNamedType, above: unknown): string {
    const field = Object.values(this.#schema.getQueryType()!.getFields()).find((each) => getNamedType(each.type) === type && each.args.length === 0);
    if (!field || above !== undefined) throw new Error(`Nobody knows the way to ${type.name}`);
    return field.name;
  }

  /** A null with an error is thrown; a null alone is one. */
  async #answerOf(asked: Promise<ExecutionResult>, pick: (data: Row) => unknown): Promise<unknown> {
    const { data, errors } = await asked;
    const value = data ? pick(data as Row) : null;
    if ((value === null || value === undefined) && errors?.length) throw errors[0] as GraphQLError;
    return value;
  }

  /** All of a type that one subgraph tells without being asked for another entity; of an entity only what it is known by. */
  #everything(type: GraphQLNamedType, graph: string, within: readonly GraphQLNamedType[] = []): string {
    if (isLeafType(type)) return '';
    if (isAbstractType(type)) {
      const parts = this.#schema.getPossibleTypes(type).map((possible) => `... on ${possible.name} ${this.#everything(possible, graph, within)}`);
      return `{ __typename ${parts.join(' ')} }`;
    }
    const key = this.#owners.key(type.name);
    if (key) return `{ __typename ${key} }`;
    if (!isObjectType(type) || within.filter((each) => each === type).length > 12) return '{ __typename }';
    const fields = Object.values(type.getFields()).filter((field) => !field.args.some(isRequiredArgument) || this.#owners.key(type.name)).map((field) => `${field.name} ${this.#everything(getNamedType(field.type), graph, [...within, type])}`);
    return `{ __typename ${fields.join(' ')} }`;
  }

  #document(text: string): DocumentNode {
    let document = this.#documents.get(text);
    if (!document) this.#documents.set(text, (document = parse(text)));
    return document;
  }
}

/** Which subgraphs tell a field, and by which key an entity is known, as the composed schema says. */
function ownersIn(supergraph: DocumentNode) {
  const names = new Map<string, string>();
  const owners = new Map<string, string[]>();
  const keys = new Map<string, string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph') {
      for (const value of definition.values ?? []) names.set(value.name.value, String(argumentsOf(value.directives, 'join__graph')[0]!.name));
    }
  }
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const on = argumentsOf(definition.directives, 'join__type');
    const key = on.find((each) => each.key)?.key;
    if (key) keys.set(definition.name.value, String(key));
    for (const field of definition.fields ?? []) {
      const told = argumentsOf(field.directives, 'join__field').filter(({ graph, external }) => graph && !external);
      owners.set(`${definition.name.value}.${field.name.value}`, (told.length ? told : on).map(({ graph }) => names.get(String(graph))!));
    }
  }
  return {
    graphs: (type: string, field: string) => owners.get(`${type}.${field}`) ?? [],
    key: (type: string) => keys.get(type),
  };
}

function argumentsOf(directives: readonly ConstDirectiveNode[] | undefined, name: string): Row[] {
  return (directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map((directive) => Object.fromEntries((directive.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)])));
}
