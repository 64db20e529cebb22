import { setTimeout as pause } from 'node:timers/promises';
import { uuidv5 } from '#kernel/ids.ts';
import type { Random } from '#kernel/random.ts';
import { FOR_STREAM } from '#subgraphs/events/jetstream/streams.ts';
import { deliverySubject } from '#subgraphs/events/jetstream/subjects.ts';
import { dueAsKnown, dueTo, type Expected, type Institution } from './due.ts';
import type { Account } from './ledger.ts';
import type { Log } from './log-copy.ts';
import { readByNats } from './nats-reader.ts';
import type { Reader } from './reader.ts';
import { receive, type Manner, type WebhookReader } from './receiver.ts';
import { ACKNOWLEDGED_AFTER, readBySocket } from './socket-reader.ts';
import { readBySse } from './sse-reader.ts';
import type { EventsStage } from './stage.ts';

/** Who subscribes: as whom one signs in, and what is known of the institution. */
const INSTITUTIONS: Record<string, Institution> = {
  'system-riga': { organizationId: uuidv5('organization:RIGA'), isState: false, territory: '0001000' },
  'officer-vsaa': { organizationId: uuidv5('organization:VSAA'), isState: true, territory: null },
};

interface Wanted {
  name: string;
  as: keyof typeof INSTITUTIONS;
  types: string[];
  municipalityCodes?: string[];
  /** Names of identities. */
  watches?: string[];
  how: 'SSE' | 'SOCKET' | 'SOCKET_ACKNOWLEDGING' | 'NATS' | Manner;
}

export const WANTED: readonly Wanted[] = [
  { name: 'SSE of requests', as: 'system-riga', types: ['requests.*'], how: 'SSE' },
  { name: 'SSE of people', as: 'officer-vsaa', types: ['persons.*', 'statuses.*', 'life-situations.*'], how: 'SSE' },
  { name: 'socket that acknowledges', as: 'system-riga', types: ['persons.*', 'requests.*'], municipalityCodes: ['0001000'], how: 'SOCKET_ACKNOWLEDGING' },
  { name: 'socket that resumes', as: 'officer-vsaa', types: ['*'], how: 'SOCKET' },
  { name: 'good webhook', as: 'officer-vsaa', types: ['lv.vienkopus.persons.moved.v1', 'requests.*', 'offers.*'], how: 'WELL' },
  { name: 'webhook that fails half the time', as: 'system-riga', types: ['requests.submitted.v1', 'persons.died.v1'], how: 'FAILS_HALF' },
  { name: 'slow webhook', as: 'system-riga', types: ['persons.*'], watches: ['janis', 'olena'], how: 'SLOWLY' },
  { name: 'webhook that lies', as: 'officer-vsaa', types: ['persons.born.v1', 'persons.died.v1', 'requests.rated.v1'], how: 'LIES' },
  { name: 'NATS', as: 'officer-vsaa', types: ['persons.*', 'requests.*'], how: 'NATS' },
];

export interface Subscriber {
  name: string;
  reader: Reader;
  /** The receiver, where it is one of webhooks. */
  webhook: WebhookReader | null;
  /** Whatever it did before, from now on it takes everything; and is tried at once. */
  recover(): Promise<void>;
  account(log: Log): Account;
}

const CREATE = `mutation ($input: CreateEventSubscriptionInput!) {
  createEventSubscription(input: $input) { __typename ... on UserError { message } ... on CreateEventSubscriptionSuccess { secret subscription { id acknowledged } } }
}`;
const WATCH = 'mutation ($id: ID!, $personIds: [ID!]!) { watchPersons(subscriptionId: $id, personIds: $personIds) { __typename ... on UserError { message } } }';
const RESUME = 'mutation ($id: ID!) { resumeEventSubscription(id: $id) { __typename } }';
/** A worker that was frozen sends what it was at when it wakes, and another has gone on meanwhile. */
const WEBHOOK_REPEATS_WITHIN = 1_000;
const RESUMED_WITHIN_MS = 20_000;

