import type { Registry } from 'prom-client';
import type { RegistersStanding, SharedStanding } from '#connectors/standing.ts';
import type { EventsStanding } from '#subgraphs/events/measures.ts';
import { gaugesIn } from './gauges.ts';
import { showRegisters } from './registers-standing.ts';

/** What stands still between two looks and is asked for when somebody reads the metrics. */
export interface Standing {
  isReady(): Promise<boolean>;
  /** The newest sequence of the event log. */
  head(): number;
  /** Events that wait to be moved to the log. */
  outbox(): Promise<number>;
  consumers(): readonly { name: string; position(): number }[];
  /** How deliveries stand; null where this process does none. */
  deliveries(): EventsStanding | null;
  registers(): RegistersStanding;
  /** What the database knows of the registers for all instances. */
  sharedRegisters(): Promise<SharedStanding[]>;
  /** How long permissions last is counted from here. */
  now(): Temporal.Instant;
}

/** Registers a metric for each; one that cannot be told now, or that this process does not have, is left out. */
export function showStanding(registry: Registry, standing: Partial<Standing>, subscriptions: Record<string, number>): void {
  const gauge = gaugesIn(registry);
  gauge('vienkopus_ready', 'Whether /health/ready says yes: 1 or 0.', [], async (set) => {
    if (standing.isReady) set((await standing.isReady()) ? 1 : 0);
  });
  gauge('vienkopus_subscriptions_open', 'Live subscriptions.', ['transport'], (set) => {
    for (const [transport, count] of Object.entries(subscriptions)) set(count, { transport });
  });
  gauge('vienkopus_event_log_head', 'The newest sequence of the event log that is known here.', [], (set) => {
    if (standing.head) set(standing.head());
  });
  gauge('vienkopus_outbox_events', 'Events that wait to be moved to the log; counted up to 10000.', [], async (set) => {
    if (standing.outbox) set(await standing.outbox());
  });
  gauge('vienkopus_consumer_position', 'The sequence up to which a consumer has done everything.', ['consumer'], (set) => {
    for (const consumer of standing.consumers?.() ?? []) set(consumer.position(), { consumer: consumer.name });
  });
  gauge('vienkopus_consumer_lag_events', 'Events of the log that a consumer has still to see.', ['consumer'], (set) => {
    for (const consumer of standing.consumers?.() ?? []) set(Math.max(0, (standing.head?.() ?? 0) - consumer.position()), { consumer: consumer.name });
  });
  gauge('vienkopus_delivery_lanes', 'Subscriptions that this process delivers to, by whether their receivers take what is sent.', ['state'], (set) => {
    const now = standing.deliveries?.();
    if (!now) return;
    set(now.lanes - now.failing, { state: 'ACTIVE' });
    set(now.failing, { state: 'FAILING' });
  });
  gauge('vienkopus_jetstream_lag_events', 'Events of the log that are still to be published to JetStream.', [], (set) => {
    const now = standing.deliveries?.()?.jetstream;
    if (now) set(Math.max(0, (standing.head?.() ?? 0) - now.position));
  });
  gauge('vienkopus_jetstream_differences', 'What the stream has otherwise than the log, by how.', ['kind'], (set) => {
    for (const [kind, count] of Object.entries(standing.deliveries?.()?.jetstream?.differences ?? {})) set(count, { kind });
  });
  showRegisters(registry, standing);
}
