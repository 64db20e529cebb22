import { getNamedType, isInterfaceType, isObjectType, Kind, type DocumentNode, type GraphQLNamedType, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { CHANGING, type Part } from '#kernel/freshness.ts';
import type { Keeping, SubgraphModule } from '#subgraphs/module.ts';

/** What is published is seen by everybody a minute later at the latest. */
export const CATALOGUE: Part = { ageMs: 0, freshForMs: 60_000, isPersonal: false };

/**
 * Tells by the fields of a document what is to be noted of its answer; null where only values of registers are shown, which
 * are noted where they are read. A field goes by what its module says of it, or of its type; without a word, by the field it
 * stands under. At the root and in entities, which are reached by many ways, a field without a word may change at any moment.
 */
export function keepingIn(schema: GraphQLSchema, { keeping = {} }: Pick<SubgraphModule, 'keeping'>): (document: DocumentNode) => Part | null {
  const known = new WeakMap<DocumentNode, Part | null>();
  return (document) => {
    let part = known.get(document);
    if (part === undefined) known.set(document, (part = partOf(keepingsOf(schema, keeping, document))));
    return part;
  };
}

function partOf(keepings: ReadonlySet<Keeping>): Part | null {
  if (keepings.has('NEVER')) return CHANGING;
  return keepings.has('CATALOGUE') ? CATALOGUE : null;
}

function keepingsOf(schema: GraphQLSchema, keeping: Readonly<Record<string, Keeping>>, document: DocumentNode): Set<Keeping> {
  const fragments = new Map(document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])));
  const met = new Set<Keeping>();
  const walked = new Set<string>();
  const walk = ({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined, under: Keeping): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type, under);
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        // The same fragment in the same place says nothing new, and fragments within fragments would multiply.
        const spread = `${selection.name.value} ${under}`;
        const fragment = fragments.get(selection.name.value);
        if (!fragment || walked.has(spread)) continue;
        walked.add(spread);
        walk(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), under);
      } else {
        const name = selection.name.value;
        const kept = keptBy(type, name, under);
        met.add(kept);
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
        if (selection.selectionSet && field) walk(selection.selectionSet, getNamedType(field.type), kept);
      }
    }
  };
  const keptBy = (type: GraphQLNamedType | undefined, name: string, under: Keeping): Keeping => {
    const keys = type === schema.getQueryType() ? ['_entities'] : keysOf(type);
    if (name === '__typename' || keys?.includes(name)) return 'REGISTER';
    return keeping[`${type?.name}.${name}`] ?? keeping[type?.name ?? ''] ?? (keys ? 'NEVER' : under);
  };
  for (const each of document.definitions) {
    if (each.kind === Kind.OPERATION_DEFINITION) walk(each.selectionSet, schema.getRootType(each.operation) ?? undefined, 'NEVER');
  }
  return met;
}

/** Fields that stay the same as long as an entity is the same one; null for a type that is no entity. */
function keysOf(type: GraphQLNamedType | undefined): readonly string[] | null {
  const keys = isObjectType(type) ? (type.astNode?.directives ?? []).filter(({ name }) => name.value === 'key') : [];
  if (keys.length === 0) return null;
  return keys.flatMap(({ arguments: given = [] }) => given.flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.split(' ') : [])));
}
