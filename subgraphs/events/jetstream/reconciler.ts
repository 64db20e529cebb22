import type { JetStreamManager } from '@nats-io/jetstream';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import { compareEvent, NO_DIFFERENCES, type Differences } from './compare.ts';
import { messagesAt } from './erase.ts';
import { NatsAwayError } from './link.ts';
import { decode, firstFrom, type Stored } from './messages.ts';
import { readNote } from './noted.ts';
import type { Publisher, PublisherOptions } from './publisher.ts';
import { isOfLog } from './stands.ts';
import { keptMs, STREAM } from './streams.ts';
import { messagesOf } from './subjects.ts';
import { walk } from './walk.ts';
import { firstSince } from './window.ts';

const GLANCE_EVERY_MS = 10_000;
const LOOK_EVERY_MS = 600_000;
const GLANCED_AT = 20;
const LOG_PAGE = 1_000;
/** What is about to end in the stream is not missed there. */
const SLACK_MS = 300_000;
/** So many that seem missing are looked up one by one: the stream may just have been refilled. */
const MOST_CONFIRMED = 100;

export interface Reconciled {
  /** Of the last whole look; of a glance where that found more since. */
  differences: Differences;
  /** Messages compared since the start. */
  compared: number;
  /** Messages erased since the start, because the log hides where somebody lives. */
  erased: number;
  /** When everything was last looked through, as ISO text. */
  lookedAt: string | null;
  /** What to do; null while there is nothing. */
  advice: string | null;
}

export interface Reconciler {
  standing(): Reconciled;
  /** Compares everything now. */
  look(): Promise<Differences>;
  /** Compares some of it now, as happens every ten seconds. */
  glance(): Promise<Differences>;
  close(): Promise<void>;
}

export type ReconcilerOptions = Omit<PublisherOptions, 'observe'> & {
  publisher: Pick<Publisher, 'lookAgain'>;
  observe?: { compared?(messages: number): void; erased?(messages: number): void };
};

/**
 * Compares stream and log for as long as the hub runs: a glance at some messages every ten seconds, and everything every ten minutes.
 * It repairs nothing but places that are hidden by now, which it erases; the rest it counts and tells.
 */
