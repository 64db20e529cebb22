import { setTimeout as pause } from 'node:timers/promises';
import type { Arrival } from './ledger.ts';

/** What one subscriber has got, whatever brought it. */
export interface Reader {
  /** In the order in which it came, repeats too. */
  arrived: Arrival[];
  /** Takes note of one that comes. @param via which connection, and from where on it was asked for */
  arrive(event: Received, via?: string): void;
  /** Connections made so far, where it makes them. */
  connections: number;
  /** What was wrong with what came: a refusal that was not expected, a signature that does not fit. */
  complaints: string[];
  close(): Promise<void>;
}

/** As CloudEvents have it. */
export interface Received {
  id: string;
  type: string;
  sequence: string;
  subject: string;
}

export const HEARTBEAT = 'lv.vienkopus.events.heartbeat.v1';
/** What a stream sends at the latest is awaited this long; a hub that is frozen closes nothing. */
export const SILENT_MOST_MS = 4_000;
export const HEARTBEAT_SECONDS = 1;
const AGAIN_AFTER_MS = 100;
const PASSING = /UNAVAILABLE|INTERNAL|UNAUTHENTICATED|DRAINING|TIMEOUT|OVERLOADED/;

export const STREAM_QUERY = `subscription ($id: ID!, $after: String, $acknowledge: EventAcknowledgement) {
  events(subscriptionId: $id, after: $after, acknowledge: $acknowledge, heartbeatSeconds: ${HEARTBEAT_SECONDS}) { id type sequence subject }
}`;

/** Whether it is what a hub may answer that is being killed, or comes back and has not opened its routes. */
export function isPassing({ extensions }: { extensions?: { code?: string } }): boolean {
  return PASSING.test(extensions?.code ?? 'INTERNAL');
}

/** Follows again and again until it is closed; whatever breaks off is begun anew. */
export function keepFollowing(follow: (signal: AbortSignal, reader: Reader) => Promise<void>): Reader {
  const closing = new AbortController();
  const reader: Reader = {
    ...arriving(),
    connections: 0,
    complaints: [],
    async close() {
      closing.abort();
      await running;
    },
  };
  const running = (async () => {
    while (!closing.signal.aborted) {
      reader.connections++;
      await follow(closing.signal, reader).catch(() => {});
      await pause(AGAIN_AFTER_MS, undefined, { signal: closing.signal }).catch(() => {});
    }
  })();
  return reader;
}

export function arriving(): Pick<Reader, 'arrived' | 'arrive'> {
  const arrived: Arrival[] = [];
  return { arrived, arrive: ({ id, sequence }, via) => void arrived.push({ id, sequence: Number(sequence), ...(via ? { via } : {}) }) };
}

/** Notes errors that no fault explains. */
export function noteErrors(reader: Reader, errors: readonly { message: string; extensions?: { code?: string } }[]): void {
  reader.complaints.push(...errors.filter((error) => !isPassing(error)).map(({ message, extensions }) => `${extensions?.code}: ${message}`));
}
