/**
 * Looks at the whole population for benefits that were published, a page at a time: at the hub's first start for all of
 * them, later for each new version. Page, offers and place are one transaction, so that it resumes where it stopped.
 */
import { Courtesy } from '#connectors/dagr/courtesy.ts';
import { commitLazily, loadFeed } from '#connectors/dagr/feed.ts';
import { Pace } from '#connectors/dagr/pace.ts';
import { countPersons, pageOfPersons, readFacts } from '#connectors/population/projection.ts';
import { POPULATION_SOURCE } from '#connectors/population/reader.ts';
import type { Sql } from '#kernel/database.ts';
import type { SubgraphServices } from '../module.ts';
import type { Engine } from './engine.ts';
import { lockEngine } from './engine-store.ts';
import { advanceSweep, nextSweep } from './sweep-store.ts';

/** Small, so that a change of one person never waits long behind a page. */
const PAGE = 500;
const TELL_EVERY_MS = 10_000;
const WHILE_DISCOVERING_MS = 250;
const AFTER_FAILURE_MS = 1_000;
/** Another instance may have stopped in the middle of what only it was woken for. */
const LOOK_ANYWAY_MS = 60_000;

/** One page that was looked at, and from where on. */
interface SweptPage {
  persons: number;
  offers: number;
  benefitIds: string[];
  after: string | null;
}

export class Sweep {
  #services: SubgraphServices;
  #engine: Engine;
  #running: Promise<void> | null = null;
  #isWoken = false;
  readonly #courtesy = new Courtesy();
  #pace = new Pace();
  #lookedAt = 0;
  /** How many people are still to be looked at; null until it is counted. */
  #left: number | null = null;
  #toldAt = 0;
  #waitsForDiscovery = false;
  #stopped = false;
  #later: NodeJS.Timeout | undefined;

  constructor(services: SubgraphServices, engine: Engine) {
    this.#services = services;
    this.#engine = engine;
  }

  /** Goes on with what is unfinished; several calls at once are one. */
  wake(): void {
    this.#isWoken = true;
    if (this.#stopped || this.#running) return;
    clearTimeout(this.#later);
    this.#isWoken = false;
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#services.logger.error({ err: error, retryInMs: AFTER_FAILURE_MS }, 'a sweep of the population failed; it goes on where it stopped');
        this.#wakeIn(AFTER_FAILURE_MS);
      })
      .finally(() => {
        this.#running = null;
        if (this.#isWoken) this.wake();
      });
  }

  /** A line while the population is being looked at; the register's own discovery comes before and speaks for itself. */
  progress(): string[] {
    if (this.#waitsForDiscovery) return ['offers: everyone is looked at as soon as everyone is discovered'];
    if (!this.#running) return [];
    if (this.#left === null) return [`offers: ${this.#lookedAt} persons looked at`];
    return [`offers: ${this.#lookedAt} of ${this.#lookedAt + this.#left} persons looked at${this.#pace.describe(this.#left)}`];
  }

  /** Resolves when nobody is left to be looked at, or the register has to be discovered first: whether it is, is asked now. */
  async settled(): Promise<void> {
    this.wake();
    while (this.#running) await this.#running;
  }

  async close(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#later);
    await this.#running;
    this.#courtesy.close();
  }

  async #run(): Promise<void> {
    const { sql, logger } = this.#services;
    this.#waitsForDiscovery = !(await this.#isDiscovered());
    if (this.#waitsForDiscovery) return this.#lookAtIdentities(sql);
    let offers = 0;
    let before: SweptPage | null = null;
    this.#begin();
    while (!this.#stopped) {
      const page: SweptPage | null = await this.#page();
      if (!page) break;
      offers += page.offers;
      // Counted again where a benefit begins anew, or catches up with the others.
      const isOn = before !== null && String(before.benefitIds) === String(page.benefitIds);
      this.#left = Math.max(0, (isOn ? this.#left! : await countPersons(sql, page.after)) - page.persons);
      this.#lookedAt += page.persons;
      before = page;
      this.#tell(offers, page.benefitIds.length);
      await this.#courtesy.rest();
    }
    if (this.#lookedAt > 0) logger.info({ persons: this.#lookedAt, offers }, 'the population was looked at for offers');
    this.#wakeIn(LOOK_ANYWAY_MS);
  }

  #begin(): void {
    this.#pace = new Pace();
    this.#lookedAt = 0;
    this.#left = null;
    this.#toldAt = performance.now();
  }

  #tell(offers: number, benefits: number): void {
    this.#pace.mark(this.#lookedAt);
    if (performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    const left = this.#left!;
    const { perSecond } = this.#pace;
    this.#services.logger.info(
      { persons: this.#lookedAt, left, perSecond, secondsLeft: this.#pace.secondsFor(left), offers, benefits },
      'the population is being looked at for offers',
    );
  }

  /** The first discovery of the register fills the projection silently, so a sweep waits for its end. */
  async #isDiscovered(): Promise<boolean> {
    const { position, discoveredThrough } = await loadFeed(this.#services.sql, 'persons', POPULATION_SOURCE);
    return discoveredThrough !== null && position >= discoveredThrough;
  }

  /** Named people of the sandbox need not wait for everyone else. */
  async #lookAtIdentities(sql: Sql): Promise<void> {
    this.#wakeIn(WHILE_DISCOVERING_MS);
    const ids = Object.values(this.#services.config.sandbox?.identities ?? {});
    if (ids.length === 0) return;
    await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      const [, people] = await Promise.all([lockEngine(tx), readFacts(tx, ids)]);
      await this.#engine.lookAtEveryone(tx, people);
    });
  }

  async #page(): Promise<SweptPage | null> {
    const { sql, clock } = this.#services;
    return sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      const [, , place] = await Promise.all([commitLazily(tx), lockEngine(tx), nextSweep(tx)]);
      if (!place) return null;
      const { benefitIds, after } = place;
      const people = await pageOfPersons(tx, after, PAGE);
      const offers = await this.#engine.lookAt(tx, people, benefitIds);
      const last = people.length === PAGE ? people.at(-1)!.personId : null;
      await advanceSweep(tx, benefitIds, last, people.length, clock.now());
      return { persons: people.length, offers, benefitIds, after };
    }) as Promise<SweptPage | null>;
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#later);
    if (!this.#stopped) this.#later = setTimeout(() => this.wake(), ms).unref();
  }
}