export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { logger, clock, nats } = options;
  const standing: Reconciled = { differences: { ...NO_DIFFERENCES }, compared: 0, erased: 0, lookedAt: null, advice: null };
  const known: Known = { holes: 0, messages: 0 };
  let lookedMs = -Infinity;
  let stopped = false;
  const saw = (differences: Differences) => {
    const before = total(standing.differences);
    standing.differences = differences;
    standing.advice = total(differences) > 0 ? 'The stream is not as the log: `npm run events -- rebuild-stream` refills it while the hub serves' : null;
    if (total(differences) > before) logger.error({ differences }, standing.advice!);
    if (before > 0 && total(differences) === 0) logger.info('the stream is as the log again');
  };
  const count = { compared: (n: number) => { standing.compared += n; options.observe?.compared?.(n); }, erased: (n: number) => { standing.erased += n; options.observe?.erased?.(n); } };
  const look = async () => {
    const differences = await lookThrough(options, count, () => stopped);
    lookedMs = performance.now();
    standing.lookedAt = clock.now().toString();
    saw(differences);
    return differences;
  };
  const glance = async () => {
    const differences = await glanceAt(options, count, known);
    if (total(differences) > 0) return look();
    return differences;
  };
  const turn = async () => {
    try {
      if (nats.isConnected) await (performance.now() - lookedMs > LOOK_EVERY_MS ? look() : glance());
    } catch (error) {
      if (!stopped && !(error instanceof NatsAwayError)) logger.warn({ err: error }, 'stream and log could not be compared; it is tried again');
    }
    if (!stopped) timer = setTimeout(() => (running = turn()), GLANCE_EVERY_MS);
  };
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(() => (running = turn()), GLANCE_EVERY_MS);

  return {
    standing: () => standing,
    look,
    glance,
    async close() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function total(differences: Differences): number {
  return Object.values(differences).reduce((sum: number, count: number) => sum + count, 0);
}

/** What the last glance saw. */
interface Known {
  holes: number;
  messages: number;
}

interface Counting {
  compared(messages: number): void;
  erased(messages: number): void;
}

/** Where the stream stands and what some of its messages say. A stream that is another, or shorter, is the publisher's to look at. */
async function glanceAt({ nats, sql, log, random, publisher }: ReconcilerOptions, count: Counting, known: Known): Promise<Differences> {
  const jsm = nats.jetstream();
  const noted = await readNote(sql);
  const { created, state } = await jsm.streams.info(STREAM);
  if (created !== noted.epoch || state.last_seq < noted.streamSequence) publisher.lookAgain();
  const differences = { ...NO_DIFFERENCES };
  const span = state.last_seq - state.first_seq + 1;
  for (let look = 0; look < Math.min(GLANCED_AT, state.messages); look++) {
    const message = await firstFrom(jsm, state.first_seq + random.int(span));
    if (!message) continue;
    const ours = decode(message);
    if (!ours) differences.foreign++;
    else if (!(await isOfLog(log, ours))) differences.different++;
    count.compared(1);
  }
  // Erased messages leave holes as well, and age takes the oldest, so only a look at everything tells whether any is missing.
  const isThinner = (state.num_deleted ?? 0) > known.holes || (state.messages === 0 && known.messages > 0);
  Object.assign(known, { holes: state.num_deleted ?? 0, messages: state.messages });
  if (isThinner) differences.missing++;
  return differences;
}

async function lookThrough(options: ReconcilerOptions, count: Counting, isStopped: () => boolean): Promise<Differences> {
  const { nats, sql, log, clock, stream = {} } = options;
  const jsm = nats.jetstream();
  const { logSequence: upTo } = await readNote(sql);
  const wantedFrom = await firstSince(log, clock.now().subtract({ milliseconds: keptMs(stream) - SLACK_MS }));
  const differences = { ...NO_DIFFERENCES };
  const missing: { event: EventEnvelope; count: number }[] = [];
  const events = eventsOf(log, wantedFrom - 1, upTo);
  let next = await events.next();
  const miss = (event: EventEnvelope, lacking: number) => {
    differences.missing += lacking;
    if (lacking && missing.length < MOST_CONFIRMED) missing.push({ event, count: lacking });
  };
  for await (const found of bySequence(jsm, differences, count)) {
    if (isStopped()) return { ...NO_DIFFERENCES };
    const { sequence } = found[0]!;
    while (!next.done && next.value.sequence < sequence) {
      miss(next.value, compareEvent(next.value, []).missing);
      next = await events.next();
    }
    // What the log has let go of cannot be compared; what is about to end is only looked at for places.
    const event = !next.done && next.value.sequence === sequence ? next.value : await eventAt(log, sequence);
    if (!event) {
      if (sequence > (await log.look())) differences.different += found.length;
      continue;
    }
    const compared = compareEvent(event, found);
    differences.different += compared.different;
    if (sequence >= wantedFrom && sequence <= upTo) miss(event, compared.missing);
    for (const { streamSequence } of compared.hidden) await jsm.streams.deleteMessage(STREAM, streamSequence, true);
    if (compared.hidden.length) count.erased(compared.hidden.length);
    if (!next.done && next.value.sequence === sequence) next = await events.next();
  }
  for (; !next.done; next = await events.next()) miss(next.value, compareEvent(next.value, []).missing);
  return confirm(jsm, differences, missing);
}

/** The stream may have been refilled, or have grown, while it was walked through. */
async function confirm(jsm: JetStreamManager, differences: Differences, missing: readonly { event: EventEnvelope; count: number }[]): Promise<Differences> {
  for (const { event, count } of missing) {
    const still = compareEvent(event, await messagesAt(jsm, event.sequence)).missing;
    differences.missing -= count - still;
  }
  return differences;
}

/** Messages of one event together, in the order of the log; what breaks that order is counted and left out. */
async function* bySequence(jsm: JetStreamManager, differences: Differences, count: Counting): AsyncGenerator<Stored[]> {
  let group: Stored[] = [];
  for await (const page of walk(jsm)) {
    count.compared(page.length);
    for (const { ours } of page) {
      const last = group.at(-1);
      if (!ours) differences.foreign++;
      else if (last && (ours.sequence < last.sequence || (ours.sequence === last.sequence && ours.part <= last.part))) differences.repeated++;
      else if (last?.sequence === ours.sequence) group.push(ours);
      else {
        if (group.length) yield group;
        group = [ours];
      }
    }
  }
  if (group.length) yield group;
}

/** The log's events that have messages. */
async function* eventsOf(log: EventLog, after: number, upTo: number): AsyncGenerator<EventEnvelope, void> {
  for (let at = after; at < upTo;) {
    const page = await log.read(at, LOG_PAGE);
    for (const event of page) {
      if (event.sequence <= upTo && messagesOf(event).length > 0) yield event;
    }
    at = page.at(-1)?.sequence ?? upTo;
  }
}

async function eventAt(log: EventLog, sequence: number): Promise<EventEnvelope | null> {
  const [event] = await log.read(sequence - 1, 1);
  return event?.sequence === sequence ? event : null;
}
