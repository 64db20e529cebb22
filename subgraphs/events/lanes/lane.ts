import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#kernel/clock.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import type { Outcome } from '../delivery.ts';
import type { Reading } from '../reading/reading.ts';
import { isGivenUp, waitAfter } from '../webhooks/schedule.ts';
import { TOO_LARGE } from '../webhooks/sender.ts';
import type { Alarms } from './alarms.ts';
import { isOfEvent, type Attempts, type DeliveryObserver } from './attempts.ts';
import type { Attempted, DeadLetter, LaneJournal } from './lane-journal.ts';
import type { PushedSubscription } from './pushed.ts';

export interface LaneParts {
  open(subscriptionId: string): Promise<Reading>;
  attempts: Attempts;
  journal: LaneJournal;
  alarms: Alarms;
  clock: Clock;
  random: Random;
  logger: Logger;
  observe: DeliveryObserver;
}

const READ = { least: 8, most: 200 };
/** What was read longer ago is read anew, for the right to it may have ended. */
const READ_KEEPS_MS = 1_000;
const WAIT_MS = 5_000;
const AFTER_ERROR_MS = 500;
/** From so many failures in a row on, a receiver is said to fail. */
export const FAILING_FROM = 3;
/** What is further behind catches up from an absence, and the hub's bulk does not wait for it. */
const KEEPS_UP_MS = 60_000;

