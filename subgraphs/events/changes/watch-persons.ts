import { loadFeed } from '#connectors/dagr/feed.ts';
import { POPULATION_SOURCE } from '#connectors/population/reader.ts';
import type { Sql } from '#kernel/database.ts';
import { ForbiddenError, RegisterUnavailableError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand } from '#kernel/identity/access.ts';
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import { survivorsOf } from '../../survivors.ts';
import { changing } from './changes.ts';
import type { Context } from '../context.ts';
import { notFound, readOwn, type Subscriber } from './institution.ts';
import type { EventSubscriptionModel } from '../models.ts';
import { unknownPersons } from '../store.ts';
import { beforeMergers, countWatched, unwatch, watch } from './watched.ts';

const AT_ONCE = 1_000;
const WATCHED_MOST = 10_000;
const NAMED_MOST = 3;

interface Asked {
  subscriptionId: string;
  personIds: readonly string[];
}

/** @throws FORBIDDEN without the right to read persons or a purpose whose permission is in force, NOT_FOUND for another's subscription */
export async function watchPersons(context: Context, viewer: Subscriber, { subscriptionId: id, personIds }: Asked): Promise<EventSubscriptionModel | InvalidInput> {
  const { sql, clock, connectors } = context.services;
  const { purpose } = demand(viewer, 'persons:read');
  if (purpose === null) throw new ForbiddenError('Name a purpose in the header X-Purpose to watch persons');
  connectors.permissions.grantFor(purpose, 'fpr_person');
  await readOwn(context, viewer, id);
  const fault = findIdFault(personIds);
  if (fault) return fault;
  const changed = await changing(sql, id, async (tx) => {
    const asked = await todaysIds(tx, personIds);
    const unknown = await findUnknown(tx, asked);
    if (unknown) return unknown;
    const { watched, more } = await countWatched(tx, id, asked);
    if (watched + more > WATCHED_MOST) {
      return invalidInput(`personIds: with these ${watched + more} persons would be watched; expected at most ${WATCHED_MOST} a subscription`, ['personIds']);
    }
    return watch(tx, id, asked, purpose, { action: 'watched', by: viewer.label, at: clock.now(), data: { persons: more, purpose } });
  }, beforeMergers);
  if (!changed) throw notFound(id);
  return changed;
}

/** @throws NOT_FOUND for another's subscription */
export async function unwatchPersons(context: Context, viewer: Subscriber, { subscriptionId: id, personIds }: Asked): Promise<EventSubscriptionModel | InvalidInput> {
  const { sql, clock } = context.services;
  await readOwn(context, viewer, id);
  const fault = findIdFault(personIds);
  if (fault) return fault;
  const changed = await changing(sql, id, async (tx) => {
    const asked = await todaysIds(tx, personIds);
    return unwatch(tx, id, asked, { action: 'unwatched', by: viewer.label, at: clock.now(), data: { persons: asked.length } });
  });
  if (!changed) throw notFound(id);
  return changed;
}

/** What is no id is not repeated, for it might be a personal code. */
function findIdFault(personIds: readonly string[]): InvalidInput | null {
  if (personIds.length === 0 || personIds.length > AT_ONCE) return invalidInput(`personIds has ${personIds.length} ids; expected 1 to ${AT_ONCE} at once`, ['personIds']);
  const wrong = personIds.findIndex((id) => !isUuid(id));
  return wrong === -1 ? null : invalidInput(`personIds[${wrong}] is not an id of a person: expected a UUID in small letters`, ['personIds', String(wrong)]);
}

async function todaysIds(tx: Sql, personIds: readonly string[]): Promise<string[]> {
  const survivors = await survivorsOf(tx, personIds);
  return [...new Set(personIds.map((id) => survivors.get(id) ?? id))];
}

/** @throws REGISTER_UNAVAILABLE while somebody who is not known may still be discovered */
async function findUnknown(tx: Sql, personIds: readonly string[]): Promise<InvalidInput | null> {
  const unknown = await unknownPersons(tx, personIds);
  if (unknown.length === 0) return null;
  const { position, discoveredThrough } = await loadFeed(tx, 'persons', POPULATION_SOURCE);
  if (discoveredThrough === null || position < discoveredThrough) throw new RegisterUnavailableError('population', 'not everybody has been discovered yet');
  const named = unknown.slice(0, NAMED_MOST).join(', ');
  const others = unknown.length > NAMED_MOST ? ` and ${unknown.length - NAMED_MOST} more` : '';
  return invalidInput(`personIds: nobody bears ${named}${others}; nobody was added`, ['personIds']);
}
