import type { JetStreamManager } from '@nats-io/jetstream';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { backoffMs } from './backoff.ts';
import { erasePlaces } from './erase.ts';
import { NatsAwayError, type NatsLink } from './link.ts';
import { lockNote, prepareNote, writeNote } from './noted.ts';
import { decidePlace, type Position, type Published } from './position.ts';
import { isOutOfStep, publishInOrder } from './publish.ts';
import { findLast } from './stands.ts';
import { ensureStream, forgetMessageIds, keptMs, STREAM, streamConfig, StreamError, type StreamOptions } from './streams.ts';
import { LAST_PART, messagesOf, type Message } from './subjects.ts';
import { firstSince } from './window.ts';

/** Events of one turn at most. */
const BATCH = 1_000;
/** Messages under way at once. */
const UNDER_WAY = 250;
/** After so long a turn begins no more. */
const TURN_MS = 1_000;
const WHILE_TAKEN_MS = 50;
const LOOK_ANYWAY_EVERY_MS = 1_000;
/** So often in a row one that was refused for another's writing asks the stream again at once. */
const OUT_OF_STEP_AT_ONCE = 3;
const PROTECTED = 'persons.address-protected.v1';

export interface PublisherOptions {
  /** The runtime role of the schema `subscriptions`; a turn keeps one connection for as long as NATS takes. */
  sql: Sql;
  log: EventLog;
  nats: NatsLink;
  clock: Clock;
  random: Random;
  logger: Logger;
  stream?: StreamOptions;
  /** Told what became of each turn. */
  observe?: { published?(messages: number): void; failed?(): void; erased?(messages: number): void };
}

export interface Publisher {
  /** The sequence of the log up to which everything stands in the stream, as far as this process knows. */
  position(): number;
  /** Why it stands still; null while it works or waits for its turn or for NATS. */
  standstill(): string | null;
  /** Compares with the stream before it goes on: somebody has changed it. */
  lookAgain(): void;
  close(): Promise<void>;
}

/** What a publisher remembers between its turns, so that it need not ask the stream again while nobody else has written. */
export interface Memory {
  noted: Published | null;
  position: Position | null;
}

/**
 * Puts the log into the stream, in order and each message once, from where stream and log agree. Several may run; the locked row lets
 * one work at a time, and one that wakes late is refused by the stream, whose sequence has gone on. NATS that is away only delays.
 */
export function startPublisher(options: PublisherOptions): Publisher {
  const { log, logger, nats, random } = options;
  const memory: Memory = { noted: null, position: null };
  let position = 0;
  let failures = 0;
  let standstill: string | null = null;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  let isAwaited = false;

  const later = (ms: number) => {
    isAwaited = true;
    timer = setTimeout(() => {
      isAwaited = false;
      wake();
    }, ms);
  };
  const drain = async () => {
    try {
      for (let more = true; more && !stopped;) {
        const turn = await publishOnce(options, memory);
        if (turn === 'TAKEN') return later(WHILE_TAKEN_MS);
        position = turn.position;
        standstill = null;
        if (turn.failure) throw turn.failure;
        if (failures > OUT_OF_STEP_AT_ONCE) logger.info({ from: position }, 'events are published to NATS again');
        failures = 0;
        more = turn.more;
      }
    } catch (error) {
      memory.position = null;
      if (stopped) return;
      const wait = isOutOfStep(error) && failures < OUT_OF_STEP_AT_ONCE ? 0 : backoffMs(failures, random);
      if (!(error instanceof NatsAwayError)) {
        options.observe?.failed?.();
        const sentence = error instanceof StreamError ? error.message : null;
        if (wait === 0) logger.info('another one wrote to the stream; the publisher looks where it goes on');
        else if (failures === 0 || sentence !== standstill) logger.error({ err: error, retryInMs: Math.round(wait) }, 'events could not be published to NATS; they wait in the log');
        standstill = sentence;
      }
      failures++;
      later(wait);
    }
  };
  const wake = () => {
    if (stopped || isAwaited) return;
    running ??= drain().finally(() => {
      running = null;
      if (position < log.head) wake();
    });
  };
  const stopListening = log.onAppended(wake);
  const stopHearing = nats.onConnected(() => {
    clearTimeout(timer);
    isAwaited = false;
    memory.position = null;
    wake();
  });
  const look = setInterval(() => (position < log.head || !memory.position) && wake(), LOOK_ANYWAY_EVERY_MS).unref();

  return {
    position: () => position,
    standstill: () => standstill,
    lookAgain() {
      memory.position = null;
      wake();
    },
    async close() {
      stopped = true;
      stopListening();
      stopHearing();
      clearInterval(look);
      clearTimeout(timer);
      await running;
    },
  };
}

export interface Turn {
  /** Of the log. */
  position: number;
  more: boolean;
  failure: unknown;
}

/**
 * One batch. What was confirmed is noted although what came behind it failed.
 *
 * @returns TAKEN while another publisher is at it
 * @throws StreamError where somebody has to decide; NatsAwayError
 */
