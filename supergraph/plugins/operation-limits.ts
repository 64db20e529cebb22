import { GraphQLError, parse, type Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { holdsPersonalCode, withoutPersonalCodes } from '#kernel/personal-code-shape.ts';
import { codeInText, noCodeLiteral } from '../engine/code-literal.ts';
import { LIMITS, limitsRule } from '../engine/limits.ts';
import { deepestNesting } from '../engine/nesting.ts';

/** Ends an operation that is too long, too deep or too wide, or that holds a personal code, before it is planned. */
export function operationLimits(): Plugin {
  return {
    onParse({ params, setParseFn }) {
      // Thrown before anything is parsed, so that no cache keeps the text as its key.
      const text = typeof params.source === 'string' ? params.source : params.source.body;
      if (holdsPersonalCode(text)) throw codeInText({ http: { status: 400 } });
      setParseFn((source: string | Source) => {
        const nesting = deepestNesting(text);
        if (nesting > LIMITS.nesting) {
          throw new GraphQLError(`The operation nests ${nesting} brackets; at most ${LIMITS.nesting} are allowed`, {
            extensions: { code: 'LIMIT_EXCEEDED', http: { status: 400 } },
          });
        }
        try {
          return parse(source, { maxTokens: LIMITS.tokens });
        } catch (error) {
          if (!(error instanceof GraphQLError)) throw error;
          const tooLong = error.message.includes('tokens');
          const message = tooLong ? `The operation has more than ${LIMITS.tokens} tokens` : withoutPersonalCodes(error.message);
          throw new GraphQLError(message, {
            source: undefined,
            extensions: { code: tooLong ? 'LIMIT_EXCEEDED' : 'BAD_USER_INPUT', http: { status: 400 } },
          });
        }
      });
    },
    onValidate({ addValidationRule }) {
      addValidationRule(limitsRule(LIMITS));
      addValidationRule(noCodeLiteral);
      return ({ result, setResult }) => {
        if (!result.length) return;
        setResult(
          (result as GraphQLError[]).map((error) =>
            new GraphQLError(withoutPersonalCodes(error.message), {
              extensions: { code: 'BAD_USER_INPUT', ...error.extensions, http: { status: 400 } },
              nodes: error.nodes,
            }),
          ),
        );
      };
    },
  };
}
