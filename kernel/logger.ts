import pino from 'pino';
import { withoutPersonalCodes } from './personal-code-shape.ts';
import { currentScope } from './telemetry/scope.ts';

export type Logger = pino.Logger;

/**
 * What may be logged of an error: its kind, sentence and place. Errors of a database also carry the row and the values
 * they failed on, and errors of others anything at all, so nothing else of them is taken.
 */
export function describeError(cause: unknown): Record<string, unknown> {
  if (!(cause instanceof Error)) return { message: withoutPersonalCodes(String(cause)) };
  const { code, schema_name, table_name, constraint_name, routine } = cause as unknown as Record<string, unknown>;
  const [message, stack] = [cause.message, cause.stack ?? ''].map(withoutPersonalCodes);
  return { name: cause.name, message, stack, code, schema_name, table_name, constraint_name, routine };
}

/**
 * JSON lines with a level and a part; a line about a request carries the request's id, and the trace's where there is one,
 * without being told. Nothing personal is ever passed in; what looks like a personal code is cut out all
 * the same, for an error of somebody else's may quote what it was given.
 *
 * @param write takes one line; by default the standard output
 */
export function createLogger(level: string = 'info', write: (line: string) => void = (line) => void process.stdout.write(line)): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: scopeFields,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (value: unknown) => (value instanceof Error ? describeError(value) : value) },
      redact: { paths: ['*.personalCode', '*.PersonCode', '*.token', '*.authorization', 'variables'], remove: true },
    },
    { write: (line: string) => write(withoutPersonalCodes(line)) },
  );
}

function scopeFields(): Record<string, string> {
  const scope = currentScope();
  if (!scope) return {};
  return scope.span ? { requestId: scope.requestId, traceId: scope.span.traceId } : { requestId: scope.requestId };
}
