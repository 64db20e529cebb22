import { DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';
import { NatsAwayError } from './link.ts';
import { decode, type Stored } from './messages.ts';
import { STREAM } from './streams.ts';

const PAGE = 1_000;
const PAGE_WITHIN_MS = 5_000;

/** A message of the stream; `ours` is null for one that nobody of the hub wrote. */
export interface Seen {
  streamSequence: number;
  ours: Stored | null;
}

/** All that stands in the stream now, page by page and without the messages' bodies. @throws NatsAwayError where it breaks off */
export async function* walk(jsm: JetStreamManager, from = 1): AsyncGenerator<Seen[]> {
  const consumer = await jsm.jetstream().consumers.get(STREAM, { headers_only: true, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from });
  let { num_pending: pending } = await consumer.info();
  while (pending > 0) {
    const page: Seen[] = [];
    for await (const message of await consumer.fetch({ max_messages: Math.min(PAGE, pending), expires: PAGE_WITHIN_MS })) {
      page.push({ streamSequence: message.seq, ours: decode(message) });
      pending = message.info.pending;
    }
    if (page.length === 0) throw new NatsAwayError(`The stream told nothing of its last ${pending} messages within ${PAGE_WITHIN_MS / 1_000} s`);
    yield page;
  }
}
