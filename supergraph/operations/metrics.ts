import { collectDefaultMetrics, Registry } from 'prom-client';
import type { CallKind, RegisterObserver } from '#connectors/dagr/measures.ts';
import type { SqlObserver } from '#kernel/telemetry/observed-sql.ts';
import type { EventsObserver } from '#subgraphs/events/measures.ts';
import { eventsObserver } from './events-observer.ts';
import { namesIn, operationNames, type NamedOperation } from './operation-names.ts';
import { showStanding, type Standing } from './standing.ts';
import { Tally } from './tally.ts';
import { Timings } from './timings.ts';

/** Every name is a dozen lines for Prometheus; what is published beyond counts as whatever else is sent. */
const PUBLISHED_MOST = 1_000;

export type Transport = 'sse' | 'websocket';

/** Takes in what the parts of one hub report, and shows it to Prometheus. Labels hold names of ours, never what was asked. */
export class Metrics {
  readonly registry = new Registry();
  /** What an operation is called, here and in traces and logs. */
  readonly nameOf: (name: string | null | undefined) => string;
  /** For the connectors. */
  readonly registers: RegisterObserver;
  /** For what is delivered and published. */
  readonly events: EventsObserver;
  readonly #published = new Set<string>();
  readonly #standing: Partial<Standing> = {};
  #isProcessWatched = false;
  readonly #open: Record<Transport, number> = { sse: 0, websocket: 0 };
  readonly #requests: Timings<['route', 'status']>;
  readonly #operations: Tally<['operation', 'kind', 'outcome']>;
  readonly #operationTimes: Timings<['operation']>;
  readonly #subgraphs: Timings<['subgraph', 'outcome']>;
  readonly #statements: Timings<['schema', 'outcome']>;
  readonly #relayed: Timings<[]>;

  constructor() {
    const { registry } = this;
    this.nameOf = operationNames(this.#published);
    this.#requests = new Timings({ registry, name: 'vienkopus_http_request_duration_seconds', help: 'HTTP requests, from the head to the last byte, by what answered them.', labels: ['route', 'status'] });
    this.#operations = new Tally({ registry, name: 'vienkopus_operations_total', help: 'GraphQL operations by name, kind and the code of their first error.', labels: ['operation', 'kind', 'outcome'] });
    this.#operationTimes = new Timings({ registry, name: 'vienkopus_operation_duration_seconds', help: 'GraphQL operations from parsing to the result; subscriptions until they are open.', labels: ['operation'] });
    this.#subgraphs = new Timings({ registry, name: 'vienkopus_subgraph_call_duration_seconds', help: 'Calls of the gateway to subgraphs, by the code of the first error.', labels: ['subgraph', 'outcome'] });
    this.#statements = new Timings({ registry, name: 'vienkopus_sql_statement_duration_seconds', help: 'SQL statements with their wait for a connection, by the schema whose role sent them.', labels: ['schema', 'outcome'] });
    this.#relayed = new Timings({ registry, name: 'vienkopus_relay_batch_events', help: 'Events that one turn of the relay moved to the log.', labels: [], bounds: [1, 10, 100, 500, 1_000, 2_000] });
    this.registers = registerObserver(registry);
    this.events = eventsObserver(registry);
    showStanding(registry, this.#standing, this.#open);
  }

  /** @param documents texts of published operations, which count by their names however many others there are */
  publish(documents: Iterable<string>): void {
    for (const name of namesIn(documents)) if (this.#published.size < PUBLISHED_MOST) this.#published.add(name);
  }

  request(route: string, status: number, seconds: number): void {
    this.#requests.observe(seconds, route, String(status));
  }

  /** @param outcome OK or one of the promised error codes */
  operation({ name, kind }: NamedOperation, outcome: string, seconds: number): void {
    const operation = this.nameOf(name);
    this.#operations.add(operation, kind, outcome);
    this.#operationTimes.observe(seconds, operation);
  }

  subgraph(subgraph: string, outcome: string, seconds: number): void {
    this.#subgraphs.observe(seconds, subgraph, outcome);
  }

  sql(schema: string): SqlObserver {
    return () => {
      const startedAt = performance.now();
      return ({ error }) => this.#statements.observe((performance.now() - startedAt) / 1_000, schema, error ? 'FAILED' : 'OK');
    };
  }

  relayed(count: number): void {
    this.#relayed.observe(count);
  }

  subscription(transport: Transport, change: 1 | -1): void {
    this.#open[transport] += change;
  }

  /** Adds what is looked at only when somebody reads the metrics. */
  watch(standing: Partial<Standing>): void {
    Object.assign(this.#standing, standing);
  }

  /** Adds what is known of the process: event loop, memory, CPU. */
  watchProcess(): void {
    if (!this.#isProcessWatched) collectDefaultMetrics({ register: this.registry });
    this.#isProcessWatched = true;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}

function registerObserver(registry: Registry): RegisterObserver {
  const calls = new Timings({ registry, name: 'vienkopus_register_call_duration_seconds', help: 'Calls to registers with all their attempts.', labels: ['register', 'call', 'outcome'] as const });
  const repeats = new Tally({ registry, name: 'vienkopus_register_retries_total', help: 'Attempts after the first of calls to registers.', labels: ['register', 'call'] as const });
  const refusals = new Tally({ registry, name: 'vienkopus_register_refusals_total', help: 'Calls to registers that were not sent, by why.', labels: ['register', 'call', 'reason'] as const });
  const openings = new Tally({ registry, name: 'vienkopus_register_breaker_openings_total', help: 'How often a register failed so often that it was only probed.', labels: ['register'] as const });
  return {
    called: (register: string, kind: CallKind, outcome: string, seconds: number) => calls.observe(seconds, register, kind, outcome),
    repeated: (register: string, kind: CallKind) => repeats.add(register, kind),
    refused: (register, kind, reason) => refusals.add(register, kind, reason),
    opened: (register) => openings.add(register),
    closed: () => {},
  };
}
