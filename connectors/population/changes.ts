import type { Sql } from '#kernel/database.ts';
import type { DagrClient } from '../dagr/client.ts';
import type { EventList } from '../dagr/config.ts';
import type { FeedSource, KnownKeys } from '../dagr/feed-source.ts';
import type { Repair } from '../dagr/feed.ts';
import { Follower } from '../dagr/follower.ts';
import type { ChangedRecord, FollowedBy } from '../dagr/follower-options.ts';
import { followTogether, type Following } from '../dagr/following.ts';
import { demandOpen, type Permissions } from '../dagr/permissions.ts';
import { Turns } from '../dagr/turns.ts';
import type { Urgency } from '../dagr/urgency.ts';
import { publishChanges, publishNewEra, type ChangeStream } from '../records/change-stream.ts';
import { GONE } from '../records/layer.ts';
import type { CodeBook, CodeNews } from './code-book.ts';
import { identifyChanged } from './identify.ts';
import { POPULATION_SOURCE, readByCodes, type PopulationReader } from './reader.ts';
import { PROJECTED_FIELDS, type PersonRecord } from './record.ts';
import { wirePersonChanges, type WirePerson } from './wire.ts';

/** What cannot wait behind a mass correction: a dead person's benefits, and an address that somebody must not find. */
const URGENT_LISTS = ['death', 'address-protection'] as const satisfies EventList<'fpr_person'>[];

/** A changed person as the register holds them now. */
export interface ChangedPerson {
  person: PersonRecord;
  /** Met in the discovery of everyone: nobody is told of somebody who was not known before. */
  isDiscovery: boolean;
  /** Read again, whether or not they changed: what is kept of them may be wrong in the same version, or after a RESET in a later. */
  repair: Repair | null;
}

/** What was taken in with one movement of the cursor. */
export interface TakenIn {
  changed: ChangedPerson[];
  /** Ids of those among them of whom nothing was known before. */
  firstMet: ReadonlySet<string>;
  /** Nobody bears these ids any more. */
  removedIds: string[];
  news: CodeNews;
}

export interface PopulationFollowing extends FollowedBy {
  /** The purpose under which the projection is kept. */
  purpose: string;
  /** Everyone known, to be read again in a repair. */
  known: KnownPeople;
  /** What a change means to the hub; in the transaction that moves the cursor. */
  apply(tx: Sql, takenIn: TakenIn): Promise<void>;
}

/** Ids in an order of their own, in which each has a place; see `KnownKeys`. */
export interface KnownPeople {
  page(from: number, limit: number): Promise<{ ids: string[]; next: number | null }>;
  count(from: number): Promise<number>;
}

interface PopulationParts {
  client: DagrClient;
  permissions: Permissions;
  codeBook: CodeBook;
  stream: ChangeStream;
  reader: PopulationReader;
}

/**
 * Follows the population register: codes become ids, effects happen, then every instance forgets exactly who changed. Deaths
 * and protected addresses have lists of their own, which are followed beside the feed of everything.
 */
export function followPopulation(parts: PopulationParts, following: PopulationFollowing): Following {
  const turns = new Turns();
  const main = follower(parts, following, turns);
  const urgent = URGENT_LISTS.map((list) => follower(parts, following, turns, { list, main }));
  parts.reader.discoveredBy(() => main.isDiscovering);
  return followTogether(main, urgent);
}

