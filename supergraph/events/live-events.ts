/** One connection's events, in order, as they come. */
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { away, HubAway, HubRefusal, type HubLink, type Problem } from './hub-link.ts';

export interface LiveEvent {
  specversion: string;
  id: string;
  source: string;
  type: string;
  time: string;
  subject: string;
  sequence: string;
  subjectVersion: number;
  municipalityCode: string | null;
  /** JSON. */
  data: string;
}

export const HEARTBEAT = 'lv.vienkopus.events.heartbeat.v1';

const HEARTBEAT_SECONDS = 5;
/** Three heartbeats were missed: the connection is dead although nobody said so. */
const SILENCE_MOST_MS = 20_000;
/** Taken from the connection and not written yet. Whoever reads what is written more slowly than it comes is reconnected when he is through. */
const AHEAD_MOST = 5_000;
const EVENTS = `subscription ($id: ID!, $after: String) {
  events(subscriptionId: $id, after: $after, acknowledge: EXPLICIT, heartbeatSeconds: ${HEARTBEAT_SECONDS}) {
    specversion id source type time subject sequence subjectVersion municipalityCode data
  }
}`;

/**
 * Ends when `stopping` does, or what was taken in advance is too much.
 *
 * @param after the sequence to begin behind; null: behind what was acknowledged
 * @throws HubAway when the connection breaks, HubRefusal when the hub ends it
 */
export async function* liveEvents(hub: HubLink, id: string, after: string | null, stopping: AbortSignal): AsyncGenerator<LiveEvent> {
  const token = await hub.token();
  const waiting: LiveEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const state: { ended: Error | true | null } = { ended: stopping.aborted || null };
  const end = (how: Error | true) => {
    state.ended ??= how;
    wake.resolve();
  };
  const client = createClient({
    url: `${hub.url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${token}` }, retryAttempts: 0,
    onNonLazyError: () => {},
  });
  const stop = () => end(true);
  stopping.addEventListener('abort', stop);
  client.subscribe<{ events: LiveEvent }>({ query: EVENTS, variables: { id, after } }, {
    next({ data, errors }) {
      if (errors?.length) return end(new HubRefusal(errors[0] as Problem));
      waiting.push(data!.events);
      if (waiting.length >= AHEAD_MOST) end(true);
      wake.resolve();
    },
    error: (error) => end(Array.isArray(error) ? new HubRefusal(error[0] as Problem) : brokenOff(hub.url, error)),
    complete: () => end(new HubAway(`${hub.url} ended the stream`)),
  });
  try {
    for (;;) {
      while (waiting.length > 0 && !stopping.aborted) yield waiting.shift()!;
      if (state.ended !== null) break;
      const silence = setTimeout(() => end(new HubAway(`${hub.url} was silent for ${SILENCE_MOST_MS / 1_000} s`)), SILENCE_MOST_MS);
      await wake.promise;
      clearTimeout(silence);
      wake = Promise.withResolvers();
    }
  } finally {
    stopping.removeEventListener('abort', stop);
    await client.dispose();
  }
  if (state.ended instanceof Error && !stopping.aborted) throw state.ended;
}

function brokenOff(url: string, error: unknown): Error {
  if (error instanceof Error) return away(url, error);
  const { code, reason } = error as { code?: number; reason?: string };
  return new HubAway(`${url} closed the connection${reason ? `: ${reason}` : code ? ` (${code})` : ''}`);
}
