import type { Registry } from 'prom-client';
import type { EventsObserver } from '#subgraphs/events/measures.ts';
import { Tally } from './tally.ts';
import { Timings } from './timings.ts';

/** What is delivered to institutions and published to JetStream. Labels hold names of ours; whose subscription it was is in the delivery log. */
export function eventsObserver(registry: Registry): EventsObserver {
  const attempts = new Timings({ registry, name: 'vienkopus_delivery_attempt_duration_seconds', help: 'Attempts to deliver an event to a receiver.', labels: ['transport', 'outcome'] as const });
  const delays = new Timings({ registry, name: 'vienkopus_delivery_delay_seconds', help: 'From an event\'s place in the log until its receiver took it at the first attempt.', labels: ['transport'] as const });
  const dead = new Tally({ registry, name: 'vienkopus_dead_letters_total', help: 'Events that a receiver did not take in three days.', labels: ['transport'] as const });
  const messages = new Tally({ registry, name: 'vienkopus_jetstream_messages_total', help: 'Messages of the stream, by what was done: PUBLISHED, FAILED, COMPARED with the log, ERASED.', labels: ['what'] as const });
  return {
    attempted: (transport, outcome, tookMs) => attempts.observe(tookMs / 1_000, transport, outcome),
    delivered: (transport, afterMs) => delays.observe(afterMs / 1_000, transport),
    died: (transport, letters) => dead.addMany(letters, transport),
    published: (count) => messages.addMany(count, 'PUBLISHED'),
    failed: () => messages.add('FAILED'),
    compared: (count) => messages.addMany(count, 'COMPARED'),
    erased: (count) => messages.addMany(count, 'ERASED'),
  };
}
