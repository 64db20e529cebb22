/** What happens elsewhere and means something for subscriptions: people who are watched become one, or are gone; benefits are published. */
import type { Sql } from '#kernel/database.ts';
import { startConsumer, type Consumer } from '#kernel/events/consumer.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { events as benefitEvents } from '../benefits/events.ts';
import type { SubgraphServices } from '../module.ts';
import { personEvents } from '../persons/events.ts';
import { FOLLOWER } from './store.ts';
import { forgetWatched, moveWatched } from './changes/watched.ts';

const BY = 'persons';

/** One after the other in the order of the log. */
export async function follow(batch: readonly EventEnvelope[], tx: Sql, at: Temporal.Instant): Promise<void> {
  for (const { type, subject, sequence, data } of batch) {
    switch (type) {
      case 'persons.merged.v1':
        for (const formerId of personEvents[type].parse(data).formerIds) await moveWatched(tx, { formerId, survivorId: subject, sequence }, { action: 'watched-merged', by: BY, at });
        break;
      case 'persons.removed.v1':
        await forgetWatched(tx, subject, { action: 'watched-removed', by: BY, at });
        break;
      case 'benefits.published.v1':
        await tx`
          insert into subscriptions.grantor (benefit_id, organization_id) values (${subject}, ${benefitEvents[type].parse(data).definition.grantorId})
          on conflict (benefit_id) do update set organization_id = excluded.organization_id`;
    }
  }
}

export function followLog({ sql, log, logger, clock }: SubgraphServices): Consumer {
  return startConsumer({
    name: FOLLOWER,
    sql,
    log,
    logger,
    types: ['persons.merged.v1', 'persons.removed.v1', 'benefits.published.v1'],
    schema: 'subscriptions',
    handle: (batch, tx) => follow(batch, tx, clock.now()),
  });
}