/**
 * Delivers to one subscription, one event after the other. What its receiver does not take is tried again, and everything behind
 * waits for it; after three days it becomes a dead letter and the lane goes on.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #stopping = new AbortController();
  readonly #cutting = new AbortController();
  readonly #running: Promise<void>;
  #to: PushedSubscription;
  #position: number;
  #readMost = READ.least;
  #failures: number;
  #failingSince: Temporal.Instant | null;
  #nextAttemptAt: Temporal.Instant | null;
  /** Attempts at what is first in line. */
  #tries: number;
  /** When the last failure was written down. */
  #failedAt = 0;
  /** Its receiver did not take what was given up, nor would it take another. */
  #isDown = false;
  #isWaiting = false;
  #current: EventEnvelope | null = null;
  #goOn = () => {};

  constructor(parts: LaneParts, to: PushedSubscription) {
    this.#parts = parts;
    this.#to = to;
    this.#position = to.acknowledged;
    this.#failures = this.#tries = to.failures;
    this.#failingSince = to.failingSince;
    this.#nextAttemptAt = to.nextAttemptAt;
    this.#running = this.#run();
  }

  get isEnded(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Whether everything through a sequence was taken, or is none of its. @param read through which the end of the log has been read */
  hasReached(sequence: number, read: number): boolean {
    return this.#position >= sequence || (this.#isWaiting && read >= sequence);
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** When what it delivers now got its place in the log, where its receiver takes things and it keeps up; else null. */
  waitingSince(): string | null {
    const since = this.#current?.appendedAt;
    return !since || this.isFailing || Date.now() - Date.parse(since) > KEEPS_UP_MS ? null : since;
  }

  /**
   * Another address, other secrets; or somebody resumed it, and it is tried at once.
   *
   * @param askedAt when the database was asked, by `performance.now()`: what failed since is not known there
   */
  change(to: PushedSubscription, askedAt: number): void {
    const isChanged = to.version > this.#to.version;
    this.#to = to;
    // An attempt may have failed behind the change that should have ended the waiting, and have written so.
    if (isChanged) this.#goOn();
    if (to.failures > 0 || !this.isFailing || this.#failedAt >= askedAt) return;
    this.#recover();
    this.#tries = 0;
    this.#goOn();
  }

  /** What its transport stands on is there again: it waits no longer. */
  tryNow(): void {
    this.#nextAttemptAt = null;
    this.#goOn();
  }

  /** Ends once the attempt under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#goOn();
    await this.#running;
  }

  /** Breaks off the attempt under way, and writes nothing of it. */
  async cut(): Promise<void> {
    this.#cutting.abort();
    await this.stop();
  }

  async #run(): Promise<void> {
    const { open, logger } = this.#parts;
    let reading: Reading | null = null;
    while (!this.isEnded) {
      try {
        if (!reading) await (reading = await open(this.#to.id)).refresh();
        if (this.#isDown) await this.#giveUpOverdue(reading);
        await this.#untilDue();
        if (!this.isEnded) await this.#step(reading);
      } catch (error) {
        if (this.isEnded) break;
        logger.error({ err: error, subscription: this.#to.id }, 'a lane could not go on; it tries again');
        await pause(AFTER_ERROR_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
    this.#current = null;
    reading?.close();
  }

  async #untilDue(): Promise<void> {
    if (!this.#nextAttemptAt || this.isEnded) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#goOn = resolve;
    const takeBack = this.#parts.alarms.set(this.#nextAttemptAt, resolve);
    await promise;
    takeBack();
    this.#nextAttemptAt = null;
  }

  async #step(reading: Reading): Promise<void> {
    const { events, through } = await reading.read(this.#position, this.#readMost);
    if (!this.#isMine(reading)) return this.#stopping.abort();
    const readAt = performance.now();
    let done = 0;
    for (const event of events) {
      this.#current = event;
      if (this.isEnded || performance.now() - readAt > READ_KEEPS_MS || !(await this.#handOver(event))) break;
      this.#position = event.sequence;
      this.#tries = 0;
      done++;
    }
    this.#current = null;
    this.#readMost = Math.min(READ.most, Math.max(READ.least, done * 2));
    if (done < events.length) return;
    if (through > this.#position) this.#looked(through);
    else if (events.length === 0) this.#looked(await this.#wait(reading));
  }

  #wait(reading: Reading): Promise<number> {
    this.#isWaiting = true;
    return reading.wait(this.#position, WAIT_MS, this.#stopping.signal).finally(() => (this.#isWaiting = false));
  }

  /** Somebody may have paused it, ended it, or chosen another transport, at the very place that was just passed. */
  #isMine({ following }: Reading): boolean {
    return !following.isDeleted && following.transport === this.#to.transport && (following.state === 'ACTIVE' || following.state === 'FAILING');
  }

  #looked(through: number): void {
    if (through <= this.#position || this.#cutting.signal.aborted) return;
    this.#position = through;
    this.#parts.journal.looked(this.#to.id, through);
  }

  /** Whether the lane may go on behind it. */
  async #handOver(event: EventEnvelope): Promise<boolean> {
    const { attempts, journal } = this.#parts;
    const signal = this.#cutting.signal;
    const to = this.#to;
    const { outcome, line } = await attempts.make(event, to, { attempt: this.#tries + 1, replayId: null, isSuspect: this.isFailing, signal });
    if (signal.aborted) return false;
    // Another receiver was named meanwhile, and what the one before says of itself is not held against it.
    if (outcome.kind !== 'DELIVERED' && to.webhookUrl !== this.#to.webhookUrl) return false;
    switch (outcome.kind) {
      case 'DELIVERED':
        this.#recover();
        await journal.delivered(line);
        return true;
      case 'GONE':
        this.#stopping.abort();
        await journal.gone(line, this.#to.organizationId);
        return false;
      case 'FAILED':
        return this.#failed(event, line, outcome);
    }
  }

  async #failed(event: EventEnvelope, line: Attempted, outcome: Outcome & { kind: 'FAILED' }): Promise<boolean> {
    const { clock, random, journal } = this.#parts;
    if (outcome.reason === TOO_LARGE) {
      await this.#die([letterOf(event, outcome.reason)], line);
      return true;
    }
    const now = clock.now();
    const since = (this.#failingSince ??= now);
    this.#failures++;
    this.#tries++;
    const isOver = this.#isOver(event, now);
    if (isOver) {
      await this.#die([letterOf(event, outcome.reason)], line);
      if (isOfEvent(outcome)) return true;
      this.#position = event.sequence;
      this.#tries = 0;
      this.#isDown = true;
    }
    this.#nextAttemptAt = now.add({ milliseconds: waitAfter(this.#failures, random.next(), outcome) });
    const failures = this.#failures;
    this.#failedAt = Infinity;
    await journal.failed(
      { subscriptionId: this.#to.id, organizationId: this.#to.organizationId, failures, since, reason: line.reason!, nextAttemptAt: this.#nextAttemptAt, isTold: failures >= FAILING_FROM },
      isOver ? undefined : line,
    );
    this.#failedAt = performance.now();
    return false;
  }

  /** What has waited for three days behind what was given up was tried as long, and would not be taken now. */
  async #giveUpOverdue(reading: Reading): Promise<void> {
    const now = this.#parts.clock.now();
    let overdue: EventEnvelope[];
    do {
      const { events } = await reading.read(this.#position, READ.most);
      const first = events.findIndex((event) => !this.#isOver(event, now));
      overdue = first === -1 ? events : events.slice(0, first);
      if (overdue.length === 0 || this.isEnded) break;
      await this.#die(overdue.map((event) => letterOf(event, 'RECEIVER_DOWN')));
      this.#position = overdue.at(-1)!.sequence;
    } while (overdue.length === READ.most);
    this.#isDown = false;
  }

  /** Three days count from when there was both: the event, and a receiver that does not take it. */
  #isOver({ appendedAt }: EventEnvelope, now: Temporal.Instant): boolean {
    const appended = Temporal.Instant.from(appendedAt);
    const since = this.#failingSince ?? now;
    return isGivenUp(Temporal.Instant.compare(appended, since) > 0 ? appended : since, now);
  }

  async #die(letters: DeadLetter[], line?: Attempted): Promise<void> {
    await this.#parts.journal.died(this.#to.id, letters, line);
    this.#parts.observe.died(this.#to.transport, letters.length);
  }

  #recover(): void {
    this.#failures = 0;
    this.#failingSince = null;
    this.#nextAttemptAt = null;
    this.#isDown = false;
  }
}

function letterOf({ sequence, id, type }: EventEnvelope, reason: string): DeadLetter {
  return { sequence, eventId: id, type, reason };
}
