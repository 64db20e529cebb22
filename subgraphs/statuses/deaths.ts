/** What happens to a person, and what it means for their statuses: nobody holds one beyond the day of their death, nor is found by one. */
import { protectedAmong } from '#connectors/population/projection.ts';
import type { Sql } from '#kernel/database.ts';
import { dayOf } from '#kernel/days.ts';
import { startConsumer, type Consumer } from '#kernel/events/consumer.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { SubgraphServices } from '../module.ts';
import { personEvents } from '../persons/events.ts';
import { underSurvivors } from '../survivors.ts';
import { mergeStatuses } from './mergers.ts';
import { hideHolders } from './places.ts';
import { reinstateOfDeceased } from './reinstatement.ts';
import { expireOfDeceased } from './store.ts';

/**
 * One after the other in the order of the log. Where the register gives no day: the day, in Riga, on which the hub learned of
 * it. Under the id of an adopted child's past nobody holds anything from then on.
 */
export async function follow(batch: EventEnvelope[], tx: Sql, at: Temporal.Instant): Promise<void> {
  const events = await underSurvivors(batch, tx);
  for (const { type, subject, time, data } of events) {
    const dayTold = dayOf(Temporal.Instant.from(time)).toString();
    switch (type) {
      case 'persons.died.v1':
        await expireOfDeceased(tx, { personId: subject, on: personEvents[type].parse(data).on ?? dayTold }, at);
        break;
      case 'persons.removed.v1':
        await expireOfDeceased(tx, { personId: subject, on: dayTold }, at);
        break;
      case 'persons.death-annulled.v1':
        await reinstateOfDeceased(tx, { personId: subject, today: dayOf(at).toString() }, at);
        break;
      case 'persons.merged.v1':
        for (const formerId of personEvents[type].parse(data).formerIds) await mergeStatuses(tx, { formerId, survivorId: subject }, at);
    }
  }
  const subjectsOf = (type: string) => events.filter((event) => event.type === type).map((event) => event.subject);
  await hideHolders(tx, [...subjectsOf('persons.address-protected.v1'), ...(await protectedAmong(tx, subjectsOf('persons.merged.v1')))]);
}

export function followDeaths({ sql, log, logger, clock }: SubgraphServices): Consumer {
  return startConsumer({
    name: 'statuses-deaths',
    sql,
    log,
    logger,
    types: ['persons.died.v1', 'persons.death-annulled.v1', 'persons.merged.v1', 'persons.removed.v1', 'persons.address-protected.v1'],
    schema: 'statuses',
    handle: (batch, tx) => follow(batch, tx, clock.now()),
  });
}
