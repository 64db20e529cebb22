import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Api } from '../chaos/api.ts';
import { HEARTBEAT, keepFollowing, noteErrors, SILENT_MOST_MS, STREAM_QUERY, type Reader, type Received } from './reader.ts';
import type { StreamOptions } from './sse-reader.ts';

const ACKNOWLEDGE = 'mutation ($id: ID!, $through: String!) { acknowledgeEvents(subscriptionId: $id, through: $through) { __typename ... on UserError { message } } }';
/** It acknowledges after so many events, and when nothing more has come for a moment. */
export const ACKNOWLEDGED_AFTER = 20;
const ACKNOWLEDGE_WHEN_QUIET_MS = 200;

export interface SocketOptions extends StreamOptions {
  /** Acknowledges what came and resumes without naming a place; else it names the last that it saw. */
  acknowledging: { api: Api; as: string } | null;
}

/** Follows by graphql-transport-ws. */
export function readBySocket({ url, subscriptionId, token, acknowledging }: SocketOptions): Reader {
  let after: string | null = null;
  return keepFollowing(async (closing, reader) => {
    const authorization = `Bearer ${await token()}`;
    const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
    const acknowledge = acknowledging && acknowledger({ ...acknowledging, subscriptionId, reader });
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const via = `connection ${reader.connections} from ${after}`;
    // A hub that was frozen gives out on the old connection what the next one asks for anew.
    let isOver = false;
    const end = () => {
      isOver = true;
      resolve();
    };
    const watch = setTimeout(end, SILENT_MOST_MS);
    closing.addEventListener('abort', () => end(), { once: true });
    client.subscribe<{ events: Received }>({ query: STREAM_QUERY, variables: { id: subscriptionId, after: acknowledging ? null : after } }, {
      next({ data, errors }) {
        watch.refresh();
        noteErrors(reader, (errors ?? []) as never);
        if (!data?.events || isOver) return;
        const { type, sequence } = data.events;
        after = sequence;
        if (type !== HEARTBEAT) reader.arrive(data.events, via);
        acknowledge?.(sequence);
      },
      error(error) {
        if (Array.isArray(error)) noteErrors(reader, error);
        end();
      },
      complete: end,
    });
    await ended;
    clearTimeout(watch);
    client.terminate();
    await client.dispose();
  });
}

/** What could not be acknowledged is with the next. */
function acknowledger({ api, as, subscriptionId, reader }: { api: Api; as: string; subscriptionId: string; reader: Reader }): (through: string) => void {
  let waiting = 0;
  let timer: NodeJS.Timeout | undefined;
  let newest = '0';
  let underWay: Promise<void> | null = null;
  const acknowledge = async (through: string) => {
    const { data } = await api.ask(as, ACKNOWLEDGE, { id: subscriptionId, through });
    if (data?.acknowledgeEvents?.message) reader.complaints.push(`acknowledging ${through}: ${data.acknowledgeEvents.message}`);
  };
  /** One at a time: a cursor never goes back. */
  const send = (through: string) => {
    waiting = 0;
    clearTimeout(timer);
    newest = through;
    underWay ??= acknowledge(through).catch(() => {}).finally(() => {
      underWay = null;
      if (newest !== through) send(newest);
    });
  };
  return (through) => {
    clearTimeout(timer);
    if (++waiting >= ACKNOWLEDGED_AFTER) send(through);
    else timer = setTimeout(() => send(through), ACKNOWLEDGE_WHEN_QUIET_MS);
  };
}
