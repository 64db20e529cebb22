import type { Executor } from '@graphql-tools/utils';
import type { Logger } from '#kernel/logger.ts';
import type { SqlObserver } from '#kernel/telemetry/observed-sql.ts';
import { failureKind, inScope } from '#kernel/telemetry/scope.ts';
import { listening } from '../listening.ts';
import { Metrics } from './metrics.ts';
import { startMetricsServer, type MetricsServer } from './metrics-server.ts';
import { observeOperations, type OperationObserver } from './observe-operations.ts';
import { observeSubgraph } from './observe-subgraph.ts';
import { startTracing } from './tracing.ts';

export interface TelemetryOptions {
  logger: Logger;
  /** The address of an OTLP/HTTP collector; null collects no traces. */
  tracesTo: string | null;
}

export interface Incoming {
  requestId: string;
  traceparent?: string | null | undefined;
}

/** What one process tells its operators, as one object. */
export interface Telemetry {
  metrics: Metrics;
  /** Shows the metrics to Prometheus. @throws ConfigError when the port is not to be had */
  show(where: { host: string; port: number }): Promise<void>;
  /** Shows beside them how it stands with the registers, in a process that knows. */
  tellOfRegisters(look: () => Promise<object>): void;
  /** Null until they are shown. */
  readonly metricsUrl: string | null;
  operations: OperationObserver;
  sql(schema: string): SqlObserver;
  subgraph(name: string, executor: Executor): Executor;
  /** A request of another process of the hub, which brings its id and its trace along. */
  incoming<T>(what: string, from: Incoming, run: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openTelemetry({ logger, tracesTo }: TelemetryOptions): Promise<Telemetry> {
  const metrics = new Metrics();
  const tracing = tracesTo === null ? null : await startTracing({ endpoint: tracesTo, logger });
  let server: MetricsServer | null = null;
  let lookAtRegisters: (() => Promise<object>) | null = null;
  return {
    metrics,
    async show(where) {
      server = await listening(startMetricsServer({ metrics, registers: () => lookAtRegisters?.() ?? null, ...where }), { ...where, prefix: 'METRICS_', usualPort: 9464 });
    },
    tellOfRegisters(look) {
      lookAtRegisters = look;
    },
    get metricsUrl() {
      return server?.url ?? null;
    },
    operations: observeOperations({ metrics, tracing, logger }),
    sql: (schema) => (tracing ? both(metrics.sql(schema), tracing.sql(schema)) : metrics.sql(schema)),
    subgraph: (name, executor) => observeSubgraph(name, executor, metrics),
    async incoming(what, { requestId, traceparent }, run) {
      const span = tracing?.begin(what, { 'vienkopus.request_id': requestId }, traceparent) ?? null;
      try {
        const result = await inScope({ requestId, span }, run);
        span?.end();
        return result;
      } catch (error) {
        span?.end(failureKind(error));
        throw error;
      }
    },
    close: async () => void (await Promise.all([server?.close(), tracing?.close()])),
  };
}

function both(one: SqlObserver, other: SqlObserver): SqlObserver {
  return () => {
    const ends = [one(), other()];
    return (ended) => ends.forEach((end) => end(ended));
  };
}
