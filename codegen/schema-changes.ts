import { CriticalityLevel, diff, DiffRule, type Change as Difference } from '@graphql-inspector/core';
import { isEnumType, isInputObjectType, isUnionType, validate, type GraphQLSchema } from 'graphql';
import { coordinatesOf, type PublishedOperation } from './published-operations.ts';

export interface SchemaChange {
  level: 'breaking' | 'dangerous' | 'added';
  what: string;
  /** The operations it concerns, such as "console: Dashboard". */
  whom: string[];
}

const LEVELS: Record<CriticalityLevel, SchemaChange['level']> = { BREAKING: 'breaking', DANGEROUS: 'dangerous', NON_BREAKING: 'added' };
/** Of what harms nobody only what is new is told; descriptions come and go. */
const ADDITION = /^(TYPE|FIELD|FIELD_ARGUMENT|INPUT_FIELD|ENUM_VALUE|UNION_MEMBER)_ADDED$/;

/** What a new schema means for those who were built on the one before. */
export async function changesBetween(before: GraphQLSchema, now: GraphQLSchema, operations: readonly PublishedOperation[]): Promise<SchemaChange[]> {
  const used = operations.map((operation) => ({ operation, coordinates: coordinatesOf(operation.document, before) }));
  const differences = await diff(before, now, [DiffRule.simplifyChanges]);
  return differences
    .filter(({ type, criticality }) => !type.startsWith('DIRECTIVE_') && (criticality.level !== CriticalityLevel.NonBreaking || ADDITION.test(type)))
    .map((difference) => ({
      level: LEVELS[difference.criticality.level],
      what: difference.message,
      whom: used.filter(({ operation, coordinates }) => isConcerned(operation, coordinates, difference, before, now)).map(({ operation }) => operation.name),
    }));
}

/** Published operations that the schema does not answer, each with why. */
export function unanswered(schema: GraphQLSchema, operations: readonly PublishedOperation[]): { name: string; errors: string[] }[] {
  return operations
    .map(({ name, document }) => ({ name, errors: validate(schema, document).map(({ message }) => message) }))
    .filter(({ errors }) => errors.length > 0);
}

function isConcerned(operation: PublishedOperation, coordinates: ReadonlySet<string>, { path = '' }: Difference, before: GraphQLSchema, now: GraphQLSchema): boolean {
  const [type, member, argument] = path.split('.');
  const named = before.getType(type!);
  // What travels in variables is not known here, so an enum or an input is a concern of everybody who names it.
  if (!member || isEnumType(named) || isInputObjectType(named) || isUnionType(named)) return coordinates.has(type!);
  if (!argument || !coordinates.has(`${type}.${member}`)) return coordinates.has(`${type}.${member}`);
  return coordinates.has(path) || validate(now, operation.document).length > 0;
}
