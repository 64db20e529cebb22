/**
 * What falls due by mere passing of days: last days to apply, birthdays, terms of residence, statuses that begin or end,
 * versions and amounts that come into force. Days missed while the hub was down are caught up at its start.
 */
import { readFacts } from '#connectors/population/projection.ts';
import type { Sql } from '#kernel/database.ts';
import type { SubgraphServices } from '../module.ts';
import { personsTurning, readDay, saveDay } from './calendar-store.ts';
import type { Engine } from './engine.ts';
import { lockEngine } from './engine-store.ts';
import type { Sweep } from './sweep.ts';
import { requestSweep } from './sweep-store.ts';
import { benefitsTurning, thresholdsOf } from './thresholds.ts';

const PERSONS_AT_ONCE = 250;
const AFTER_FAILURE_MS = 1_000;

export class Calendar {
  #services: SubgraphServices;
  #engine: Engine;
  #sweep: Sweep;
  #working: Promise<void> = Promise.resolve();
  #stopListening: () => void = () => {};
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(services: SubgraphServices, engine: Engine, sweep: Sweep) {
    this.#services = services;
    this.#engine = engine;
    this.#sweep = sweep;
  }

  start(): this {
    this.#stopListening = this.#services.clock.onDayChanged(() => this.#wake());
    this.#wake();
    return this;
  }

  async settled(): Promise<void> {
    await this.#working;
  }

  async close(): Promise<void> {
    this.#stopped = true;
    this.#stopListening();
    clearTimeout(this.#retry);
    await this.#working;
  }

  #wake(): void {
    this.#working = this.#working.then(() => this.#catchUp()).catch((error: unknown) => {
      this.#services.logger.error({ err: error, retryInMs: AFTER_FAILURE_MS }, 'what falls due on a day could not be done; it is tried again');
      if (!this.#stopped) this.#retry = setTimeout(() => this.#wake(), AFTER_FAILURE_MS).unref();
    });
  }

  /** A day that was begun and not finished is done again as a whole: the second time changes nothing. */
  async #catchUp(): Promise<void> {
    const { sql, clock, logger } = this.#services;
    const today = clock.today().toString();
    const done = await readDay(sql, today);
    if (this.#stopped || done >= today) return;
    const book = await this.#engine.rules(sql);
    const persons = await personsTurning(sql, thresholdsOf(book), done, today);
    for (let at = 0; at < persons.length && !this.#stopped; at += PERSONS_AT_ONCE) await this.#lookAt(persons.slice(at, at + PERSONS_AT_ONCE));
    if (this.#stopped) return;
    const turning = benefitsTurning(book, done, today);
    if (turning.length > 0) await requestSweep(sql, turning, clock.now());
    await saveDay(sql, today);
    if (turning.length > 0) this.#sweep.wake();
    logger.info({ from: done, to: today, persons: persons.length, benefits: turning.length }, 'offers follow the calendar');
  }

  async #lookAt(ids: string[]): Promise<void> {
    await this.#services.sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      const [, people] = await Promise.all([lockEngine(tx), readFacts(tx, ids)]);
      await this.#engine.lookAtEveryone(tx, people);
    });
  }
}
