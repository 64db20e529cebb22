/** What each subscription is to get of the log: read once for everybody in this process, judged for each. */
import { LRUCache } from 'lru-cache';
import { opens, type FieldTree } from '#connectors/dagr/field-tree.ts';
import { ForbiddenError, NotFoundError } from '#kernel/errors.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { toEnvelope } from '#kernel/events/event-log.ts';
import type { Wait } from '#kernel/events/tail.ts';
import { municipalityOfCouncil } from '../../councils.ts';
import type { SubgraphServices } from '../../module.ts';
import { EVENTS, peopleOf } from '../catalogue.ts';
import { CHANGED, MERGED, PLACES_MERGED, readFollowing, type Following } from './following.ts';
import { Grantors } from './grantors.ts';
import type { LeftOutReason } from '../models.ts';
import { mayReceive, type Rights } from './rights.ts';
import { FOLLOWER } from '../store.ts';

/** How far one step looks. */
const LOOK_MOST = 10_000;
const ROWS_MOST = 2_000;
const KINDS_KEPT_MS = 60_000;
const MOVED_WITHIN_MS = 5_000;
const MOVED_LOOK_MS = 10;
const ORGANIZATIONS_MOST = 10_000;
export interface Step {
  /** In order: what the filter asks for and the institution has a right to. */
  events: EventEnvelope[];
  /** How far was looked. */
  through: number;
  /** Of what was looked at; complete only where it was asked to count. */
  leftOut: Record<Exclude<LeftOutReason, 'RETIRED'>, number>;
}

export interface Reading {
  /** What stands behind a sequence. @param counted looks through there at most, and counts also what no filter of the subscription's asks for */
  read(after: number, most: number, counted?: { through: number }): Promise<Step>;
  /** Waits until there may be something behind a sequence; answers through where there is nothing. */
  wait(after: number, ms: number, signal?: AbortSignal): Promise<number>;
  /** As it is known here; a change is known once its place in the log was passed, or when it is read anew. */
  readonly following: Following;
  /** Reads the subscription anew. */
  refresh(): Promise<void>;
  close(): void;
}

/** For thousands of streams: a wait costs each little. */
export interface LiveReading extends Reading {
  /** As `wait`, to be left at any time. */
  begin(after: number, ms: number): Wait;
}

interface Shared {
  /** Which look at the subscription it is from, by when it was begun. */
  current: { look: number; following: Following } | null;
  looks: number;
  first: Promise<void> | null;
  users: number;
}

type Parts = Pick<SubgraphServices, 'sql' | 'tail' | 'clock' | 'connectors'>;

const ofProcess = new WeakMap<SubgraphServices['tail'], Readings>();

/** The readings that share one end of the log. */
export function readingsOf(parts: Parts): Readings {
  return ofProcess.getOrInsertComputed(parts.tail, () => new Readings(parts));
}

