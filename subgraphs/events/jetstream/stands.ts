import type { JetStreamManager } from '@nats-io/jetstream';
import type { EventLog } from '#kernel/events/event-log.ts';
import { ALL, decode, firstFrom, lastMessage, type Stored } from './messages.ts';
import type { LastMessage, Published } from './position.ts';
import { STREAM } from './streams.ts';

/** How far back a message of ours is looked for among others'. Nobody else should write to the stream at all. */
const LOOK_BACK = 1_000;

/** The newest message of ours in the stream, compared with the log; null where there is none. */
export async function findLast(jsm: JetStreamManager, log: EventLog, noted: Published): Promise<LastMessage | null> {
  const newest = await lastMessage(jsm, STREAM, ALL);
  if (!newest) return null;
  const ours = decode(newest) ?? (await lookBack(jsm, newest.seq, noted.streamSequence));
  if (!ours) return null;
  return { streamSequence: ours.streamSequence, sequence: ours.sequence, part: ours.part, isOfLog: await isOfLog(log, ours) };
}

async function lookBack(jsm: JetStreamManager, from: number, noted: number): Promise<Stored | null> {
  for (let at = from - 1; at >= Math.max(1, noted, from - LOOK_BACK); at--) {
    const message = await firstFrom(jsm, at);
    const ours = message && message.seq === at ? decode(message) : null;
    if (ours) return ours;
  }
  return null;
}

/** The log may have let go of an event, but never of its sequence. */
export async function isOfLog(log: EventLog, message: Stored): Promise<boolean> {
  if (message.sequence > (await log.look())) return false;
  const [event] = await log.read(message.sequence - 1, 1);
  return event?.sequence !== message.sequence || event.id === message.eventId;
}