function follower(
  { client, permissions, codeBook, stream }: PopulationParts,
  { purpose, apply, known, ...rest }: PopulationFollowing,
  turns: Turns,
  { list, main }: { list?: (typeof URGENT_LISTS)[number]; main?: Follower<WirePerson> } = {},
): Follower<WirePerson> {
  const urgency: Urgency = list ? 'urgent-change' : 'change';
  const reading = (signal?: AbortSignal) => {
    const grant = permissions.grantFor(purpose, POPULATION_SOURCE);
    demandOpen(grant, PROJECTED_FIELDS); // what is closed would be taken for what has changed
    return { grant, urgency, signal };
  };
  const read = (codes: string[], signal?: AbortSignal) => readByCodes(client, codes, reading(signal));
  const source: FeedSource<WirePerson> = {
    page(after, limit, signal) {
      const call = { ...reading(signal), shape: wirePersonChanges };
      return list ? client.events(POPULATION_SOURCE, list, { after, limit }, call) : client.changes(POPULATION_SOURCE, { after, limit }, call);
    },
    records: read,
    keysOf: (record) => [record.PersonCode, ...record.FormerCodes],
    absorbedKeysOf: (record) => record.MergedCodes,
    versionOf: (record) => record.Version,
    ...(list ? {} : { known: knownCodes(known, codeBook) }),
  };
  return new Follower<WirePerson>({
    ...rest,
    name: list ? `${POPULATION_SOURCE}/${list}` : POPULATION_SOURCE,
    dataSet: POPULATION_SOURCE,
    turns,
    isUrgent: list !== undefined,
    ...(main ? { beside: main } : {}),
    source,
    async apply(tx, changed, removed) {
      const isDiscovery = main?.isDiscovering ?? false;
      const takenIn = await identifyTaken(tx, { changed: changed.map((one) => ({ ...one, isDiscovery: one.isDiscovery || isDiscovery })), removed, codeBook, read });
      await apply(tx, takenIn);
      const gone = [...takenIn.removedIds, ...takenIn.news.merged.map(({ formerId }) => formerId)];
      await publishChanges(tx, POPULATION_SOURCE, [
        ...takenIn.changed.filter((one) => mayHaveBeenRead(one, takenIn)).map(({ person: { personId: id, version } }) => ({ id, version })),
        ...gone.map((id) => ({ id, version: GONE })),
      ]);
      return gone.length > 0;
    },
    begunAnew: (tx) => publishNewEra(tx, POPULATION_SOURCE),
    committed: () => stream.hearSoon(),
    consumed: () => stream.untilConsumed(POPULATION_SOURCE),
  }).start();
}

/** @param parts.removed codes; one that is not somebody's code of today takes nobody away */
async function identifyTaken(
  tx: Sql,
  parts: { changed: ChangedRecord<WirePerson>[]; removed: string[]; codeBook: CodeBook; read(codes: string[]): Promise<WirePerson[]> },
): Promise<TakenIn> {
  const { changed, removed, codeBook, read } = parts;
  const bearers = removed.length > 0 ? [...(await codeBook.known(removed, tx)).values()] : [];
  const { people, news, firstMet } = await identifyChanged(changed.map(({ record }) => record), { codeBook, tx, read });
  const discovered = await idsOfDiscovered(tx, changed, codeBook);
  const repair = changed[0]?.repair ?? null; // the same for all that are taken in together
  const there = new Set([...people.map(({ personId }) => personId), ...news.merged.map(({ formerId }) => formerId)]);
  return {
    changed: people.map((person) => ({ person, isDiscovery: discovered === 'all' || discovered.has(person.personId), repair })),
    removedIds: bearers.filter(({ isCurrent, personId }) => isCurrent && !there.has(personId)).map(({ personId }) => personId),
    news,
    firstMet,
  };
}

/**
 * In the discovery of everyone hardly anybody has been read before: telling every instance of each would cost a sixth of it.
 * That nobody has an id is remembered for seconds only, and nobody is said not to exist before all are discovered.
 */
function mayHaveBeenRead({ person, isDiscovery }: ChangedPerson, { firstMet }: TakenIn): boolean {
  return !isDiscovery || !firstMet.has(person.personId);
}

/** Only the one page in which the discovery ends holds both, so only there is it worth a question. */
async function idsOfDiscovered(tx: Sql, changed: ChangedRecord<WirePerson>[], codeBook: CodeBook): Promise<ReadonlySet<string> | 'all'> {
  const codes = changed.filter(({ isDiscovery }) => isDiscovery).map(({ record }) => record.PersonCode);
  if (codes.length === changed.length) return 'all';
  return new Set((await codeBook.idsOf(codes, tx)).values());
}

/** People by their codes of today; whoever has none cannot be asked for. */
function knownCodes(known: KnownPeople, codeBook: CodeBook): KnownKeys {
  return {
    count: (from) => known.count(from),
    async page(from, limit) {
      const { ids, next } = await known.page(from, limit);
      return { keys: [...(await codeBook.codesOf(ids)).values()], next };
    },
  };
}
