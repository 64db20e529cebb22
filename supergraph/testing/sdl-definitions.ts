import { Kind, parse, print, visit, type ASTNode, type DefinitionNode } from 'graphql';

/** Each definition of a schema by its name, as text that does not depend on the order it was written in, without the fields every subgraph has. */
export function definitionsOf(sdl: string): Record<string, string> {
  const sorted = visit(parse(sdl, { noLocation: true }), {
    leave(node) {
      if (node.kind === Kind.FIELD_DEFINITION && /^_(service|entities)$/.test(node.name.value)) return null;
      if (node.kind === Kind.STRING) return { ...node, block: false };
      return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, Array.isArray(value) ? value.toSorted(byText) : value]));
    },
  });
  return Object.fromEntries(sorted.definitions.map((definition: DefinitionNode) => [nameOf(definition), print(definition)]).sort());
}

function byText(one: ASTNode, other: ASTNode): number {
  return print(one) < print(other) ? -1 : 1;
}

function nameOf(definition: DefinitionNode): string {
  return 'name' in definition && definition.name ? `${definition.kind === Kind.DIRECTIVE_DEFINITION ? '@' : ''}${definition.name.value}` : 'schema';
}
