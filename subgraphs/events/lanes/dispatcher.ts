import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Tail } from '#kernel/events/tail.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import type { Deliverer } from '../delivery.ts';
import { CHANGED } from '../reading/following.ts';
import type { Readings } from '../reading/reading.ts';
import type { WebhookSecrets } from '../webhooks/secrets.ts';
import { Alarms } from './alarms.ts';
import { Attempts, type DeliveryObserver } from './attempts.ts';
import { Election, type Term } from './election.ts';
import { Journal } from './journal.ts';
import { Lanes } from './lanes.ts';
import { pushedSubscriptions, type PushedTransport } from './pushed.ts';
import { Turns } from './turns.ts';

export interface DispatcherParts {
  /** One of its connections is taken as long as this process delivers. */
  sql: Sql;
  readings: Pick<Readings, 'open'>;
  tail: Pick<Tail, 'head' | 'through' | 'wait'>;
  deliverers: Partial<Record<PushedTransport, Deliverer>>;
  secrets: WebhookSecrets;
  clock: Clock;
  random: Random;
  logger: Logger;
  observe: DeliveryObserver;
}

/** What the hub's bulk finds here of who waits. */
const READER = 'pushed subscriptions';
const TICK_MS = 100;
const LOOK_ANYWAY_MS = 1_000;
const SETTLES_LOOK_MS = 20;
const CHANGES = new Set([CHANGED]);

/** Delivers to all subscriptions that are pushed to, in one process at a time; when that is gone another goes on with what it left. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #election: Election;
  #lanes: Lanes | null = null;
  #journal: Journal | null = null;
  /** Whether somebody was last said to wait. */
  #isTold = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    const { sql, logger } = parts;
    this.#election = new Election({ sql, logger, work: (term) => this.#work(term) });
  }

  /** Whether it is this process that delivers. */
  get isElected(): boolean {
    return this.#election.isElected;
  }

  /** How many lanes there are, and how many of them wait for a receiver that failed; none in a process that does not deliver. */
  standing(): { lanes: number; failing: number } {
    return this.#lanes?.standing() ?? { lanes: 0, failing: 0 };
  }

  /** Waits until everyone whose receiver takes things has been told of what is in the log now, where it is this process that delivers. */
  async settled(): Promise<void> {
    const { tail } = this.#parts;
    const head = tail.head;
    while (this.#lanes && !this.#lanes.haveReached(head, tail.through)) await tail.wait(head, CHANGES, SETTLES_LOOK_MS);
    await this.#journal?.flush();
  }

  close(): Promise<void> {
    return this.#election.close();
  }

  async #work(term: Term): Promise<void> {
    const { sql, readings, deliverers, clock, random, logger, observe } = this.#parts;
    const journal = (this.#journal = new Journal({ sql, epoch: term.epoch, clock, lost: term.end }));
    const alarms = new Alarms(clock);
    const attempts = new Attempts({ deliverers, turns: new Turns(), clock, logger, observe });
    const lanes = (this.#lanes = new Lanes({ open: (id) => readings.open(id), attempts, journal, alarms, clock, random, logger, observe }));
    // At once: what goes on after the turn was lost would be sent a second time by who has it now.
    const lose = () => {
      journal.abandon(term.signal.reason as Error);
      lanes.cut();
    };
    term.signal.addEventListener('abort', lose, { once: true });
    const stopListening = pairsOf(deliverers).map(([transport, { onBack }]) => onBack?.(() => lanes.tryNow(transport)));
    const tick = setInterval(() => {
      alarms.look();
      void this.#tellWhoWaits(term, lanes.waitingSince());
    }, TICK_MS);
    try {
      await this.#follow(term, lanes, journal);
      await lanes.close();
      if (!term.signal.aborted) await journal.flush();
    } catch (error) {
      if (!term.signal.aborted) logger.error({ err: error }, 'deliveries could not be written down; they are made again');
    } finally {
      clearInterval(tick);
      for (const stop of stopListening) stop?.();
      this.#lanes = null;
      this.#journal = null;
      await this.#tellWhoWaits(term, null);
    }
  }

  /** Keeps the lanes as the subscriptions are, as soon as one of them says that it changed, and once a second anyway. */
  async #follow(term: Term, lanes: Lanes, journal: Journal): Promise<void> {
    const { sql, tail, deliverers, secrets, clock, logger } = this.#parts;
    const transports = pairsOf(deliverers).map(([transport]) => transport);
    const stop = AbortSignal.any([term.signal, term.isClosing]);
    while (!stop.aborted) {
      const seen = tail.through;
      try {
        await lanes.tidy();
        // Where a lane has just ended, its cursor is on its way; a new one begins behind it.
        await journal.flush();
        const askedAt = performance.now();
        lanes.keep(await pushedSubscriptions(sql, transports, secrets, clock.now()), askedAt);
      } catch (error) {
        if (!stop.aborted) logger.error({ err: error }, 'the subscriptions could not be read; they are asked for again');
      }
      await tail.wait(seen, CHANGES, LOOK_ANYWAY_MS, stop);
    }
  }

  /** So that what comes in bulk lets those go first who would be left behind. */
  async #tellWhoWaits({ epoch }: Term, since: string | null): Promise<void> {
    if (since === null && !this.#isTold) return;
    this.#isTold = since !== null;
    await this.#parts.sql`
      insert into events.reader (name, waiting_since, seen_at)
      select ${READER}, ${since}::timestamptz, clock_timestamp() from subscriptions.dispatcher where epoch = ${epoch}
      on conflict (name) do update set waiting_since = excluded.waiting_since, seen_at = excluded.seen_at`.catch(() => {}); // said again a moment later
  }
}

function pairsOf(deliverers: DispatcherParts['deliverers']): [PushedTransport, Deliverer][] {
  return Object.entries(deliverers) as [PushedTransport, Deliverer][];
}
