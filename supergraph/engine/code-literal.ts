import { GraphQLError, type ASTVisitor, type ValidationContext, type ValidationRule } from 'graphql';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';

/** Wherever it stands: in a literal, a comment, an alias. */
export const codeInText = (extensions: Record<string, unknown> = {}) =>
  new GraphQLError(
    'The query text holds what looks like a personal code. Send it as a variable, by POST, so that no plan, log or address bar ever holds it',
    { extensions: { code: 'BAD_USER_INPUT', ...extensions } },
  );

/** A personal code is taken from a variable only: a literal, however it is escaped, is refused before anything is planned. */
export const noCodeLiteral: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const check = (value: string) => {
    if (holdsPersonalCode(value)) context.reportError(codeInText());
  };
  return {
    StringValue: (node) => check(node.value),
    IntValue: (node) => check(node.value),
    Argument(node) {
      if (node.name.value === 'personalCode' && node.value.kind !== 'Variable') context.reportError(codeInText());
    },
  };
};
