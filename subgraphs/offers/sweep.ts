/**
 * Looks at the whole population for benefits that were published, a page at a time: at the hub's first start for all of
 * them, later for each new version. Page, offers and place are one transaction, so that it resumes where it stopped.
 */
import { loadFeed } from '#connectors/dagr/feed.ts';
import { pageOfPersons, readFacts } from '#connectors/population/projection.ts';
import { POPULATION_SOURCE } from '#connectors/population/reader.ts';
import type { Sql } from '#kernel/database.ts';
import type { SubgraphServices } from '../module.ts';
import type { Engine } from './engine.ts';
import { lockEngine } from './engine-store.ts';
import { advanceSweep, nextSweep } from './sweep-store.ts';

/** Small, so that a change of one person never waits long behind a page. */
const PAGE = 250;
const TELL_EVERY_PAGES = 40;
const WHILE_DISCOVERING_MS = 250;
const AFTER_FAILURE_MS = 1_000;
/** Another instance may have stopped in the middle of what only it was woken for. */
const LOOK_ANYWAY_MS = 60_000;

export class Sweep {
  #services: SubgraphServices;
  #engine: Engine;
  #running: Promise<void> | null = null;
  #isWoken = false;
  #lookedAt = 0;
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
    return this.#running ? [`offers: ${this.#lookedAt} persons looked at`] : [];
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
  }

  async #run(): Promise<void> {
    const { sql, logger } = this.#services;
    if (!(await this.#isDiscovered())) return this.#lookAtIdentities(sql);
    let persons = 0;
    let offers = 0;
    for (let pages = 1; !this.#stopped; pages++) {
      const page = await this.#page();
      if (!page) break;
      persons += page.persons;
      this.#lookedAt = persons;
      offers += page.offers;
      if (pages % TELL_EVERY_PAGES === 0) logger.info({ persons, offers, benefits: page.benefits }, 'the population is being looked at for offers');
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (persons > 0) logger.info({ persons, offers }, 'the population was looked at for offers');
    this.#wakeIn(LOOK_ANYWAY_MS);
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

  async #page(): Promise<{ persons: number; offers: number; benefits: number } | null> {
    const { sql, clock } = this.#services;
    return sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      const [, place] = await Promise.all([lockEngine(tx), nextSweep(tx)]);
      if (!place) return null;
      const { benefitIds, after } = place;
      const people = await pageOfPersons(tx, after, PAGE);
      const offers = await this.#engine.lookAt(tx, people, benefitIds);
      const last = people.length === PAGE ? people.at(-1)!.personId : null;
      await advanceSweep(tx, benefitIds, last, people.length, clock.now());
      return { persons: people.length, offers, benefits: benefitIds.length };
    }) as Promise<{ persons: number; offers: number; benefits: number } | null>;
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#later);
    if (!this.#stopped) this.#later = setTimeout(() => this.wake(), ms).unref();
  }
}
