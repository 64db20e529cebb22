import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { parseDay } from '../days.ts';

/** Scalars are text on the wire and inside; they are only checked on the way in. */
function textScalar(name: string, expected: string, isValid: (text: string) => boolean): GraphQLScalarType<string, string> {
  const check = (value: unknown): string => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new GraphQLError(`${name}: ${JSON.stringify(value)?.slice(0, 60)} is not ${expected}`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  };
  return new GraphQLScalarType<string, string>({
    name,
    serialize: (value) => String(value),
    parseValue: check,
    parseLiteral: (node) => check(node.kind === Kind.STRING ? node.value : undefined),
  });
}

/** What Postgres and JavaScript write alike, in every time zone. */
const YEARS = { first: 1_000, last: 9_999 };

function isDay(text: string): boolean {
  try {
    return parseDay(text).year >= YEARS.first;
  } catch {
    return false;
  }
}

function isInstant(text: string): boolean {
  try {
    const { year } = Temporal.Instant.from(text).toZonedDateTimeISO('UTC');
    return year >= YEARS.first && year <= YEARS.last;
  } catch {
    return false;
  }
}

export const scalars = {
  Date: textScalar('Date', 'a calendar day such as "2026-11-20"', isDay),
  DateTime: textScalar('DateTime', 'an instant such as "2026-11-20T09:30:00Z"', isInstant),
  Decimal: textScalar('Decimal', 'a decimal number as text such as "12.50"', (text) => /^-?\d{1,13}(\.\d{1,6})?$/.test(text)),
};