/** One for each process: whoever reads for the same subscription shares what is known of it. */
export class Readings {
  readonly #parts: Parts;
  readonly #grantors: Grantors;
  readonly #open = new Map<string, Shared>();
  readonly #kinds = new LRUCache<string, string>({ max: ORGANIZATIONS_MOST, ttl: KINDS_KEPT_MS });

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#grantors = new Grantors(parts.sql);
  }

  /** @throws NOT_FOUND */
  async open(subscriptionId: string): Promise<LiveReading> {
    let shared = this.#open.get(subscriptionId);
    if (!shared) this.#open.set(subscriptionId, (shared = { current: null, looks: 0, first: null, users: 0 }));
    const mine = shared;
    mine.users++;
    let isOpen = true;
    const close = () => {
      if (isOpen && --mine.users === 0 && this.#open.get(subscriptionId) === mine) this.#open.delete(subscriptionId);
      isOpen = false;
    };
    const refresh = async () => {
      const look = ++mine.looks;
      const following = await this.#follow(subscriptionId);
      // One that was begun earlier may be answered later, and knows less.
      if (!mine.current || mine.current.look < look) mine.current = { look, following };
    };
    const following = () => mine.current!.following;
    try {
      await (mine.first ??= refresh());
    } catch (error) {
      close();
      throw error;
    }
    return {
      get following() {
        return following();
      },
      refresh,
      close,
      read: (after, most, counted) => this.#read({ following, refresh }, after, most, counted),
      begin: (after, ms) => this.#parts.tail.begin(after, following().types, ms),
      wait: (after, ms, signal) => this.#parts.tail.wait(after, following().types, ms, signal),
    };
  }

  async #follow(id: string): Promise<Following> {
    const { sql, connectors, clock } = this.#parts;
    const today = clock.today().toString();
    const following = await readFollowing(sql, id, (code) => connectors.territories.codesOf(code, today));
    if (!following) throw new NotFoundError('Event subscription', id);
    return following;
  }

  async #read(shared: { following(): Following; refresh(): Promise<void> }, after: number, most: number, counted: { through: number } | undefined): Promise<Step> {
    // Whoever else reads for the subscription may come to know more while this is read.
    const { types } = shared.following();
    const at = (counted ? null : this.#parts.tail.after(after, LOOK_MOST)) ?? (await this.#readLog(types, after, counted?.through));
    const leftOut = { FILTER: 0, RIGHT: 0, INTERNAL: 0 };
    await this.#grantors.learn(at.events);
    let rights = await this.#rightsOf(shared.following());
    const events: EventEnvelope[] = [];
    let through = at.through;
    for (const event of at.events) {
      if (event.type === CHANGED && event.subject === shared.following().id) {
        await shared.refresh();
        rights = await this.#rightsOf(shared.following());
        if (asksForMore(types, shared.following().types)) {
          // What was read behind this place may lack what is asked for from here on.
          leftOut.INTERNAL++;
          through = event.sequence;
          break;
        }
      }
      if (event.type === MERGED && isWatched(event, shared.following())) {
        await this.#movedWatched(event.sequence);
        await shared.refresh();
      }
      if (event.type === PLACES_MERGED) {
        await this.#knowsSuccessor(event);
        await shared.refresh();
        rights = await this.#rightsOf(shared.following());
      }
      const verdict = judge(event, shared.following(), rights);
      if (verdict === null) events.push(event);
      else leftOut[verdict]++;
      if (events.length === most) {
        through = event.sequence;
        break;
      }
    }
    if (counted) await this.#countOthers(leftOut, types, after, through);
    return { events, through, leftOut };
  }

  async #readLog(types: ReadonlySet<string>, after: number, atMost = Infinity): Promise<{ events: EventEnvelope[]; through: number }> {
    const { sql } = this.#parts;
    const last = Math.min(after + LOOK_MOST, atMost);
    const rows = await sql`
      select head.last_sequence as head, log.* from events.relay_state head left join lateral (
        select sequence, id, type, subject, subject_version, time, appended_at, municipality, data from events.log
        where sequence > ${after} and sequence <= ${last} and type = any(${[...types]}::text[]) order by sequence limit ${ROWS_MOST}
      ) log on true order by log.sequence`;
    const events = rows.filter((row) => row.id !== null).map(toEnvelope);
    const end = Math.max(after, Math.min(last, rows[0]!.head));
    return { events, through: events.length === ROWS_MOST ? events.at(-1)!.sequence : end };
  }

  async #countOthers(leftOut: Step['leftOut'], types: ReadonlySet<string>, after: number, through: number): Promise<void> {
    const rows = await this.#parts.sql`
      select type, count(*)::int as events from events.log
      where sequence > ${after} and sequence <= ${through} and type <> all(${[...types]}::text[]) group by type`;
    for (const { type, events } of rows) leftOut[isInternal(type) ? 'INTERNAL' : 'FILTER'] += events;
  }

  /**
   * Whoever watches somebody who was merged watches the survivor from there on, once that was written down.
   *
   * @throws when that takes too long; whoever reads comes back
   */
  async #movedWatched(sequence: number): Promise<void> {
    const deadline = performance.now() + MOVED_WITHIN_MS;
    for (;;) {
      const [cursor] = await this.#parts.sql`select sequence from subscriptions.cursor where name = ${FOLLOWER}`;
      if (cursor && cursor.sequence >= sequence) return;
      if (performance.now() > deadline) throw new Error(`The merger at ${sequence} is not followed yet; nothing behind it is read`);
      await new Promise((resolve) => setTimeout(resolve, MOVED_LOOK_MS));
    }
  }

  /** What is told of a municipality behind its merger is of its successor: not judged before this process has heard of it, too. */
  async #knowsSuccessor({ data }: EventEnvelope): Promise<void> {
    const { connectors, clock } = this.#parts;
    const deadline = performance.now() + MOVED_WITHIN_MS;
    while (!connectors.territories.codesOf(data.from as string, clock.today().toString()).includes(data.to as string) && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, MOVED_LOOK_MS));
    }
  }

  async #rightsOf({ organizationId, purpose }: Following): Promise<Rights> {
    const { connectors, clock } = this.#parts;
    const council = municipalityOfCouncil(organizationId);
    const permitted = once(() => (purpose === null ? null : permittedTo(connectors.permissions, purpose)));
    return {
      organizationId,
      isState: (await this.#kindOf(organizationId)) === 'STATE',
      territory: new Set(council === null ? [] : connectors.territories.codesOf(council, clock.today().toString())),
      mayReadPersons(fields) {
        const tree = permitted();
        return tree !== null && fields.every((field) => opens(tree, field));
      },
      grantorOf: (benefitId) => this.#grantors.of(benefitId),
    };
  }

  async #kindOf(organizationId: string): Promise<string | undefined> {
    const known = this.#kinds.get(organizationId);
    if (known) return known;
    const [row] = await this.#parts.sql`select kind from services.organization where id = ${organizationId}`;
    if (row) this.#kinds.set(organizationId, row.kind);
    return row?.kind;
  }
}

/** Why an event is not the subscription's; null where it is. */
function judge(event: EventEnvelope, { filterAt, watch }: Following, rights: Rights): keyof Step['leftOut'] | null {
  const definition = EVENTS.get(event.type);
  if (!definition || definition.audience === 'NOBODY' || definition.isDelivered?.(event.data) === false) return 'INTERNAL';
  const filter = filterAt(event.sequence);
  if (!filter?.types.has(event.type)) return 'FILTER';
  // Before the rest of the filter: by what it counts, whoever has no right to an event could else find out whom or what it is about.
  if (!mayReceive(rights, definition, event, watch)) return 'RIGHT';
  return filter.fits(event, watch) ? null : 'FILTER';
}

function isWatched(event: EventEnvelope, { watch }: Following): boolean {
  return peopleOf(event).some((personId) => watch.has(personId, event.sequence));
}

/** Which fields; null where none. @throws REGISTER_UNAVAILABLE while nobody can tell: then nothing is judged rather than left out */
function permittedTo(permissions: Pick<SubgraphServices['connectors']['permissions'], 'grantFor'>, purpose: string): FieldTree | null {
  try {
    return permissions.grantFor(purpose, 'fpr_person').tree;
  } catch (error) {
    if (error instanceof ForbiddenError) return null;
    throw error;
  }
}

function once<T>(ask: () => T): () => T {
  let answer: { is: T } | null = null;
  return () => (answer ??= { is: ask() }).is;
}

function isInternal(type: string): boolean {
  return (EVENTS.get(type)?.audience ?? 'NOBODY') === 'NOBODY';
}

function asksForMore(before: ReadonlySet<string>, now: ReadonlySet<string>): boolean {
  return [...now].some((type) => !before.has(type));
}
