import { buildSchema, findBreakingChanges, parse, print, visit, type DefinitionNode, type GraphQLSchema } from 'graphql';

/** Entrances that the contract promises for parts that are not built yet; what only they reach is not asked for either. */
const LATER = new Set([
  'Query.eventSubscriptions',
  'Mutation.createEventSubscription',
  'Mutation.acknowledgeEvents',
  'Mutation.watchPersons',
  'Subscription.events',
  'Query.metrics',
]);

/** What a client of the contract would miss in the schema; nothing when it holds. */
export function violations(contract: string, schema: GraphQLSchema): string[] {
  return findBreakingChanges(promised(contract), schema).map(({ description }) => description);
}

/** The contract as far as it is due. It names keys of federation, which no client sees. */
function promised(contract: string): GraphQLSchema {
  const document = visit(parse(contract), {
    Directive: () => null,
    ObjectTypeDefinition: (type) => ({ ...type, fields: type.fields?.filter(({ name }) => !LATER.has(`${type.name.value}.${name.value}`)) ?? [] }),
  });
  return buildSchema(print({ ...document, definitions: reachable(document.definitions) }));
}

function reachable(definitions: readonly DefinitionNode[]): DefinitionNode[] {
  const byName = new Map(definitions.flatMap((definition) => ('name' in definition && definition.name ? [[definition.name.value, definition] as const] : [])));
  const reached = new Set<DefinitionNode>();
  const reach = (name: string): void => {
    const definition = byName.get(name);
    if (!definition || reached.has(definition)) return;
    reached.add(definition);
    visit(definition, { NamedType: (type) => reach(type.name.value) });
  };
  for (const root of ['Query', 'Mutation', 'Subscription']) reach(root);
  return [...reached];
}
