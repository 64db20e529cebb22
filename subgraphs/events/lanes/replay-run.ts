import { setTimeout as pause } from 'node:timers/promises';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Reading } from '../reading/reading.ts';
import { isGivenUp, waitAfter } from '../webhooks/schedule.ts';
import { TOO_LARGE } from '../webhooks/sender.ts';
import { isOfEvent } from './attempts.ts';
import type { LaneParts } from './lane.ts';
import type { PushedSubscription, Replay } from './pushed.ts';

export const REPLAYED_MOST = 100_000;

const READ_MOST = 100;
const WAIT_MS = 1_000;
const AFTER_ERROR_MS = 500;
/** An event that its receiver does not want is left out then; with one that takes nothing, the replay waits. */
const TRIES_MOST = 3;

export type ReplayParts = Omit<LaneParts, 'observe'>;

/**
 * Sends once more what was asked for, beside the lane but in order among itself, under the same ids. It goes on where it was after
 * a restart, and ends when it is through, after 100,000 events, or when its receiver takes nothing for three days.
 */
export class ReplayRun {
  readonly #parts: ReplayParts;
  readonly #replay: Replay;
  readonly #stopping = new AbortController();
  readonly #cutting = new AbortController();
  readonly #running: Promise<void>;
  #to: PushedSubscription;
  #position: number;
  #sent: number;
  #failures = 0;
  #tries = 0;
  #nextAttemptAt: Temporal.Instant | null = null;
  #goOn = () => {};

  constructor(parts: ReplayParts, to: PushedSubscription, replay: Replay) {
    this.#parts = parts;
    this.#to = to;
    this.#replay = replay;
    this.#position = replay.position;
    this.#sent = replay.sent;
    this.#running = this.#run();
  }

  get id(): string {
    return this.#replay.id;
  }

  get isEnded(): boolean {
    return this.#stopping.signal.aborted;
  }

  change(to: PushedSubscription): void {
    this.#to = to;
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
    const { open, journal, logger } = this.#parts;
    let reading: Reading | null = null;
    while (!this.isEnded) {
      try {
        if (!reading) await (reading = await open(this.#to.id)).refresh();
        await this.#untilDue();
        if (this.isEnded) break;
        if (this.#position < this.#replay.toSequence && this.#sent < REPLAYED_MOST) await this.#step(reading);
        else await this.#end('DONE');
      } catch (error) {
        if (this.isEnded) break;
        logger.error({ err: error, replay: this.id }, 'a replay could not go on; it tries again');
        await pause(AFTER_ERROR_MS, undefined, { signal: this.#stopping.signal }).catch(() => {});
      }
    }
    reading?.close();
    if (!this.#cutting.signal.aborted) await journal.replayMoved(this.id, this.#position).catch(() => {}); // it goes on a little earlier then
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
    const { events, through } = await this.#read(reading);
    for (const event of events) {
      if (this.isEnded || this.#sent >= REPLAYED_MOST || !(await this.#handOver(event))) return;
      this.#position = event.sequence;
      this.#tries = 0;
    }
    this.#position = Math.min(through, this.#replay.toSequence);
  }

  /** What comes next of it, and how far was looked. */
  async #read(reading: Reading): Promise<{ events: EventEnvelope[]; through: number }> {
    const { what, toSequence } = this.#replay;
    if (what === 'ALL') {
      const { events, through } = await this.#readBehind(reading, this.#position);
      return { events: events.filter(({ sequence }) => sequence <= toSequence), through };
    }
    const letters = await this.#parts.journal.deadLetters(this.#to.id, this.#position, toSequence, READ_MOST);
    if (letters.length === 0) return { events: [], through: toSequence };
    const { events, through } = await this.#readBehind(reading, letters[0]! - 1);
    const wanted = new Set(letters);
    return { events: events.filter(({ sequence }) => wanted.has(sequence)), through: Math.min(through, letters.at(-1)!) };
  }

  /** What this process has not read of the log yet is waited for: who asked may have seen more of it through another. */
  async #readBehind(reading: Reading, after: number): Promise<{ events: EventEnvelope[]; through: number }> {
    const step = await reading.read(after, READ_MOST);
    return step.through > after ? step : { events: [], through: await reading.wait(after, WAIT_MS, this.#stopping.signal) };
  }

  /** Whether the replay may go on behind it. */
  async #handOver(event: EventEnvelope): Promise<boolean> {
    const { attempts, journal, clock, random } = this.#parts;
    const signal = this.#cutting.signal;
    const { outcome, line } = await attempts.make(event, this.#to, { attempt: this.#tries + 1, replayId: this.id, isSuspect: this.#failures > 0, signal });
    if (signal.aborted) return false;
    if (outcome.kind === 'GONE') {
      await this.#end('FAILED');
      await journal.gone(line, this.#to.organizationId);
      return false;
    }
    await journal.replayed(this.id, line);
    if (outcome.kind === 'DELIVERED') {
      this.#failures = 0;
      this.#sent++;
      return true;
    }
    this.#failures++;
    this.#tries++;
    if (outcome.reason === TOO_LARGE || (isOfEvent(outcome) && this.#tries >= TRIES_MOST)) return true;
    const now = clock.now();
    if (isGivenUp(this.#replay.requestedAt, now)) await this.#end('FAILED');
    else this.#nextAttemptAt = now.add({ milliseconds: waitAfter(this.#failures, random.next(), outcome) });
    return false;
  }

  async #end(how: 'DONE' | 'FAILED'): Promise<void> {
    this.#stopping.abort();
    await this.#parts.journal.replayEnded(this.id, this.#position, how);
  }
}
