/** What an institution's own NATS user may do: read two consumers that the hub made for it, and nothing else. */
import { AckPolicy, DeliverPolicy, JetStreamApiCodes, type ConsumerConfig, type JetStreamManager } from '@nats-io/jetstream';
import { EVENTS } from '../catalogue.ts';
import { FOR_STREAM, isOf, STREAM } from './streams.ts';
import { MOVED_AWAY, NO_PLACE, ROOT } from './subjects.ts';

export interface Institution {
  organizationId: string;
  /** ATVK code of its own territory; null where it has none and reads only what its subscriptions get. */
  municipality: string | null;
}

/** The account in which the streams are; institutions have accounts of their own. */
export const HUB_ACCOUNT = 'VIENKOPUS';
/** Under which institutions ask JetStream: `$JS.API` in an account of its own is that account's JetStream, which it has not. */
export const API_PREFIX = 'HUB.API';

/**
 * Of the stream an institution reads what everybody may know and what happens to people of its own territory. What rests on more than
 * the territory, such as whose request it is, comes by its subscriptions, where each event is checked.
 */
export function readableSubjects(municipality: string): string[] {
  const subjects = [...EVENTS].flatMap(([type, { audience }]) => {
    if (audience === 'EVERYONE') return [`${ROOT}.${type}.${NO_PLACE}`];
    return audience === 'PERSON' || audience === 'STATUS' ? [`${ROOT}.${type}.${municipality}`] : [];
  });
  return [...subjects, `${ROOT}.${MOVED_AWAY}.${municipality}`];
}

/**
 * Makes the institution's consumers, or brings them up to date. Only the hub makes consumers: who may make one also chooses where its
 * messages go, and could write under the subjects of others.
 */
export async function ensureConsumers(jsm: JetStreamManager, { organizationId, municipality }: Institution): Promise<void> {
  const wanted: [string, string[]][] = [[FOR_STREAM, [`${ROOT}.for.${organizationId}.*`]]];
  if (municipality !== null) wanted.push([STREAM, readableSubjects(municipality)]);
  for (const [stream, subjects] of wanted) {
    const exists = await jsm.consumers.info(stream, organizationId).then(() => true, (error: unknown) => {
      if (isOf(error, JetStreamApiCodes.ConsumerNotFound)) return false;
      throw error;
    });
    const filter: Partial<ConsumerConfig> = subjects.length === 1 ? { filter_subject: subjects[0]! } : { filter_subjects: subjects };
    if (exists) await jsm.consumers.update(stream, organizationId, filter);
    else await jsm.consumers.add(stream, { durable_name: organizationId, ack_policy: AckPolicy.Explicit, max_ack_pending: 1, deliver_policy: DeliverPolicy.All, ...filter });
  }
}

/** The hub's account: what each institution's account may ask for is that of the consumer that bears its name. */
export const HUB_ACCOUNT_TEMPLATE = `  ${HUB_ACCOUNT}: {
    jetstream: enabled
    users: [ { user: hub, password: $NATS_HUB_PASSWORD } ]
    exports: [
${[STREAM, FOR_STREAM].flatMap(exportsOf).map((line) => `      ${line}`).join('\n')}
    ]
  }
`;

function exportsOf(stream: string): string[] {
  return [
    `{ service: "$JS.API.CONSUMER.INFO.${stream}.*", account_token_position: 6 }`,
    `{ service: "$JS.API.CONSUMER.MSG.NEXT.${stream}.*", account_token_position: 7, response_type: stream }`,
    `{ service: "$JS.ACK.${stream}.*.>", account_token_position: 4 }`,
  ];
}

/**
 * An institution's account with one user, to be included in `accounts`. The account has no JetStream and sees no subject of the hub's
 * account but the six it imports; inboxes are its own, so that nobody hears another's answers.
 *
 * @returns text of a configuration file; the password is a variable of the server's environment, best a bcrypt hash
 */
export function natsTemplate({ organizationId, municipality }: Institution): string {
  const streams = municipality === null ? [FOR_STREAM] : [STREAM, FOR_STREAM];
  const asked = streams.flatMap((stream) => ['INFO', 'MSG.NEXT'].map((what) => `CONSUMER.${what}.${stream}.${organizationId}`));
  const acknowledged = streams.map((stream) => `$JS.ACK.${stream}.${organizationId}.>`);
  return `"${organizationId}": {
  users: [
    {
      user: "${organizationId}"
      password: $${passwordVariable(organizationId)}
      permissions: {
        publish: [
${[...asked.map((subject) => `${API_PREFIX}.${subject}`), ...acknowledged].map((subject) => `          "${subject}"`).join('\n')}
        ]
        subscribe: ["_INBOX.>"]
      }
    }
  ]
  imports: [
${asked.map((subject) => `    { service: { account: ${HUB_ACCOUNT}, subject: "$JS.API.${subject}" }, to: "${API_PREFIX}.${subject}" }`).join('\n')}
${acknowledged.map((subject) => `    { service: { account: ${HUB_ACCOUNT}, subject: "${subject}" } }`).join('\n')}
  ]
}
`;
}

/** The environment variable of the server that holds the institution's password. */
export function passwordVariable(organizationId: string): string {
  return `NATS_PASSWORD_${organizationId.replaceAll('-', '_').toUpperCase()}`;
}
