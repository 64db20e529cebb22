import { AsyncLocalStorage } from 'node:async_hooks';

/** The request that a piece of work is done for. It goes along with every promise that the work waits for. */
export interface Scope {
  requestId: string;
  /** Null when nobody collects traces. */
  span: Span | null;
}

export type SpanKind = 'server' | 'client' | 'internal';
export type Attributes = Record<string, string | number>;

/** One step of a trace. Names and attributes never hold what is personal. */
export interface Span {
  traceId: string;
  /** For whoever is asked over HTTP, by W3C Trace Context. */
  traceparent: string;
  begin(name: string, kind: SpanKind, attributes?: Attributes): Span;
  /** @param name takes the place of the first one, which may be known only now */
  set(attributes: Attributes, name?: string): void;
  /** @param failure its kind in a word; without one the step went well */
  end(failure?: string): void;
}

const scopes = new AsyncLocalStorage<Scope>();

export function inScope<T>(scope: Scope, run: () => T): T {
  return scopes.run(scope, run);
}

/** Undefined in the background: what is done there is done for no request. */
export function currentScope(): Scope | undefined {
  return scopes.getStore();
}

/** Does something as a step of the current trace; where nobody collects traces, it is simply done. */
export function traced<T>(name: string, kind: SpanKind, attributes: Attributes, run: () => T | Promise<T>): T | Promise<T> {
  const scope = scopes.getStore();
  if (!scope?.span) return run();
  return spanned(scope, scope.span.begin(name, kind, attributes), run);
}

async function spanned<T>({ requestId }: Scope, span: Span, run: () => T | Promise<T>): Promise<T> {
  try {
    const result = await scopes.run({ requestId, span }, run);
    span.end();
    return result;
  } catch (error) {
    span.end(failureKind(error));
    throw error;
  }
}

/** What lets whoever is asked over HTTP go on with the current trace; nothing where there is none. */
export function traceHeaders(): Record<string, string> {
  const span = scopes.getStore()?.span;
  return span ? { traceparent: span.traceparent } : {};
}

/** An error in a word: its promised code or its class, never its sentence, which may quote what was sent. */
export function failureKind(error: unknown): string {
  const { code, extensions, name } = (error ?? {}) as { code?: unknown; extensions?: { code?: unknown }; name?: unknown };
  return String(extensions?.code ?? code ?? name ?? 'unknown').slice(0, 60);
}
