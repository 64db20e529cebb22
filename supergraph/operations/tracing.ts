import type { Context, Span as OtelSpan, Tracer } from '@opentelemetry/api';
import type { Logger } from '#kernel/logger.ts';
import { currentScope, failureKind, type Attributes, type Span, type SpanKind } from '#kernel/telemetry/scope.ts';
import type { SqlObserver } from '#kernel/telemetry/observed-sql.ts';
import { nameStatement } from './statement-name.ts';

export interface Tracing {
  /** Begins a trace, or goes on with the caller's where the header `traceparent` is a good one. */
  begin(name: string, attributes: Attributes, traceparent?: string | null): Span;
  /** A step for each statement of a request; the background is not traced. */
  sql(schema: string): SqlObserver;
  /** Sends what is still to be sent, if the collector takes it soon. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** The address of an OTLP/HTTP collector, without `/v1/traces`. */
  endpoint: string;
  logger: Logger;
  service?: string;
  /** How long a span waits for others to be sent with. */
  sendEveryMs?: number;
}

const SEND_WITHIN_MS = 2_000;
const STATEMENT_MOST = 2_000;

/**
 * OpenTelemetry, loaded only when it is asked for. It keeps nothing in the process but its own objects, so that several
 * hubs in one process do not mix. Spans wait in a bounded queue; what a slow collector does not take is dropped.
 */
export async function startTracing({ endpoint, logger, service = 'vienkopus', sendEveryMs = 1_000 }: TracingOptions): Promise<Tracing> {
  const [api, { BasicTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, timeoutMillis: SEND_WITHIN_MS });
  let isFailing = false;
  const telling: typeof exporter = Object.assign(Object.create(exporter) as typeof exporter, {
    export(...[spans, done]: Parameters<typeof exporter.export>) {
      exporter.export(spans, (result) => {
        if (result.error && !isFailing) logger.warn({ part: 'traces', reason: failureKind(result.error) }, 'traces cannot be sent; this is said once until they can');
        isFailing = result.error !== undefined;
        done(result);
      });
    },
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(telling, { scheduledDelayMillis: sendEveryMs, exportTimeoutMillis: SEND_WITHIN_MS })],
  });
  const kit: Kit = { api, tracer: provider.getTracer('vienkopus') };
  return {
    begin: (name, attributes, traceparent) => open(kit, name, 'server', attributes, remote(kit, traceparent)),
    sql: (schema) => () => {
      const span = currentScope()?.span?.begin(`sql ${schema}`, 'client', { 'db.system.name': 'postgresql', 'db.namespace': schema });
      return ({ statement, error }) => {
        if (!span) return;
        if (statement) span.set({ 'db.query.text': statement.replaceAll(/\s+/g, ' ').trim().slice(0, STATEMENT_MOST) }, nameStatement(statement));
        span.end(error ? failureKind(error) : undefined);
      };
    },
    close: () => provider.shutdown().catch(() => {}), // that it could not be sent has been told
  };
}

interface Kit {
  api: typeof import('@opentelemetry/api');
  tracer: Tracer;
}

function open(kit: Kit, name: string, kind: SpanKind, attributes: Attributes, parent: Context): Span {
  const { api, tracer } = kit;
  const span = tracer.startSpan(name, { kind: api.SpanKind[kind.toUpperCase() as Uppercase<SpanKind>], attributes }, parent);
  return wrap(kit, span, api.trace.setSpan(parent, span));
}

function wrap(kit: Kit, span: OtelSpan, context: Context): Span {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceId,
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
    begin: (name, kind, attributes = {}) => open(kit, name, kind, attributes, context),
    set(attributes, name) {
      span.setAttributes(attributes);
      if (name) span.updateName(name);
    },
    end(failure) {
      if (failure) span.setAttribute('error.type', failure).setStatus({ code: kit.api.SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** The caller's step, by W3C Trace Context, to stand under. */
function remote({ api }: Kit, traceparent: string | null | undefined): Context {
  const [, traceId, spanId, flags] = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})$/.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || !flags) return api.ROOT_CONTEXT;
  return api.trace.setSpanContext(api.ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true });
}
