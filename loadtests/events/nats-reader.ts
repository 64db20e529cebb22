import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { keepFollowing, type Reader, type Received } from './reader.ts';

const FETCH = { max_messages: 200, expires: 1_000 };

export interface NatsOptions {
  url: string;
  stream: string;
  /** The subscription's own. */
  subject: string;
}

/** Reads a subscription's subject by a consumer of its own, from behind the last message that it saw. */
export function readByNats({ url, stream, subject }: NatsOptions): Reader {
  let seen = 0;
  return keepFollowing(async (closing, reader) => {
    const connection = await connect({ servers: new URL(url).host, reconnect: false, timeout: 1_000, pingInterval: 1_000, maxPingOut: 2 });
    try {
      const consumer = await jetstream(connection, { timeout: 2_000 }).consumers.get(stream, { filter_subjects: subject, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: seen + 1 });
      while (!closing.aborted) {
        for await (const message of await consumer.fetch(FETCH)) {
          seen = message.seq;
          reader.arrive(message.json<Received>());
        }
        if (connection.isClosed()) return;
      }
    } finally {
      await connection.close().catch(() => {});
    }
  });
}
