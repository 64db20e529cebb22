import type { ExecutionResult } from '@graphql-tools/utils';
import { GraphQLError, Kind, type DocumentNode, type FieldNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { HubError } from '#kernel/errors.ts';
import { isAsked, representationsOf, withDefaults, type Variables } from './asked.ts';

/** More would tell nobody more. */
const ERRORS_MOST = 100;

/** What stands in the place of an answer that did not come: null for each field that was asked, with the error at that very field. */
export function unanswered(document: DocumentNode, given: Variables, error: HubError): ExecutionResult {
  const variables = withDefaults(document, given);
  const { selectionSet } = document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)!;
  const errors: GraphQLError[] = [];
  const missing = (path: (string | number)[]) => {
    if (errors.length < ERRORS_MOST) errors.push(new GraphQLError(error.message, { path, extensions: error.extensions }));
    return null;
  };
  const data: Record<string, unknown> = {};
  for (const field of selectionSet.selections) {
    if (field.kind !== Kind.FIELD || !isAsked(field, variables)) continue;
    const key = keyOf(field);
    if (key in data) continue;
    data[key] = field.name.value === '_entities' ? entities(field, key) : missing([key]);
  }
  return { data, errors };

  function entities(field: FieldNode, key: string): unknown[] {
    return representationsOf(field, variables).map(({ __typename }, at) => {
      const fields = [...new Set(fieldsOf(field.selectionSet!, __typename, variables))].map((name) => [name, missing([key, at, name])]);
      return { __typename, ...Object.fromEntries(fields) };
    });
  }
}

function fieldsOf({ selections }: SelectionSetNode, typename: string, variables: Variables): string[] {
  return selections.flatMap((node) => {
    if (!isAsked(node, variables)) return [];
    if (node.kind === Kind.FIELD) return node.name.value === '__typename' ? [] : [keyOf(node)];
    if (node.kind === Kind.INLINE_FRAGMENT && (node.typeCondition?.name.value ?? typename) === typename) return fieldsOf(node.selectionSet, typename, variables);
    return [];
  });
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
