import { Kind, valueFromASTUntyped, type DocumentNode, type FieldNode, type SelectionNode } from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** The variables of an operation, with the values it gives to those that were left out. */
export function withDefaults({ definitions }: DocumentNode, given: Variables): Variables {
  const declared = definitions.flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? (definition.variableDefinitions ?? []) : []));
  return { ...Object.fromEntries(declared.flatMap(({ variable, defaultValue }) => (defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : []))), ...given };
}

/** Whether `@skip` and `@include` leave it in. */
export function isAsked({ directives = [] }: SelectionNode, variables: Variables): boolean {
  return directives.every(({ name, arguments: given }) => {
    const condition = given?.find((argument) => argument.name.value === 'if')?.value;
    const isTrue = condition?.kind === Kind.VARIABLE ? variables[condition.name.value] : condition?.kind === Kind.BOOLEAN && condition.value;
    return name.value === 'skip' ? isTrue !== true : name.value !== 'include' || isTrue !== false;
  });
}

/** The references that `_entities` is asked with. Planners of other makes give the variable other names. */
export function representationsOf({ arguments: given }: FieldNode, variables: Variables): readonly { __typename: string }[] {
  const argument = given?.find(({ name }) => name.value === 'representations')?.value;
  return (argument?.kind === Kind.VARIABLE ? variables[argument.name.value] : []) as { __typename: string }[];
}
