/** Subscriptions with webhooks over a test's database, and what delivers to them. */
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { startRelay } from '#kernel/events/relay.ts';
import { Tail } from '#kernel/events/tail.ts';
import { told } from '#kernel/events/told.ts';
import { uuidv5, uuidv7 } from '#kernel/ids.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import type { Deliverer } from '../delivery.ts';
import { Readings } from '../reading/reading.ts';
import { Poster } from '../webhooks/post.ts';
import { WebhookSecrets } from '../webhooks/secrets.ts';
import { WebhookSender } from '../webhooks/sender.ts';
import { newSecret } from '../webhooks/sign.ts';
import { startReceiver, taken, type TestReceiver } from '../webhooks/testing.ts';
import { insertSubscription } from '../changes/writes.ts';
import { Dispatcher } from './dispatcher.ts';
import { unobserved, until } from './testing.ts';

export const INSTITUTION = uuidv5('institution of the lanes');
/** Everybody may be told of it. */
export const TYPE = 'services.published.v1';
/** The same in every process of a test. */
const KEY = Buffer.alloc(32, 5);
const ATTEMPT_MS = 400;

export type PushedHub = Awaited<ReturnType<typeof openPushed>>;
type As = (schema: string, options?: { max?: number }) => Sql;

export const deed = (action: string) => ({ action, by: 'test', at: Temporal.Now.instant() });
export const idsOf = (receiver: TestReceiver): string[] => receiver.received.map(({ headers }) => headers['webhook-id']!);

/** @param relays whether what is published gets to the log from here */
export async function openPushed(as: As, { relays = true }: { relays?: boolean } = {}) {
  const [logger, secrets, clock] = [createLogger('silent'), new WebhookSecrets(KEY), fixedClock(Temporal.Now.instant().toString())];
  const sql = as('subscriptions', { max: 4 });
  const log = await EventLog.open(as('events'));
  const tail = new Tail({ log, logger });
  const relay = relays ? startRelay({ sql: as('events', { max: 1 }), logger }) : null;
  const poster = new Poster({ policy: { allowPrivate: true } });
  const readings = new Readings({ sql, tail, clock, connectors: { territories: { codesOf: (code: string) => [code] }, permissions: {} } } as never);
  const dispatchers: Dispatcher[] = [];

  return {
    sql,
    log,
    clock,
    dispatch(over: Sql = sql, webhooks: Deliverer = new WebhookSender({ poster, clock, attemptMs: ATTEMPT_MS })): Dispatcher {
      const deliverers = { WEBHOOK: webhooks };
      const dispatcher = new Dispatcher({ sql: over, readings, tail, deliverers, secrets, clock, random: seededRandom(1), logger, observe: unobserved });
      dispatchers.push(dispatcher);
      return dispatcher;
    },
    /** A subscription to everything that is published. */
    async subscribe(webhookUrl: string): Promise<{ id: string; secret: string }> {
      const [id, secret] = [uuidv7(), newSecret()];
      const filter = { types: [TYPE], municipalityCodes: null, serviceIds: null, statusTypeCodes: null };
      const made = { id, organizationId: INSTITUTION, name: 'lanes', purpose: null, filter, after: null, secret: secrets.seal(secret, id), transport: 'WEBHOOK' as const, webhookUrl };
      await insertSubscription(sql, made, null, deed('created'));
      return { id, secret };
    },
    /** @returns the ids of the events, in the order of the log, where they are by then */
    async publish(count: number): Promise<string[]> {
      const subject = crypto.randomUUID();
      await sql`
        with happened as (
          select ${subject}::uuid as subject, ${TYPE} as type, null::text as municipality,
            jsonb_build_object('identifier', 'X', 'version', n, 'status', 'PUBLISHED', 'ownerId', ${INSTITUTION}::text, 'processingDays', null) as data
          from generate_series(1, ${count}) as n
        ), ${told(sql, { audit: 'subscriptions', by: 'test', at: clock.now() })} select 1`;
      const find = () => sql`select id from events.log where subject = ${subject} order by sequence`;
      await until(async () => (await find()).length === count);
      await log.look();
      return (await find()).map((row) => row.id as string);
    },
    async rowOf(id: string): Promise<Record<string, any>> {
      return (await sql`select * from subscriptions.subscription where id = ${id}`)[0]!;
    },
    async toldFailing(id: string): Promise<Record<string, string>[]> {
      return (await sql`select data from events.log where subject = ${id} and type = 'events.subscription-failing.v1'`).map(({ data }) => data);
    },
    /** Nothing is delivered any more, and nobody is subscribed. */
    async reset(): Promise<void> {
      await Promise.all(dispatchers.splice(0).map((dispatcher) => dispatcher.close()));
      await sql`update subscriptions.subscription set deleted_at = now()`;
    },
    async close(): Promise<void> {
      poster.close();
      await relay?.close();
      await tail.close();
      await log.close();
    },
  };
}

export function receiversOfTest() {
  const receivers: TestReceiver[] = [];
  return {
    async receiving(answer: TestReceiver['answer'] = taken): Promise<TestReceiver> {
      const receiver = await startReceiver(answer);
      receivers.push(receiver);
      return receiver;
    },
    async closeReceivers(): Promise<void> {
      await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
    },
  };
}
