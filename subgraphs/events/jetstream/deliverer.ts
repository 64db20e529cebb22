/** Hands a subscription's events over by NATS: acknowledged by JetStream is delivered. */
import { JetStreamApiCodes, type JetStreamManager, type MsgRequest, type StoredMsg } from '@nats-io/jetstream';
import { LRUCache } from 'lru-cache';
import type { CloudEvent } from '../cloud-event.ts';
import type { Deliverer, Outcome, Receiver } from '../delivery.ts';
import { NatsAwayError, type NatsLink } from './link.ts';
import { eventHeaders, lastMessage, MESSAGE_ID, sequenceOf } from './messages.ts';
import { ensureStream, FOR_STREAM, forStreamConfig, isOf, StreamError, type StreamOptions } from './streams.ts';
import { deliverySubject } from './subjects.ts';

const ACKNOWLEDGED_WITHIN_MS = 5_000;
const MOST_REMEMBERED = 10_000;
const LOOK_AGAIN_WHEN_FULL_MS = 60_000;
/** NATS is the hub's own, and does not mind being asked. */
const WAIT_MOST_MS = 5_000;
const TOO_MANY_FOR_SUBJECT = 10_077;

/**
 * A subscription's subject takes one message after another: each names the one that must stand before it, so that two hubs do not
 * deliver beside each other. Whether an attempt without an answer got through is asked of the stream, however long ago it was.
 */
export function natsDeliverer(nats: NatsLink, options: StreamOptions = {}): Deliverer {
  /** Sequence of the last message, by subscription. */
  const last = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  let isStreamThere = false;

  const send = async (event: CloudEvent, to: Receiver): Promise<Outcome> => {
    const jsm = nats.jetstream();
    if (!isStreamThere) await ensureStream(jsm, forStreamConfig(options));
    isStreamThere = true;
    const subject = deliverySubject(to.organizationId, to.subscriptionId);
    // JetStream tells repeats by the stream, in which several subscriptions have the same event.
    const messageId = `${event.id}:${to.subscriptionId}${to.replayId ? `:${to.replayId}` : ''}`;
    if (to.attempt > 1 || !last.has(to.subscriptionId)) {
      const newest = await lastMessage(jsm, FOR_STREAM, subject);
      if (newest && !to.replayId && (await holds(jsm, { subject, messageId, sequence: Number(event.sequence) }, newest))) return { kind: 'DELIVERED' };
      last.set(to.subscriptionId, newest?.seq ?? 0);
    }
    const ack = await jsm.jetstream().publish(subject, JSON.stringify(event), {
      msgID: messageId, headers: eventHeaders(Number(event.sequence), event.subjectversion), timeout: ACKNOWLEDGED_WITHIN_MS,
      expect: { streamName: FOR_STREAM, lastSubjectSequence: last.get(to.subscriptionId)! },
    });
    if (!ack.duplicate) last.set(to.subscriptionId, ack.seq);
    return { kind: 'DELIVERED' };
  };

  return {
    onBack: (listener) => nats.onConnected(listener),
    async deliver(event, to, signal) {
      const broken = Promise.withResolvers<never>();
      const breakOff = () => broken.reject(new NatsAwayError('broken off'));
      signal.addEventListener('abort', breakOff, { once: true });
      try {
        if (signal.aborted) return failed('ABORTED');
        // A subject whose last message has ended by age is another than remembered, and is looked at once more.
        return await Promise.race([send(event, to).catch((error: unknown) => (isSurprised(error) ? send(event, { ...to, attempt: to.attempt + 1 }) : Promise.reject(error))), broken.promise]);
      } catch (error) {
        last.delete(to.subscriptionId);
        if (signal.aborted) return failed('ABORTED');
        if (isOf(error, TOO_MANY_FOR_SUBJECT)) return { kind: 'FAILED', reason: 'STREAM_FULL', retryAfterMs: LOOK_AGAIN_WHEN_FULL_MS };
        if (isSurprised(error)) return failed('ANOTHER_DELIVERS');
        isStreamThere = false;
        return failed(error instanceof StreamError ? 'STREAM_UNUSABLE' : 'NATS_AWAY');
      } finally {
        signal.removeEventListener('abort', breakOff);
      }
    },
  };
}

/**
 * Whether the stream has a message of a subscription, also when others came behind it: whoever delivered before had not written all
 * of it down. Found by halves, for a subject is in the order of the log but for what was sent again.
 */
async function holds(jsm: JetStreamManager, wanted: { subject: string; messageId: string; sequence: number }, newest: StoredMsg): Promise<boolean> {
  const isIt = (message: StoredMsg) => message.header.get(MESSAGE_ID) === wanted.messageId;
  if (isIt(newest) || sequenceOf(newest) <= wanted.sequence) return isIt(newest);
  const firstAt = (seq: number) => jsm.streams.getMessage(FOR_STREAM, { seq, next_by_subj: wanted.subject } as unknown as MsgRequest);
  let [least, most] = [1, newest.seq];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    const message = await firstAt(middle);
    if (message && sequenceOf(message) < wanted.sequence) least = message.seq + 1;
    else most = middle;
  }
  const found = await firstAt(least);
  return found !== null && isIt(found);
}

function isSurprised(error: unknown): boolean {
  return isOf(error, JetStreamApiCodes.StreamWrongLastSequence) || isOf(error, JetStreamApiCodes.StreamWrongLastSequenceUnknown);
}

function failed(reason: string): { kind: 'FAILED'; reason: string; waitMostMs: number } {
  return { kind: 'FAILED', reason, waitMostMs: WAIT_MOST_MS };
}
