import {
  getNamedType, isInputObjectType, Kind, parse, TypeInfo, typeFromAST, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema, type GraphQLType, type TypeNode,
} from 'graphql';
import type { Manifest } from '#supergraph/plugins/trusted-documents-manifest.ts';

export interface PublishedOperation {
  /** The client and its operation, such as "console: Dashboard". */
  name: string;
  document: DocumentNode;
}

export function publishedOperations(manifests: readonly Manifest[]): PublishedOperation[] {
  return manifests.flatMap(({ client, documents }) => [...documents.values()].map((text) => named(client, parse(text))));
}

function named(client: string, document: DocumentNode): PublishedOperation {
  const names = document.definitions.flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? 'an unnamed operation'] : []));
  return { name: `${client}: ${names.join(', ')}`, document };
}

/** What of a schema an operation touches: `Type`, `Type.field` and `Type.field.argument`; inputs with all they are made of. */
export function coordinatesOf(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const touched = new Set<string>();
  const info = new TypeInfo(schema);
  const touch = (type: GraphQLType | null | undefined) => {
    const reached = type ? getNamedType(type) : null;
    if (!reached || touched.has(reached.name)) return;
    touched.add(reached.name);
    if (isInputObjectType(reached)) for (const field of Object.values(reached.getFields())) touch(field.type);
  };
  visit(document, visitWithTypeInfo(info, {
    VariableDefinition: ({ type }) => touch(typeFromAST(schema, type as TypeNode)),
    InlineFragment: () => touch(info.getType()),
    FragmentDefinition: () => touch(info.getType()),
    Field({ name }) {
      touch(info.getType());
      touched.add(`${info.getParentType()?.name}.${name.value}`);
    },
    Argument({ name }) {
      touch(info.getArgument()?.type);
      touched.add(`${info.getParentType()?.name}.${info.getFieldDef()?.name}.${name.value}`);
    },
  }));
  return touched;
}
