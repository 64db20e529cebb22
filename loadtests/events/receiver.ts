import { setTimeout as pause } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { Random } from '#kernel/random.ts';
import { startReceiver, type TestReceiver } from '#subgraphs/events/webhooks/testing.ts';
import { arriving, type Reader, type Received } from './reader.ts';

/** How a receiver of webhooks behaves while it does not behave well. */
export type Manner = 'WELL' | 'FAILS_HALF' | 'SLOWLY' | 'LIES';

export interface WebhookReader extends Reader {
  url: string;
  /** What it was told when the subscription was made; from then on signatures are checked. */
  secret: string | null;
  manner: Manner;
  /** Nobody listens at its address until it is up again. */
  setUp(isUp: boolean): Promise<void>;
}

const CHALLENGE = 'lv.vienkopus.events.challenge.v1';
const SLOWNESS_MS = 250;

/** A receiver that checks each signature, and what came counts from the moment it has taken it, whatever it answers. */
export async function receive(manner: Manner, random: Random): Promise<WebhookReader> {
  const failed = new Set<string>();
  let server: TestReceiver | null = await startReceiver();
  const { port, url } = server;
  const reader: WebhookReader = {
    url,
    secret: null,
    manner,
    ...arriving(),
    connections: 0,
    complaints: [],
    async setUp(isUp) {
      if (isUp === (server !== null)) return;
      if (server) await server.close();
      server = isUp ? await startReceiver(answer, undefined, port) : null;
    },
    close: () => reader.setUp(false),
  };
  const answer: TestReceiver['answer'] = (response, { headers, body }) => {
    const event = JSON.parse(body) as Received & { data: { challenge?: string } };
    if (event.type === CHALLENGE) return void response.writeHead(200).end(event.data.challenge);
    complainOf(reader, headers, body, event);
    const take = () => reader.arrive(event);
    switch (reader.manner) {
      case 'WELL':
        take();
        return void response.writeHead(204).end();
      case 'SLOWLY':
        return void pause(random.int(SLOWNESS_MS)).then(() => (take(), response.writeHead(204).end()));
      case 'FAILS_HALF':
        // Never the same event twice running: it is tried again only after a while that grows.
        if (!failed.delete(event.id) && random.int(2) === 0) {
          failed.add(event.id);
          return void response.writeHead(random.pick([500, 503, 429]), { 'retry-after': random.pick(['0', '1', 'soon', '-5']) }).end();
        }
        take();
        return void response.writeHead(200).end('taken');
      case 'LIES':
        take();
        if (failed.delete(event.id)) return void response.writeHead(204).end();
        failed.add(event.id);
        return random.pick(LIES)(response);
    }
  };
  server.answer = answer;
  return reader;
}

type Response = Parameters<TestReceiver['answer']>[0];

/** It has taken the event, and says something else, or nothing, or half of it. */
const LIES: ((response: Response) => void)[] = [
  () => {},
  (response) => response.writeHead(200, { 'content-length': '100' }).write('as I was'),
  (response) => response.writeHead(200, { 'content-length': '100' }).write('as I was', () => response.destroy()),
  (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end(),
  (response) => response.socket?.end('I am no HTTP server\r\n\r\n'),
  (response) => response.destroy(),
];

function complainOf(reader: WebhookReader, headers: Record<string, string>, body: string, { id }: Received): void {
  if (headers['webhook-id'] !== id) reader.complaints.push(`webhook-id is ${headers['webhook-id']}, the event's id ${id}`);
  if (reader.secret === null) return;
  try {
    new Webhook(reader.secret).verify(body, headers);
  } catch (error) {
    reader.complaints.push(`${id}: ${(error as Error).message}`);
  }
}
