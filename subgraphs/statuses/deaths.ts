/** Nobody holds a status beyond the day of their death. */
import type { Sql } from '#kernel/database.ts';
import { dayOf } from '#kernel/days.ts';
import { startConsumer, type Consumer } from '#kernel/events/consumer.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { SubgraphServices } from '../module.ts';
import { personEvents } from '../persons/events.ts';
import { expireOfDeceased } from './store.ts';

/** Where the register gives no day of death: the day, in Riga, on which the hub learned of it. */
export async function follow(batch: readonly EventEnvelope[], tx: Sql, at: Temporal.Instant): Promise<void> {
  for (const { subject, time, data } of batch) {
    const on = personEvents['persons.died.v1'].parse(data).on ?? dayOf(Temporal.Instant.from(time)).toString();
    await expireOfDeceased(tx, { personId: subject, on }, at);
  }
}

/** An annulled death brings nothing back: whether a status holds again is its issuer's to decide. */
export function followDeaths({ sql, log, logger, clock }: SubgraphServices): Consumer {
  return startConsumer({
    name: 'statuses-deaths',
    sql,
    log,
    logger,
    types: ['persons.died.v1'],
    schema: 'statuses',
    handle: (batch, tx) => follow(batch, tx, clock.now()),
  });
}
