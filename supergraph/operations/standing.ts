import { Counter, Gauge, type Registry } from 'prom-client';
import type { FeedStanding } from '#connectors/dagr/measures.ts';
import type { CacheCounts } from '#connectors/dagr/record-cache.ts';

/** What stands still between two looks and is asked for when somebody reads the metrics. */
export interface Standing {
  isReady(): Promise<boolean>;
  /** The newest sequence of the event log. */
  head(): number;
  /** Events that wait to be moved to the log. */
  outbox(): Promise<number>;
  consumers(): readonly { name: string; position(): number }[];
  feeds(): readonly FeedStanding[];
  caches(): readonly { register: string; counts: CacheCounts }[];
}

/** Registers a metric for each; one that cannot be told now, or that this process does not have, is left out. */
export function showStanding(registry: Registry, standing: Partial<Standing>, subscriptions: Record<string, number>): void {
  const gauge = (name: string, help: string, labelNames: string[], look: (set: Set) => void | Promise<void>) => {
    const forget = () => {
      shown.reset();
      if (!labelNames.length) shown.remove(); // a reset alone would show it as 0
    };
    const shown: Gauge = new Gauge({
      registers: [registry], name, help, labelNames,
      async collect() {
        forget();
        try {
          await look((value, labels = {}) => shown.set(labels, value));
        } catch {
          forget();
        }
      },
    });
  };

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
  gauge('vienkopus_feed_position', "How far a register's change feed is followed.", ['feed'], (set) => {
    for (const { feed, position } of standing.feeds?.() ?? []) set(position, { feed });
  });
  gauge('vienkopus_feed_lag_lines', 'Lines of a change feed that have still to be followed.', ['feed'], (set) => {
    for (const { feed, position, end } of standing.feeds?.() ?? []) set(Math.max(0, end - position), { feed });
  });
  gauge('vienkopus_feed_last_success_timestamp_seconds', 'When a change feed was last looked at with success.', ['feed'], (set) => {
    for (const { feed, wentWellAtMs } of standing.feeds?.() ?? []) if (wentWellAtMs !== null) set(wentWellAtMs / 1_000, { feed });
  });

  const lookups: Counter = new Counter({
    registers: [registry], name: 'vienkopus_register_cache_lookups_total', labelNames: ['register', 'result'],
    help: 'Records asked for: in memory (hit), there but too old (stale), just being read (shared), not there (miss).',
    collect() {
      lookups.reset();
      for (const { register, counts } of standing.caches?.() ?? []) {
        for (const [result, count] of Object.entries(counts)) lookups.inc({ register, result }, count);
      }
    },
  });
}

type Set = (value: number, labels?: Record<string, string>) => void;
