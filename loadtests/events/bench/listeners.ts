import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#kernel/random.ts';
import { FOR_STREAM } from '#subgraphs/events/jetstream/streams.ts';
import { deliverySubject } from '#subgraphs/events/jetstream/subjects.ts';
import { readByNats } from '../nats-reader.ts';
import type { Reader } from '../reader.ts';
import { receive } from '../receiver.ts';
import { readBySocket } from '../socket-reader.ts';
import { readBySse } from '../sse-reader.ts';
import { ORGANIZATION, type BenchStage } from './stage.ts';

export const TRANSPORTS = ['SSE', 'graphql-ws', 'webhook', 'NATS'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** One healthy subscriber that notes when it got what, by the subject. */
export interface Listener {
  name: string;
  /** By `performance.now()`. */
  at: Map<string, number>;
  close(): Promise<void>;
}

export interface Asked {
  transport: Transport;
  name?: string;
  types?: string[];
  municipalityCodes?: string[];
}

const CREATE = `mutation ($input: CreateEventSubscriptionInput!) {
  createEventSubscription(input: $input) { __typename ... on UserError { message } ... on CreateEventSubscriptionSuccess { secret subscription { id } } }
}`;
const DELETE = 'mutation ($id: ID!) { deleteEventSubscription(id: $id) { __typename } }';
const READY_AFTER_MS = 1_500;

export async function listen(stage: BenchStage, { transport, name = transport, types = ['persons.moved.v1'], municipalityCodes }: Asked): Promise<Listener> {
  const webhook = transport === 'webhook' ? await receive('WELL', seededRandom(name)) : null;
  const channel = webhook ? { transport: 'WEBHOOK', webhookUrl: webhook.url } : { transport: transport === 'NATS' ? 'NATS' : 'STREAM' };
  const { createEventSubscription: made } = await stage.ask(CREATE, { input: { name, types, ...(municipalityCodes ? { municipalityCodes } : {}), ...channel } }, name);
  if (!made.subscription) throw new Error(made.message);
  const { id } = made.subscription;
  const stream = { url: stage.hub.url, subscriptionId: id, token: () => stage.token(name) };
  const reader: Reader = webhook ?? readerOf(stage, transport, stream);
  const at = new Map<string, number>();
  reader.arrive = ({ subject }) => void at.set(subject, performance.now());
  await pause(READY_AFTER_MS);
  return {
    name,
    at,
    async close() {
      await reader.close();
      await stage.ask(DELETE, { id }, name);
    },
  };
}

function readerOf({ nats }: BenchStage, transport: Transport, stream: Parameters<typeof readBySse>[0]): Reader {
  if (transport === 'SSE') return readBySse(stream);
  if (transport === 'graphql-ws') return readBySocket({ ...stream, acknowledging: null });
  if (!nats) throw new Error('There is no nats-server; `npm run tools -- nats-server` gets one');
  return readByNats({ url: nats.url, stream: FOR_STREAM, subject: deliverySubject(ORGANIZATION, stream.subscriptionId) });
}

/** Waits until all have got everything. @throws Error naming who lacks how many */
export async function untilHeard(committed: ReadonlyMap<string, number>, listeners: readonly Listener[], withinMs: number, isTheirs: (listener: Listener, subject: string) => boolean = () => true): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const lacking = listeners.map((listener) => ({ name: listener.name, count: [...committed.keys()].filter((subject) => isTheirs(listener, subject) && !listener.at.has(subject)).length }));
    if (lacking.every(({ count }) => count === 0)) return;
    if (performance.now() > deadline) throw new Error(`Not everything came within ${withinMs / 1_000} s: ${lacking.map(({ name, count }) => `${name} lacks ${count}`).join(', ')}`);
    await pause(20);
  }
}

/** From the commit to the arrival, in milliseconds. What came before its commit had returned took none. */
export function delays(committed: ReadonlyMap<string, number>, listener: Listener): number[] {
  return [...committed].flatMap(([subject, at]) => (listener.at.has(subject) ? [Math.max(0, listener.at.get(subject)! - at)] : []));
}
