import { readFileSync } from 'node:fs';
import { DELIVERABLE, EVENTS } from '#subgraphs/events/catalogue.ts';
import { PREFIX } from '#subgraphs/events/cloud-event.ts';
import { cloudEventSchema } from '#subgraphs/events/event-schema.ts';
import { NO_PLACE, ROOT } from '#subgraphs/events/jetstream/subjects.ts';
import { exampleOf } from './event-example.ts';

export const ASYNCAPI = 'docs/reference/asyncapi.json';
const CONTENT_TYPE = 'application/cloudevents+json';

/** What institutions can hear of, and how, as AsyncAPI 3.0: one message for each type, and the four ways by which it comes. */
export function asyncApi(): object {
  const { version, license } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; license: string };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Events of vienkopus',
      version,
      license: { name: license },
      description: 'What happened, as CloudEvents 1.0: ids, codes, states and days, never names, personal codes or addresses. Every event comes in the order of its subject; who was away catches up.',
    },
    defaultContentType: CONTENT_TYPE,
    servers: {
      hub: { host: '127.0.0.1:4000', protocol: 'http', description: 'A hub that was started with `npm start`.' },
      nats: { host: '127.0.0.1:4222', protocol: 'nats', description: 'The NATS server or cluster that the hub publishes to.' },
    },
    channels: CHANNELS,
    operations: Object.fromEntries(Object.entries(CHANNELS).map(([name, { title }]) => [
      name, { action: 'send', channel: { $ref: `#/channels/${name}` }, title },
    ])),
    components: { messages: Object.fromEntries(DELIVERABLE.map((type) => [type, messageOf(type)])) },
  };
}

export function printAsyncApi(): string {
  return `${JSON.stringify(asyncApi(), null, 2)}\n`;
}

const messages = Object.fromEntries(DELIVERABLE.map((type) => [type, { $ref: `#/components/messages/${type}` }]));
const hub = [{ $ref: '#/servers/hub' }];
const nats = [{ $ref: '#/servers/nats' }];

const CHANNELS = {
  stream: {
    address: '/graphql', title: 'GraphQL subscription', servers: hub, messages,
    description: 'The field `events` of the GraphQL schema, over server-sent events or graphql-transport-ws: what a subscription asked for, from where it stopped. When nothing comes, a heartbeat of type lv.vienkopus.events.heartbeat.v1 says how far was looked; it is no event of the log.',
  },
  webhook: {
    address: null, title: 'Webhook', messages,
    description: 'A POST to the address that a subscription names, signed by Standard Webhooks; the header `webhook-id` is the id of the event and stays the same when it is sent again. Before the first event its receiver must answer a challenge, lv.vienkopus.events.challenge.v1, with the text in `data.challenge`.',
  },
  subjects: {
    address: `${ROOT}.{type}.{municipality}`, title: 'NATS, by type and municipality', servers: nats, messages,
    description: 'A JetStream stream of everything; an account reads the subjects that it may. A move is told where somebody moves to, and a copy of it under `persons.moved-away.v1` where they moved from.',
    parameters: {
      type: { description: 'The type without its prefix, such as `requests.submitted.v1`.' },
      municipality: { description: `ATVK code, or \`${NO_PLACE}\` for a protected person and where there is none.` },
    },
  },
  deliveries: {
    address: `${ROOT}.for.{organizationId}.{subscriptionId}`, title: 'NATS, by subscription', servers: nats, messages,
    description: 'What one subscription asked for and may have, checked event by event.',
    parameters: {
      organizationId: { description: 'Id of the institution.' },
      subscriptionId: { description: 'Id of its subscription.' },
    },
  },
};

function messageOf(type: string): object {
  const definition = EVENTS.get(type)!;
  return {
    name: PREFIX + type,
    title: type,
    summary: definition.description,
    contentType: CONTENT_TYPE,
    payload: cloudEventSchema(type, definition),
    examples: [{ name: 'example', payload: exampleOf(type, definition) }],
  };
}
