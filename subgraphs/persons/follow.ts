import { setImmediate } from 'node:timers/promises';
import type { ChangedPerson } from '#connectors/population/changes.ts';
import { addProjected, readProjected, saveProjected, type ProjectedPerson } from '#connectors/population/projection.ts';
import { toProjected } from '#connectors/population/record.ts';
import type { Sql } from '#kernel/database.ts';
import type { Background, SubgraphServices } from '../module.ts';
import { eventsOf } from './person-events.ts';
import { tell } from './store.ts';

/** The purpose for which the projection is kept: benefits are looked for unasked. */
const PURPOSE = 'proactive-offers';
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
    purpose: PURPOSE,
    apply: (tx, changed) => takeIn(tx, changed, clock.today(), clock.now()),
  });
  const addresses = connectors.followAddresses(common);
  return {
    consumers: [],
    settled: async () => void (await Promise.all([people.settled(), addresses.settled()])),
    progress: () => [people.progress, addresses.progress].filter((line) => line !== null),
    close: async () => void (await Promise.all([people.close(), addresses.close()])),
  };
}

/**
 * What changed people mean to the hub: the projection follows the register, and everyone is told. A record that is
 * already known in this version or a newer one means nothing. Discovery tells nobody.
 */
async function takeIn(tx: Sql, changed: readonly ChangedPerson[], today: Temporal.PlainDate, at: Temporal.Instant): Promise<void> {
  const before = await readProjected(tx, changed.map(({ person }) => person.personId));
  const news = changed.filter(({ person }) => (before.get(person.personId)?.version ?? -1) < person.version);
  const after: { person: ProjectedPerson; isDiscovery: boolean }[] = [];
  const saved: Promise<unknown>[] = [];
  for (let from = 0; from < news.length; from += AT_ONCE) {
    const some = news.slice(from, from + AT_ONCE).map(({ person, isDiscovery }) => ({ isDiscovery, person: toProjected(person, today.toString()) }));
    const people = some.map(({ person }) => person);
    const isKnown = ({ personId }: ProjectedPerson) => before.has(personId);
    const saving = Promise.all([saveProjected(tx, people.filter(isKnown)), addProjected(tx, people.filter((person) => !isKnown(person)))]);
    saving.catch(() => {}); // heard of below
    saved.push(saving);
    after.push(...some);
    await setImmediate();
  }
  await Promise.all(saved);
  const events = after.flatMap(({ person, isDiscovery }) =>
    isDiscovery ? [] : eventsOf(before.get(person.personId) ?? null, person, today));
  await tell(tx, events, BY, at);
}
