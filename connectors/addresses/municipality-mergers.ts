import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { DagrClient } from '../dagr/client.ts';
import { PAGE_MOST } from '../dagr/config.ts';
import { loadFeed, lockDataSet, moveFeed, type FeedState } from '../dagr/feed.ts';
import type { Following } from '../dagr/following.ts';
import type { FeedStanding } from '../dagr/measures.ts';
import { publishChanges, type ChangeStream } from '../records/change-stream.ts';
import { changeOf, type KnownTerritories } from './known-territories.ts';
import type { AddressReader } from './reader.ts';
import { ADDRESS_SOURCE } from './record.ts';
import { readMergers, Territories, type MunicipalityMerger } from './territories.ts';

const NAME = `${ADDRESS_SOURCE}/municipality-merged`;
/** Mergers are decided months before: nobody waits for one by the second. */
const POLL_MS = 10_000;
const RETRY_MS = 3_000;

const municipalityCode = z.string().regex(/^\d{7}$/);

/** A page of the list of mergers, as the register sends it. */
const wireMergers = z
  .object({
    changes: z.array(z.object({ Position: z.int(), Code: municipalityCode, Successor: municipalityCode, On: z.iso.date() })).max(PAGE_MOST),
    Last: z.int(),
  })
  .transform(({ changes, Last }) => ({
    last: Last,
    lines: changes.map(({ Position, Code, Successor, On }): MergerLine => ({ position: Position, code: Code, successor: Successor, on: On })),
  }));

interface MergerLine extends MunicipalityMerger {
  position: number;
}

export interface MergerFollowing {
  sql: Sql;
  /** The schema with the table `feed`. */
  schema: string;
  logger: Logger;
  clock: Clock;
  /**
   * What mergers mean to the hub besides addresses; in the transaction that moves the cursor, while nobody takes in changes of
   * people or addresses.
   *
   * @param merged not taken in before, in force by now
   * @param territories with all mergers taken in so far, these included
   */
  apply(tx: Sql, merged: readonly MunicipalityMerger[], territories: Territories): Promise<void>;
}

interface MergerParts {
  client: DagrClient;
  reader: AddressReader;
  stream: ChangeStream;
  known: KnownTerritories;
  /** Whose changes must not be taken in meanwhile, beside those of addresses. */
  lock: string;
}

/**
 * Follows the address register's list of merged municipalities, from its beginning. A merger takes effect on its day: the cursor
 * stays before one that is to come, while those behind it are taken in. What is seen again has no effect.
 */
export function followMunicipalityMergers(parts: MergerParts, following: MergerFollowing): Following {
  return new MergerFollower(parts, following).start();
}

class MergerFollower implements Following {
  readonly #parts: MergerParts;
  readonly #following: MergerFollowing;
  readonly #stop = new AbortController();
  #state: FeedState | null = null;
  #seen: Pick<FeedStanding, 'end' | 'wentWellAtMs' | 'lastFailure'> = { end: 0, wentWellAtMs: null, lastFailure: null };
  #hasFailed = false;
  #asked: (() => void)[] = [];
  #wake: () => void = () => {};
  #isPoked = false;
  #running: Promise<void> | null = null;
  #stopListening: () => void = () => {};

  constructor(parts: MergerParts, following: MergerFollowing) {
    this.#parts = parts;
    this.#following = following;
  }

  start(): this {
    this.#stopListening = this.#following.clock.onDayChanged(() => this.poke());
    this.#running ??= this.#run();
    return this;
  }

  get position(): number {
    return this.#state?.position ?? 0;
  }

  /** A dozen lines at most: nobody waits for them to be discovered. */
  readonly isDiscovering = false;
  readonly progress = null;

