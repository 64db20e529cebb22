/** How messages look in the stream, and how they are looked up there. */
import type { JetStreamManager, MsgRequest, StoredMsg } from '@nats-io/jetstream';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { toCloudEvent } from '../cloud-event.ts';
import { STREAM } from './streams.ts';
import { ROOT, type Message } from './subjects.ts';

const SEQUENCE = 'vienkopus-sequence';
const SUBJECT_VERSION = 'vienkopus-subjectversion';
const PART = 'vienkopus-part';
export const MESSAGE_ID = 'Nats-Msg-Id';
export const ALL = `${ROOT}.>`;
const CONTENT_TYPE = 'application/cloudevents+json';

/** A message as the stream holds it. */
export interface Stored {
  streamSequence: number;
  subject: string;
  eventId: string;
  sequence: number;
  part: number;
}

export function eventHeaders(sequence: number, subjectVersion: number): MsgHdrs {
  const made = headers();
  made.set('Content-Type', CONTENT_TYPE);
  made.set(SEQUENCE, String(sequence));
  made.set(SUBJECT_VERSION, String(subjectVersion));
  return made;
}

export function encode({ event, part }: Message): { payload: string; headers: MsgHdrs } {
  const made = eventHeaders(event.sequence, event.subjectVersion);
  if (part > 0) made.set(PART, String(part));
  return { payload: JSON.stringify(toCloudEvent(event)), headers: made };
}

/** Of the log; 0 where nobody of the hub wrote it. */
export function sequenceOf({ header }: StoredMsg): number {
  return Number(header.get(SEQUENCE));
}

/** Null for a message that nobody of the hub wrote. */
export function decode(message: { subject: string; seq: number; headers?: MsgHdrs | undefined; header?: MsgHdrs }): Stored | null {
  const found = message.headers ?? message.header;
  const [sequence, messageId] = [Number(found?.get(SEQUENCE)), found?.get(MESSAGE_ID)];
  if (!found || !sequence || !messageId) return null;
  return { streamSequence: message.seq, subject: message.subject, eventId: messageId.slice(0, 36), sequence, part: Number(found.get(PART) || 0) };
}

/** The first message at or behind a sequence of the stream, as its leader has it; null where there is none. */
export function firstFrom(jsm: JetStreamManager, streamSequence: number): Promise<StoredMsg | null> {
  // The library tells this question only of direct answers, which a follower that is behind may give.
  return jsm.streams.getMessage(STREAM, { seq: streamSequence, next_by_subj: ALL } as unknown as MsgRequest);
}

export function lastMessage(jsm: JetStreamManager, stream: string, subject: string): Promise<StoredMsg | null> {
  return jsm.streams.getMessage(stream, { last_by_subj: subject });
}