/** Makes the subscriptions and sets their readers going. */
export async function subscribe(stage: EventsStage, wanted: readonly Wanted[], random: Random): Promise<Subscriber[]> {
  const subscribers: Subscriber[] = [];
  for (const one of wanted) {
    if (one.how === 'NATS' && !stage.nats) continue;
    subscribers.push(await begin(stage, one, random));
  }
  return subscribers;
}

async function begin(stage: EventsStage, wanted: Wanted, random: Random): Promise<Subscriber> {
  const { api } = stage;
  const { name, as, types, municipalityCodes, how } = wanted;
  const webhook = isManner(how) ? await receive(how, random) : null;
  const transport = webhook ? 'WEBHOOK' : how === 'NATS' ? 'NATS' : 'STREAM';
  const { id, acknowledged, secret } = await create(stage, as, { name, types, municipalityCodes, transport, ...(webhook ? { webhookUrl: webhook.url } : {}) });
  if (webhook) webhook.secret = secret;
  const watches = wanted.watches && (await Promise.all(wanted.watches.map((person) => api.personId(person))));
  if (watches) await demand(api.ask(as, WATCH, { id, personIds: watches }), 'watchPersons', 'WatchPersonsSuccess');
  const institution = INSTITUTIONS[as]!;
  const expected: Expected = { subscriptionId: id, institution, types: types.map((type) => type.replace('lv.vienkopus.', '')), startedAfter: Number(acknowledged), ...(municipalityCodes ? { municipalityCodes } : {}), ...(watches ? { watches } : {}) };
  const reader = webhook ?? readerOf(stage, how, as, id, institution);
  return {
    name,
    reader,
    webhook,
    async recover() {
      if (!webhook) return;
      webhook.manner = 'WELL';
      // What it left hanging would be waited for.
      await webhook.setUp(false);
      await webhook.setUp(true);
      const deadline = performance.now() + RESUMED_WITHIN_MS;
      while (!(await api.ask(as, RESUME, { id }).then(({ data }) => data?.resumeEventSubscription, () => null))) {
        if (performance.now() > deadline) throw new Error(`"${name}" could not be resumed`);
        await pause(100);
      }
    },
    account: ({ log, before }) => ({ name, arrived: reader.arrived, due: dueAsKnown(dueTo(expected, [...before.values()]), dueTo(expected, log), before), repeatsWithin: repeatsOf(how) }),
  };
}

async function create({ api }: EventsStage, as: string, input: object): Promise<{ id: string; acknowledged: string; secret: string }> {
  const { secret, subscription } = await demand(api.ask(as, CREATE, { input }), 'createEventSubscription', 'CreateEventSubscriptionSuccess');
  return { secret, ...subscription };
}

async function demand(asked: ReturnType<EventsStage['api']['ask']>, field: string, type: string): Promise<any> {
  const { data, errors } = await asked;
  if (data?.[field]?.__typename === type) return data[field];
  throw new Error(`${field}: ${JSON.stringify(errors ?? data)}`);
}

function readerOf({ api, nats }: EventsStage, how: Wanted['how'], as: string, subscriptionId: string, { organizationId }: Institution): Reader {
  const stream = { url: api.url, subscriptionId, token: () => api.token(as) };
  switch (how) {
    case 'SSE':
      return readBySse(stream);
    case 'SOCKET':
      return readBySocket({ ...stream, acknowledging: null });
    case 'SOCKET_ACKNOWLEDGING':
      return readBySocket({ ...stream, acknowledging: { api, as } });
    default:
      return readByNats({ url: nats!.url, stream: FOR_STREAM, subject: deliverySubject(organizationId, subscriptionId) });
  }
}

function repeatsOf(how: Wanted['how']): number {
  if (isManner(how)) return WEBHOOK_REPEATS_WITHIN;
  // What it had not acknowledged when the connection broke comes again.
  return how === 'SOCKET_ACKNOWLEDGING' ? WEBHOOK_REPEATS_WITHIN * ACKNOWLEDGED_AFTER : 0;
}

function isManner(how: Wanted['how']): how is Manner {
  return how === 'WELL' || how === 'FAILS_HALF' || how === 'SLOWLY' || how === 'LIES';
}
