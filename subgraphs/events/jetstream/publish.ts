import { JetStreamApiCodes, type JetStreamClient, type PubAck } from '@nats-io/jetstream';
import { encode } from './messages.ts';
import { isOf, STREAM } from './streams.ts';
import type { Message } from './subjects.ts';

const ACKNOWLEDGED_WITHIN_MS = 2_500;

export interface Confirmed {
  /** How many of the messages, from the first, stand in the stream one behind the other. */
  confirmed: number;
  /** What the stream's sequence is behind them. */
  streamSequence: number;
  /** Why the next one is not known to stand there; null where all do. */
  failure: unknown;
}

/** Somebody else has written, or the stream is another one than thought. */
export function isOutOfStep(failure: unknown): boolean {
  return failure instanceof OutOfStepError || isOf(failure, JetStreamApiCodes.StreamWrongLastSequence) || isOf(failure, JetStreamApiCodes.StreamWrongLastSequenceUnknown);
}

class OutOfStepError extends Error {
  override name = 'OutOfStepError';
}

/**
 * Publishes messages one behind the other, all under way at once. Each names the sequence that the stream must have before it, and
 * the message that must be its last: by the sequence alone one would go in although another's message had taken the place of the one
 * before it. What comes behind the first failure counts as not published, whatever became of it.
 */
export async function publishInOrder(js: JetStreamClient, messages: readonly Message[], streamSequence: number): Promise<Confirmed> {
  const underWay = messages.map((message, index) => {
    const { payload, headers } = encode(message);
    const asked = js.publish(message.subject, payload, {
      msgID: message.messageId, headers, timeout: ACKNOWLEDGED_WITHIN_MS,
      expect: { streamName: STREAM, lastSequence: streamSequence + index, ...(index > 0 ? { lastMsgID: messages[index - 1]!.messageId } : {}) },
    });
    return asked.then((ack): { ack: PubAck } | { failure: unknown } => ({ ack }), (failure: unknown) => ({ failure }));
  });
  const done = await Promise.all(underWay);
  for (const [index, answer] of done.entries()) {
    const at = streamSequence + index;
    if ('failure' in answer) return { confirmed: index, streamSequence: at, failure: answer.failure };
    // A repeat is where it should be when an answer was lost, or it stands elsewhere, and nothing was written now.
    if (answer.ack.seq !== at + 1) return { confirmed: index, streamSequence: at, failure: new OutOfStepError(`The stream took a message as ${answer.ack.seq} instead of ${at + 1}`) };
  }
  return { confirmed: messages.length, streamSequence: streamSequence + messages.length, failure: null };
}
