import { Kind, parse, print, visit, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { Operation } from './operations.ts';

/** Leaves out of an operation whatever can be left out while `stillFails` says so; for reading a failure. */
export async function shrink(operation: Operation, stillFails: (smaller: Operation) => Promise<boolean>, most = 300): Promise<Operation> {
  let best = operation;
  let tries = 0;
  for (let hasShrunk = true; hasShrunk; ) {
    hasShrunk = false;
    const size = nodesOf(parse(best.query));
    for (let index = 0; index < size && tries < most; index++) {
      const smaller = without(best, index);
      if (!smaller || smaller.query.length >= best.query.length) continue;
      tries++;
      if (await stillFails(smaller).catch(() => false)) {
        best = smaller;
        hasShrunk = true;
        break;
      }
    }
  }
  return best;
}

const REMOVABLE: ReadonlySet<string> = new Set([Kind.FIELD, Kind.INLINE_FRAGMENT, Kind.FRAGMENT_SPREAD, Kind.DIRECTIVE, Kind.ARGUMENT, Kind.OBJECT_FIELD]);

function nodesOf(document: DocumentNode): number {
  let count = 0;
  visit(document, { enter: (node) => void (REMOVABLE.has(node.kind) && count++) });
  return count;
}

/** The operation without its n-th removable part, or null where that would leave an empty selection. */
function without({ query, variables }: Operation, index: number): Operation | null {
  let count = 0;
  let isEmpty = false;
  const cut = visit(parse(query), {
    enter: (node) => (REMOVABLE.has(node.kind) && count++ === index ? null : undefined),
    leave(node) {
      if (node.kind === Kind.SELECTION_SET && node.selections.length === 0) isEmpty = true;
    },
  });
  return isEmpty ? null : tidied(cut, variables);
}

/** Without fragments and variables that nothing uses any longer. */
function tidied(document: DocumentNode, variables: Record<string, unknown>): Operation {
  let definitions = document.definitions;
  for (;;) {
    const spread = new Set<string>();
    for (const definition of definitions) visit(definition, { FragmentSpread: (node) => void spread.add(node.name.value) });
    const used = definitions.filter((definition) => definition.kind !== Kind.FRAGMENT_DEFINITION || spread.has(definition.name.value));
    if (used.length === definitions.length) break;
    definitions = used;
  }
  const names = new Set<string>();
  for (const definition of definitions) {
    visit(definition, { VariableDefinition: () => false, Variable: (node) => void names.add(node.name.value) });
  }
  const kept = definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? ({ ...definition, variableDefinitions: definition.variableDefinitions?.filter(({ variable }) => names.has(variable.name.value)) } as OperationDefinitionNode)
      : definition,
  );
  return {
    query: print({ ...document, definitions: kept }),
    variables: Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name))),
  };
}