  get standings(): FeedStanding[] {
    return [{ feed: NAME, position: this.position, state: this.#hasFailed ? 'waiting' : 'following', repair: null, lagging: 0, ...this.#seen }];
  }

  poke(): void {
    this.#isPoked = true;
    this.#wake();
  }

  async settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asked.push(resolve);
    this.poke();
    await promise;
    await this.#parts.stream.untilConsumed(ADDRESS_SOURCE);
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#stop.abort();
    this.#wake();
    await this.#running;
    for (const resolve of this.#asked) resolve();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const asked = this.#asked;
      this.#asked = [];
      this.#isPoked = false;
      try {
        while (await this.#followOn()) signal.throwIfAborted();
        this.#hasFailed = false;
        for (const resolve of asked) resolve();
        await this.#rest(POLL_MS);
      } catch (error) {
        this.#asked.unshift(...asked);
        if (signal.aborted) return;
        this.#recover(error);
        await this.#rest(RETRY_MS);
      }
    }
  }

  #recover(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#seen = { ...this.#seen, lastFailure: { atMs: Date.now(), reason } };
    if (!this.#hasFailed) this.#following.logger.warn({ feed: NAME, err: error, retryInMs: RETRY_MS }, 'the list of merged municipalities could not be followed; it is tried again');
    this.#hasFailed = true;
  }

  async #rest(ms: number): Promise<void> {
    if (this.#isPoked || this.#stop.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms).unref();
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  /** @returns whether there may be more to do now */
  async #followOn(): Promise<boolean> {
    const { sql, schema, clock, logger } = this.#following;
    const from = await loadFeed(sql, schema, NAME);
    this.#state = from;
    const next = await this.#page(from.position);
    const isAnew = next.last < from.position;
    if (isAnew) logger.warn({ feed: NAME, position: from.position, last: next.last }, 'the list of merged municipalities begins anew; reading it again does no harm');
    const { lines, last } = isAnew ? await this.#page(0) : next;
    const today = clock.today().toString();
    const through = Math.max(isAnew ? 0 : from.position, ...lines.map(({ position }) => position));
    const beforeWaiting = lines.filter(({ on }) => on > today).map(({ position }) => position - 1);
    const to = { position: Math.min(through, ...beforeWaiting), discoveredThrough: last };
    const due = lines.filter(({ on }) => on <= today);
    const isNews = due.length > 0 || to.position !== from.position || from.discoveredThrough === null;
    const moved = isNews ? await this.#takeIn(due, from, to) : from;
    this.#seen = { ...this.#seen, end: last, wentWellAtMs: Date.now() };
    if (moved === null) return true;
    this.#state = moved;
    return to.position > from.position && to.position < last && beforeWaiting.length === 0;
  }

  #page(after: number): Promise<z.infer<typeof wireMergers>> {
    const { client, reader } = this.#parts;
    const call = { grant: reader.grant, urgency: 'change' as const, shape: wireMergers, signal: this.#stop.signal };
    return client.events(ADDRESS_SOURCE, 'municipality-merged', { after, limit: PAGE_MOST }, call);
  }

  /** @returns null when another instance was quicker */
  async #takeIn(due: readonly MergerLine[], from: FeedState, to: Pick<FeedState, 'position' | 'discoveredThrough'>): Promise<FeedState | null> {
    const { sql, schema, clock, apply, logger } = this.#following;
    const { known, stream, lock } = this.#parts;
    let news: MergerLine[] = [];
    const moved = await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      for (const dataSet of [lock, ADDRESS_SOURCE]) await lockDataSet(tx, dataSet);
      const state = await moveFeed(tx, schema, NAME, from, to);
      if (state !== null) news = await saveMergers(tx, due);
      if (news.length === 0) return state;
      const territories = new Territories(await readMergers(tx));
      await moveAddresses(tx, territories, clock.today().toString());
      await apply(tx, news, territories);
      await publishChanges(tx, ADDRESS_SOURCE, news.map(changeOf));
      return state;
    });
    if (news.length === 0) return moved;
    await known.refresh();
    stream.hearSoon();
    logger.info({ merged: news.map(({ code, successor, on }) => `${code} into ${successor} on ${on}`) }, 'municipalities became part of others');
    return moved;
  }
}

/** @returns those that were not known, or known otherwise */
async function saveMergers(tx: Sql, due: readonly MergerLine[]): Promise<MergerLine[]> {
  const newest = [...new Map(due.map((merger) => [merger.code, merger])).values()];
  const rows = await tx`
    insert into addresses.municipality_merger as kept (code, successor, on_day)
    select code, successor, "on" from jsonb_to_recordset(${tx.json(newest as never)}) as m(code text, successor text, "on" date)
    on conflict (code) do update set successor = excluded.successor, on_day = excluded.on_day
    where (kept.successor, kept.on_day) is distinct from (excluded.successor, excluded.on_day)
    returning code`;
  const saved = new Set(rows.map((row) => row.code as string));
  return newest.filter(({ code }) => saved.has(code));
}

/** Every address of what was merged lies in the successor, those included that came in late under the old code. */
async function moveAddresses(tx: Sql, territories: Territories, today: string): Promise<void> {
  const { codes, successors } = territories.movesBy(today);
  await tx`
    update addresses.address a set municipality = moved.successor
    from unnest(${codes}::text[], ${successors}::text[]) as moved(code, successor) where a.municipality = moved.code`;
}
