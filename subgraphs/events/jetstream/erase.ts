/** What the log hides later, the stream must not keep telling. */
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Sql } from '#kernel/database.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import { decode, firstFrom, type Stored } from './messages.ts';
import { STREAM } from './streams.ts';
import { hasPlace } from './subjects.ts';
import { firstSince } from './window.ts';

/** Of so few people no more is told within the days that a stream keeps. */
const MOST = 10_000;

interface Erasing {
  sql: Sql;
  log: Pick<EventLog, 'read' | 'look'>;
  jsm: JetStreamManager;
  /** Whose addresses are protected now. */
  personIds: readonly string[];
  /** Since when the stream keeps messages. */
  since: Temporal.Instant;
}

/**
 * Erases the messages that say where people lived, their own and those of their statuses, requests and offers, so that nobody can
 * read them back. Whoever had not read them yet finds the events in the log, without the place. What is told of them at this very
 * moment is left to the reconciler.
 *
 * @returns how many were erased
 */
export async function erasePlaces({ sql, log, jsm, personIds, since }: Erasing): Promise<number> {
  if (personIds.length === 0) return 0;
  const rows = await sql`
    select sequence from events.log
    where sequence >= ${await firstSince(log, since)} and (subject = any(${personIds as string[]}::uuid[]) or data ->> 'personId' = any(${personIds as string[]}::text[]))
    order by sequence desc limit ${MOST}`;
  let erased = 0;
  for (const { sequence } of rows) {
    for (const message of await messagesAt(jsm, sequence as number)) {
      if (!hasPlace(message.subject)) continue;
      await jsm.streams.deleteMessage(STREAM, message.streamSequence, true);
      erased++;
    }
  }
  return erased;
}

/** The messages of one event, found by halves: the stream is in the log's order. */
export async function messagesAt(jsm: JetStreamManager, sequence: number): Promise<Stored[]> {
  const { state } = await jsm.streams.info(STREAM);
  let [least, most] = [state.first_seq, state.last_seq + 1];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    const message = await firstFrom(jsm, middle);
    const ours = message && decode(message);
    if (message && message.seq < most && ours && ours.sequence < sequence) least = message.seq + 1;
    else most = middle;
  }
  const found: Stored[] = [];
  for (let at = least; ;) {
    const message = await firstFrom(jsm, at);
    const ours = message && decode(message);
    if (!message || !ours || ours.sequence !== sequence) return found;
    found.push(ours);
    at = message.seq + 1;
  }
}
