/** Two records of the register that turned out to be one person: what this subgraph and the projection keep of them becomes one. */
import type { CodeNews, Merger } from '#connectors/population/code-book.ts';
import { mergeProjected } from '#connectors/population/merged-projection.ts';
import type { Sql } from '#kernel/database.ts';
import type { ChangedPerson } from '#connectors/population/changes.ts';
import { residenceOn, type Places } from '#connectors/population/record.ts';
import type { PersonEvent } from './events.ts';

/** Every id that was ever given up leads straight to who bears the survivor's today: chains are resolved as they are made. */
export async function mergePersons(tx: Sql, { merged, parted }: CodeNews, at: Temporal.Instant): Promise<void> {
  if (parted.length > 0) await tx`delete from persons.merged where person_id = any(${parted}::uuid[])`;
  for (const merger of merged) {
    const { formerId, survivorId } = merger;
    await tx`update persons.merged set survivor_id = ${survivorId} where survivor_id = ${formerId}`;
    await tx`
      insert into persons.merged (person_id, survivor_id, at) values (${formerId}, ${survivorId}, ${at.toString()}::timestamptz)
      on conflict (person_id) do update set survivor_id = excluded.survivor_id, at = excluded.at`;
    await tx`delete from persons.merged where person_id = ${survivorId}`;
    await mergeProjected(tx, merger);
    await mergeOwn(tx, merger);
  }
}

/** Preferences that were changed last hold, but an objection under either id does in any case; looks at data and consents are all kept. */
async function mergeOwn(tx: Sql, { formerId, survivorId }: Merger): Promise<void> {
  await tx`
    with former as (delete from persons.preference where person_id = ${formerId} returning *)
    insert into persons.preference as kept (person_id, notify_offers, evaluate_offers, channel, language, updated_at)
    select ${survivorId}::uuid, notify_offers, evaluate_offers, channel, language, updated_at from former
    on conflict (person_id) do update set
      notify_offers = case when kept.updated_at < excluded.updated_at then excluded.notify_offers else kept.notify_offers end,
      evaluate_offers = kept.evaluate_offers and excluded.evaluate_offers,
      channel = case when kept.updated_at < excluded.updated_at then excluded.channel else kept.channel end,
      language = case when kept.updated_at < excluded.updated_at then excluded.language else kept.language end,
      updated_at = greatest(kept.updated_at, excluded.updated_at)`;
  await tx`update persons.data_access set person_id = ${survivorId} where person_id = ${formerId}`;
  await tx`update persons.data_permission set person_id = ${survivorId} where person_id = ${formerId}`;
}

/** What is told of new codes and mergers: never a code. A new code found in the discovery of everyone is no news. */
export function eventsOfCodes({ recoded, merged }: CodeNews, changed: readonly ChangedPerson[], today: string, places?: Places): PersonEvent[] {
  const byId = new Map(changed.map((one) => [one.person.personId, one]));
  /** Of somebody met on the way, whose own record is not at hand, no place is told: they may be protected by now. */
  const municipalityOf = (id: string) => {
    const person = byId.get(id)?.person;
    return person ? residenceOn(person, today, places).municipality : null;
  };
  const told = recoded.filter((id) => !byId.get(id)?.isDiscovery && !merged.some(({ formerId }) => formerId === id));
  const survivors = Map.groupBy(merged, ({ survivorId }) => survivorId);
  return [
    ...told.map((id): PersonEvent => ({ type: 'persons.code-changed.v1', subject: id, municipality: municipalityOf(id), data: { formerIds: [] } })),
    ...[...survivors].map(([id, of]): PersonEvent => (
      { type: 'persons.merged.v1', subject: id, municipality: municipalityOf(id), data: { formerIds: of.map(({ formerId }) => formerId) } })),
  ];
}
