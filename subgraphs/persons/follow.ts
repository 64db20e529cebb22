import { setImmediate } from 'node:timers/promises';
import { readMergers, Territories } from '#connectors/addresses/territories.ts';
import type { ChangedPerson, TakenIn } from '#connectors/population/changes.ts';
import { addProjected, differencesBetween, readProjected, saveProjected, type ProjectedPerson } from '#connectors/population/projection.ts';
import { toProjected, type Places } from '#connectors/population/record.ts';
import type { Sql } from '#kernel/database.ts';
import type { Background, SubgraphServices } from '../module.ts';
import { knownPeople } from './known-people.ts';
import { startTellingLater, tellLater } from './later.ts';
import { eventsOfCodes, mergePersons } from './mergers.ts';
import { moveToSuccessors } from './municipality-mergers.ts';
import { eventsOf, isMerelyUntied } from './person-events.ts';
import { forgetPersons } from './removals.ts';
import { tell } from './store.ts';

/** The purpose for which the projection is kept: benefits are looked for unasked. */
export const PROJECTION_PURPOSE = 'proactive-offers';
const BY = 'fpr_person';
/** Some at a time, so that requests have their turn between and the database writes while the next are made ready. */
const AT_ONCE = 250;

/** Follows both registers in the background. The hub serves meanwhile, during the first discovery too. */
export async function followRegisters(
  services: Pick<SubgraphServices, 'sql' | 'logger' | 'random' | 'clock' | 'connectors'>,
): Promise<Background> {
  const { sql, logger, random, clock, connectors } = services;
  const common = { sql, schema: 'persons', logger, random };
  const people = connectors.followPopulation({
    ...common,
    purpose: PROJECTION_PURPOSE,
    known: knownPeople(sql),
    apply: (tx, takenIn) => takeIn(tx, takenIn, services),
  });
  const addresses = connectors.followAddresses(common);
  const mergers = connectors.followMunicipalityMergers({
    sql, schema: 'persons', logger, clock,
    apply: (tx, merged, territories) => moveToSuccessors(tx, merged, territories, clock.today().toString(), clock.now()),
  });
  const all = [people, addresses, mergers, startTellingLater(services)];
  return {
    consumers: [],
    settled: async () => void (await Promise.all(all.map((following) => following.settled()))),
    progress: () => all.map(({ progress }) => progress).filter((line) => line !== null),
    close: async () => void (await Promise.all(all.map((following) => following.close()))),
  };
}

/**
 * What changed people mean to the hub: the projection follows the register, and everyone is told. A record that is
 * already known in this version or a newer one means nothing. Discovery tells nobody of people it meets for the first time.
 */
async function takeIn(tx: Sql, { changed, removedIds, news }: TakenIn, { clock, random }: Pick<SubgraphServices, 'clock' | 'random'>): Promise<void> {
  const [today, at] = [clock.today(), clock.now()];
  await mergePersons(tx, news, at);
  // In the transaction, for no merger of municipalities is taken in meanwhile: records from before and after one agree.
  const [before, mergers] = await Promise.all([readProjected(tx, changed.map(({ person }) => person.personId)), readMergers(tx)]);
  const places = new Territories(mergers);
  const after: { person: ProjectedPerson; isSilent: boolean }[] = [];
  const saved: Promise<unknown>[] = [];
  for (let from = 0; from < changed.length; from += AT_ONCE) {
    const some = changed.slice(from, from + AT_ONCE).flatMap((one) => {
      const kept = before.get(one.person.personId);
      const person = toBeKept(one, kept, today.toString(), places);
      // Of whom a repair finds nothing something may be left all the same, such as their ties.
      return person ? [{ person, isSilent: one.isDiscovery && !kept, isKnown: kept !== undefined || one.repair !== null }] : [];
    });
    const people = (isKnown: boolean) => some.filter((one) => one.isKnown === isKnown).map(({ person }) => person);
    const saving = Promise.all([saveProjected(tx, people(true), { anyVersion: changed[0]!.repair !== null }), addProjected(tx, people(false))]);
    saving.catch(() => {}); // heard of below
    saved.push(saving);
    after.push(...some);
    await setImmediate();
  }
  await Promise.all(saved);
  const events = [
    ...eventsOfCodes(news, changed, today.toString(), places),
    ...after.flatMap(({ person, isSilent }) => (isSilent ? [] : eventsOf(before.get(person.personId) ?? null, person, today))),
  ];
  await tell(tx, events, BY, at);
  const { removed, untied } = await forgetPersons(tx, removedIds, new Set(changed.map(({ person }) => person.personId)));
  const others = after.flatMap(({ person }) => (isMerelyUntied(before.get(person.personId) ?? null, person, today) ? [person.personId] : []));
  await tellLater(tx, { removed, untied: [...new Set([...untied, ...others])] }, { clock, random });
}

/** Null where what is kept stays. In a repair it may be wrong in the same version; after a RESET in whichever it has. */
function toBeKept({ person, repair }: ChangedPerson, kept: ProjectedPerson | undefined, today: string, places: Places): ProjectedPerson | null {
  if (!kept) return toProjected(person, today, places);
  if (repair === null) return kept.version < person.version ? toProjected(person, today, places) : null;
  if (repair !== 'RESET' && kept.version > person.version) return null;
  const projected = toProjected(person, today, places);
  return differencesBetween(kept, projected).length > 0 ? projected : null;
}
