import { protectedAmong, readFacts } from '#connectors/population/projection.ts';
import { isDead } from '#connectors/population/record.ts';
import type { Sql } from '#kernel/database.ts';
import { dayOf } from '#kernel/days.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { personEvents } from '../persons/events.ts';
import { RequestEventData } from '../requests/events.ts';
import { underSurvivors } from '../survivors.ts';
import type { Occurrence } from './models.ts';
import { afterBirth, afterDeath, afterMove, closeRelatives } from './occurrence.ts';
import { endBereavement, forgetPersons, mergeOccurrences } from './lives.ts';
import { forgetMunicipality, saveOccurrences, saveRequested, type Requested } from './store.ts';

/** What makes situations arise, what shows that their steps are taken, and what must be forgotten. */
export const FOLLOWED = [
  'persons.born.v1', 'persons.moved.v1', 'persons.died.v1', 'persons.death-annulled.v1', 'persons.merged.v1', 'persons.removed.v1',
  'persons.address-protected.v1', 'requests.submitted.v1',
] as const;

/** Saves what a batch of events brings about. A batch seen twice brings about nothing more. */
export async function follow(told: EventEnvelope[], tx: Sql, at: Temporal.Instant): Promise<void> {
  const batch = await underSurvivors(told, tx);
  const occurrences: Occurrence[] = [];
  for (const event of batch) occurrences.push(...(await arising(event, tx)));
  await saveOccurrences(tx, occurrences, at);
  await saveRequested(tx, batch.flatMap(requestIn));
  // Last: what the same batch made arise before must not be remembered either.
  const subjectsOf = (type: string) => batch.filter((event) => event.type === type).map(({ subject }) => subject);
  for (const { subject, data } of batch.filter(({ type }) => type === 'persons.merged.v1')) {
    for (const formerId of personEvents['persons.merged.v1'].parse(data).formerIds) await mergeOccurrences(tx, { formerId, survivorId: subject });
  }
  await endBereavement(tx, await annulledIn(batch, tx), at);
  await forgetPersons(tx, subjectsOf('persons.removed.v1'), at);
  const merged = await protectedAmong(tx, subjectsOf('persons.merged.v1'));
  await forgetMunicipality(tx, [...subjectsOf('persons.address-protected.v1'), ...merged], at);
}

/** Whose death was annulled and who lives: they may have died after all before the end of the batch. */
async function annulledIn(batch: readonly EventEnvelope[], tx: Sql): Promise<string[]> {
  const annulled = [...new Set(batch.filter(({ type }) => type === 'persons.death-annulled.v1').map(({ subject }) => subject))];
  const facts = await readFacts(tx, annulled);
  return annulled.filter((id) => !isDead(facts.get(id)?.vital ?? 'ALIVE'));
}

async function arising(event: EventEnvelope, tx: Sql): Promise<Occurrence[]> {
  switch (event.type) {
    case 'persons.born.v1': return arisingFromBirth(event, tx);
    case 'persons.moved.v1': {
      const { to, since } = personEvents['persons.moved.v1'].parse(event.data);
      return afterMove({ personId: event.subject, to, since: since ?? dayTold(event) });
    }
    case 'persons.died.v1': return arisingFromDeath(event, tx);
    default: return [];
  }
}

async function arisingFromBirth(event: EventEnvelope, tx: Sql): Promise<Occurrence[]> {
  const { parentIds } = personEvents['persons.born.v1'].parse(event.data);
  const facts = await readFacts(tx, [event.subject, ...parentIds]);
  const parents = parentIds.map((id) => facts.get(id)).filter((parent) => parent !== undefined);
  return afterBirth({ childId: event.subject, on: facts.get(event.subject)?.birthDay ?? dayTold(event), parents });
}

async function arisingFromDeath(event: EventEnvelope, tx: Sql): Promise<Occurrence[]> {
  const on = personEvents['persons.died.v1'].parse(event.data).on ?? dayTold(event);
  const deceased = (await readFacts(tx, [event.subject])).get(event.subject);
  const relatives = await readFacts(tx, closeRelatives(deceased?.ties ?? [], on));
  return afterDeath({ deceasedId: event.subject, on, relatives: [...relatives.values()] });
}

function requestIn(event: EventEnvelope): Requested[] {
  if (event.type !== 'requests.submitted.v1') return [];
  const { personId, serviceId } = RequestEventData.parse(event.data);
  return personId && serviceId ? [{ personId, serviceId, on: dayTold(event) }] : [];
}

/** Where the register gives no day: the day, in Riga, on which the hub learned it. */
function dayTold(event: EventEnvelope): string {
  return dayOf(Temporal.Instant.from(event.time)).toString();
}