export async function publishOnce(options: PublisherOptions, memory: Memory): Promise<Turn | 'TAKEN'> {
  const { sql, log, nats } = options;
  const jsm = nats.jetstream();
  if (!memory.noted) await prepareNote(sql);
  let after: Memory | null = null;
  const turn = await sql.begin(async (unprepared): Promise<Turn | 'TAKEN'> => {
    const tx = unprepared as unknown as Sql;
    const noted = await lockNote(tx);
    if (!noted) return 'TAKEN';
    const { position, epoch } = remembered(memory, noted) ?? (await findPlace(options, jsm, noted));

    const head = log.head;
    const events = await log.read(position.part === LAST_PART ? position.sequence : position.sequence - 1, BATCH);
    const messages = events.flatMap(messagesOf).filter(({ event, part }) => event.sequence > position.sequence || part > position.part);
    const personIds = events.filter(({ type }) => type === PROTECTED).map(({ subject }) => subject);
    const erased = await erasePlaces({ sql, log, jsm, personIds, since: keptSince(options) });
    if (erased) options.observe?.erased?.(erased);
    const { confirmed, failure } = await publishInTime(jsm, messages, position.streamSequence);
    if (confirmed) options.observe?.published?.(confirmed);

    // Only whole events are noted, so that the two sequences of a note belong to each other.
    const next = messages[confirmed];
    const complete = next ? messages.slice(0, confirmed).findLastIndex(({ isLast }) => isLast) + 1 : confirmed;
    const lookedThrough = Math.max(position.sequence, events.at(-1)?.sequence ?? 0, events.length < BATCH ? head : 0);
    const note = { logSequence: next ? next.event.sequence - 1 : lookedThrough, streamSequence: position.streamSequence + complete, epoch };
    const isWorthNoting = !next || complete > 0;
    if (isWorthNoting && !isSame(note, noted)) await writeNote(tx, note);
    const last = messages[confirmed - 1];
    const reached = next && last ? { sequence: last.event.sequence, part: last.part } : next ? position : { sequence: lookedThrough, part: LAST_PART };
    after = { noted: isWorthNoting ? note : noted, position: failure ? null : { ...reached, streamSequence: position.streamSequence + confirmed } };
    return { position: isWorthNoting ? note.logSequence : noted.logSequence, more: next !== undefined || events.length === BATCH, failure };
  });
  if (after) Object.assign(memory, after);
  return turn;
}

/** As many messages as can be acknowledged within a turn: one that lasted too long would lose its lock in the database. */
async function publishInTime(jsm: JetStreamManager, messages: readonly Message[], streamSequence: number): Promise<{ confirmed: number; failure: unknown }> {
  const until = performance.now() + TURN_MS;
  let confirmed = 0;
  while (confirmed < messages.length && performance.now() < until) {
    const done = await publishInOrder(jsm.jetstream(), messages.slice(confirmed, confirmed + UNDER_WAY), streamSequence + confirmed);
    confirmed += done.confirmed;
    if (done.failure) return { confirmed, failure: done.failure };
  }
  return { confirmed, failure: null };
}

/** What another publisher noted since is believed too: were it wrong, the stream would refuse what comes next. */
function remembered(memory: Memory, noted: Published): { position: Position; epoch: string } | null {
  if (!memory.position || memory.noted?.epoch !== noted.epoch) return null;
  if (isSame(memory.noted, noted)) return { position: memory.position, epoch: noted.epoch };
  return { position: { sequence: noted.logSequence, part: LAST_PART, streamSequence: noted.streamSequence }, epoch: noted.epoch };
}

/** Asks the stream where to go on; makes, empties or refuses it where that is needed. */
async function findPlace({ log, clock, logger, stream = {} }: PublisherOptions, jsm: JetStreamManager, noted: Published): Promise<{ position: Position; epoch: string }> {
  const { created, state } = await ensureStream(jsm, streamConfig(stream));
  const standing = { created, lastSequence: state.last_seq };
  const place = decidePlace(noted, standing, await findLast(jsm, log, noted));
  if (place.kind === 'DIVERGED') {
    throw new StreamError(`The stream ${STREAM} holds events that the log does not know, as after a database was restored from a backup. Nothing more is published until \`npm run events -- rebuild-stream\` has refilled it`);
  }
  if (place.kind === 'GO_ON') {
    if (!place.isNoted && noted.epoch !== '') logger.info({ from: place.position.sequence }, 'the stream is not where it was left; publishing goes on behind what it holds');
    return { position: place.position, epoch: created };
  }
  if (place.isPurgedFirst) {
    await forgetMessageIds(jsm);
    await jsm.streams.purge(STREAM);
    await ensureStream(jsm, streamConfig(stream));
  }
  const first = await firstSince(log, keptSince({ clock, stream }));
  logger.info({ from: first }, 'the stream is filled from the log');
  return { position: { sequence: first - 1, part: LAST_PART, streamSequence: standing.lastSequence }, epoch: created };
}

function keptSince({ clock, stream = {} }: Pick<PublisherOptions, 'clock' | 'stream'>): Temporal.Instant {
  return clock.now().subtract({ milliseconds: keptMs(stream) });
}

function isSame(one: Published | null, other: Published): boolean {
  return one !== null && one.logSequence === other.logSequence && one.streamSequence === other.streamSequence && one.epoch === other.epoch;
}

/** Publishes what the log holds at this moment, without a pause, to measure it. */
export async function publishAsFastAsItCan(options: PublisherOptions): Promise<{ messages: number; ms: number }> {
  const memory: Memory = { noted: null, position: null };
  const head = await options.log.look();
  let messages = 0;
  const counted = { ...options, observe: { published: (count: number) => void (messages += count) } };
  const started = performance.now();
  for (let position = 0; position < head;) {
    const turn = await publishOnce(counted, memory);
    if (turn === 'TAKEN') throw new Error('Another publisher is at work');
    if (turn.failure) throw turn.failure;
    position = turn.position;
  }
  return { messages, ms: performance.now() - started };
}
