/** A durable subscription as a live stream: `Subscription.events`, over SSE and over graphql-transport-ws. */
import type { SubscriptionEventsArgs } from '#codegen/generated/events.ts';
import type { Sql } from '#kernel/database.ts';
import { BadUserInputError, NotFoundError } from '#kernel/errors.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv7 } from '#kernel/ids.ts';
import type { Wait } from '#kernel/events/tail.ts';
import type { Logger } from '#kernel/logger.ts';
import { PREFIX, SOURCE, toCloudEvent, type CloudEvent } from '../cloud-event.ts';
import { moveCursor } from './cursor.ts';
import type { LiveReading } from '../reading/reading.ts';

export const HEARTBEAT = 'events.heartbeat.v1';

const HEARTBEAT_SECONDS = { least: 1, most: 300 };
const AT_ONCE = 100;
/** A subscription that is paused, or has not been changed yet by what its mutation told, is looked at again this often. */
const PAUSED_LOOK_MS = 1_000;
const CURSOR_MOVES_EVERY_MS = 200;
/** What was read longer ago is read anew, for the right to it may have ended. */
const READ_KEEPS_MS = 1_000;

export interface StreamParts {
  sql: Sql;
  logger: Pick<Logger, 'error'>;
  reading: LiveReading;
  /** Behind which it begins. */
  after: number;
  acknowledge: 'EXPLICIT' | 'AUTO';
  heartbeatSeconds: number;
  now(): string;
}

/** What is wrong with how it is to be heard. @throws BAD_USER_INPUT */
export function heartbeatOf({ heartbeatSeconds }: Pick<SubscriptionEventsArgs, 'heartbeatSeconds'>): number {
  const seconds = heartbeatSeconds ?? 15;
  const { least, most } = HEARTBEAT_SECONDS;
  if (seconds >= least && seconds <= most) return seconds;
  throw new BadUserInputError(`heartbeatSeconds is ${seconds}; expected ${least} to ${most}`);
}

/**
 * Gives out what comes, one event for each that is asked for: there is no queue, so whoever asks slowly lags behind in the log
 * and nowhere else. When nothing comes, a heartbeat tells how far was looked, so that a cursor advances past what it filters.
 */
export class EventStream implements AsyncIterableIterator<CloudEvent> {
  readonly #parts: StreamParts;
  #waiting: EventEnvelope[] = [];
  #next = 0;
  #readAt = 0;
  /** Through which everything was given out or is none of theirs. */
  #through: number;
  #lookedThrough: number;
  /** What it waits for, to be left when it ends. */
  #wait: Pick<Wait, 'cancel'> | null = null;
  #cursor = 0;
  #cursorTimer: NodeJS.Timeout | undefined;
  #isEnded = false;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#through = this.#lookedThrough = parts.after;
  }

  async next(): Promise<IteratorResult<CloudEvent>> {
    // Whoever asks for the next has taken what came before.
    if (this.#parts.acknowledge === 'AUTO') this.#acknowledge(this.#through);
    const heartbeatAt = performance.now() + this.#parts.heartbeatSeconds * 1_000;
    while (!this.#isEnded) {
      if (this.#isOutOfDate()) this.#readAgain();
      if (this.#next < this.#waiting.length) return this.#give(this.#waiting[this.#next++]!);
      const left = heartbeatAt - performance.now();
      if (left <= 0) return { done: false, value: this.#heartbeat() };
      await this.#look(left);
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<CloudEvent>> {
    if (!this.#isEnded) {
      this.#isEnded = true;
      this.#wait?.cancel();
      this.#parts.reading.close();
      await this.#moveCursor();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** It was read too long ago, or the subscription has been paused or deleted since. */
  #isOutOfDate(): boolean {
    const { state, isDeleted } = this.#parts.reading.following;
    return this.#next < this.#waiting.length && (performance.now() - this.#readAt > READ_KEEPS_MS || state === 'PAUSED' || isDeleted);
  }

  #readAgain(): void {
    this.#waiting = [];
    this.#next = 0;
    this.#lookedThrough = this.#through;
  }

  #give(event: EventEnvelope): IteratorResult<CloudEvent> {
    this.#through = event.sequence;
    return { done: false, value: toCloudEvent(event) };
  }

  async #look(ms: number): Promise<void> {
    const { reading } = this.#parts;
    try {
      if (await this.#isHeld(ms)) return;
      const step = await reading.read(this.#lookedThrough, AT_ONCE);
      this.#waiting = step.events;
      this.#next = 0;
      this.#readAt = performance.now();
      if (step.events.length === 0) this.#through = step.through;
      const isAtEnd = step.through === this.#lookedThrough;
      this.#lookedThrough = step.through;
      if (!isAtEnd || step.events.length > 0 || this.#isEnded) return;
      const wait = reading.begin(this.#lookedThrough, ms);
      this.#wait = wait;
      this.#through = this.#lookedThrough = await wait.through;
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  /** Paused, it gives out nothing; deleted, it ends. */
  async #isHeld(ms: number): Promise<boolean> {
    const { reading } = this.#parts;
    if (reading.following.isDeleted) throw new NotFoundError('Event subscription', reading.following.id);
    if (reading.following.state !== 'PAUSED') return false;
    const wait = pause(Math.min(ms, PAUSED_LOOK_MS));
    this.#wait = wait;
    await wait.over;
    if (!this.#isEnded) await reading.refresh();
    return true;
  }

  #heartbeat(): CloudEvent {
    return {
      specversion: '1.0', id: uuidv7(), source: SOURCE, type: PREFIX + HEARTBEAT, time: this.#parts.now(), subject: this.#parts.reading.following.id,
      datacontenttype: 'application/json', sequence: String(this.#through), subjectversion: 0, data: {},
    };
  }

  /** Written down a few times a second, not with each event. */
  #acknowledge(through: number): void {
    if (through <= this.#cursor || this.#parts.reading.following.transport !== 'STREAM') return;
    this.#cursor = through;
    this.#cursorTimer ??= setTimeout(() => void this.#moveCursor(), CURSOR_MOVES_EVERY_MS);
  }

  async #moveCursor(): Promise<void> {
    clearTimeout(this.#cursorTimer);
    const isDue = this.#cursorTimer !== undefined;
    this.#cursorTimer = undefined;
    if (!isDue) return;
    const { sql, reading, logger } = this.#parts;
    await moveCursor(sql, reading.following.id, this.#cursor).catch((error: unknown) => {
      logger.error({ err: error, subscription: reading.following.id }, 'a cursor could not be moved; the next event tries again');
    });
  }
}

function pause(ms: number): { over: Promise<void>; cancel(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return {
    over: promise,
    cancel() {
      clearTimeout(timer);
      resolve();
    },
  };
}
