import { isScalarType } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { scalars } from '#kernel/graphql/scalars.ts';

/** The composed schema knows our scalars by name only; with their checks a wrong day is refused before anything is asked. */
export function knownScalars(): Plugin {
  return {
    onSchemaChange({ schema }) {
      for (const scalar of Object.values(scalars)) {
        const composed = schema.getType(scalar.name);
        if (isScalarType(composed)) Object.assign(composed, { parseValue: scalar.parseValue, parseLiteral: scalar.parseLiteral });
      }
    },
  };
}
