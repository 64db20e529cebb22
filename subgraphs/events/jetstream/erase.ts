/** What the log hides later, the stream must not keep telling. */
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Sql } from '#kernel/database.ts';
import { decode, firstFrom, type Stored } from './messages.ts';
import { STREAM } from './streams.ts';
import { hasPlace } from './subjects.ts';

/** Nobody moves as often within the days that a stream keeps. */
const MOST = 1_000;

interface Erasing {
  sql: Sql;
  jsm: JetStreamManager;
  /** Whose address is protected now. */
  subject: string;
  keptMs: number;
}

/**
 * Erases the messages that say where a person lived, so that nobody can read them back. Whoever had not read them yet finds the
 * events in the log, without the place; the reconciler erases what other events said of the person.
 *
 * @returns how many were erased
 */
export async function erasePlaces({ sql, jsm, subject, keptMs }: Erasing): Promise<number> {
  const rows = await sql`
    select sequence from events.log where subject = ${subject} and appended_at > now() - make_interval(secs => ${keptMs / 1_000})
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
