/** A log and subscriptions as tests of certificates want them, and what they should come to by counting one by one. */
import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { ForbiddenError } from '#kernel/errors.ts';
import type { Sql } from '#kernel/database.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { certificateKey } from './certificate-key.ts';
import type { Certifying } from './certificates.ts';
import { Readings } from '../reading/reading.ts';

export const RIGA = '0001000';
export const OGRE = '0034000';
/** The council of Rīga. */
export const COUNCIL = uuidv5('organization:RIGA');
const STRANGER = uuidv5('another institution');

export interface Told {
  sequence: number;
  id: string;
  type: string;
  subject?: string;
  municipality: string | null;
  data: Record<string, unknown>;
  appendedAt: string;
}

export interface Asked {
  types: string[];
  municipalityCodes: string[] | null;
}

export type Sums = { events: number; hash: string; leftOut: Record<'FILTER' | 'RIGHT' | 'INTERNAL' | 'RETIRED', number> };

/** Everything that certifies over a test's database; the register permits the purpose of whoever has one. */
export async function certifyingOver(database: { as(schema: string): Sql }, { clock, logger }: { clock: Clock; logger: Logger }): Promise<Certifying & { log: EventLog; clock: Clock; close(): Promise<void> }> {
  const [sql, log] = [database.as('subscriptions'), await EventLog.open(database.as('events'))];
  const permissions = { grantFor: (purpose: string) => (purpose === 'permitted' ? { tree: { fields: null } } : refuse(purpose)) };
  const connectors = { territories: { codesOf: (code: string) => [code] }, permissions };
  const readings = new Readings({ sql, clock, connectors } as never);
  const key = await certificateKey(Buffer.alloc(32, 7));
  return {
    sql, log, readings, clock, logger, key,
    close: () => log.close(),
  };
}

function refuse(purpose: string): never {
  throw new ForbiddenError(`"${purpose}" is not permitted`);
}

/** Appends events as the relay does, at given instants. */
export async function append(events: Sql, all: readonly Told[]): Promise<void> {
  await events`
    insert into events.log (sequence, id, type, subject, subject_version, time, municipality, data, appended_at)
    select (e->>'sequence')::bigint, (e->>'id')::uuid, e->>'type', coalesce((e->>'subject')::uuid, gen_random_uuid()), 1, now(), e->>'municipality', e->'data', (e->>'appendedAt')::timestamptz
    from jsonb_array_elements(${events.json(all as never)}) as e`;
  await events`update events.relay_state set last_sequence = ${all.at(-1)!.sequence}`;
}

const TYPES: Record<string, (random: Random) => Record<string, unknown>> = {
  'persons.died.v1': () => ({ on: '2026-11-01' }),
  'requests.rated.v1': (random) => ({
    serviceId: null, institutionId: random.pick([COUNCIL, STRANGER]), channel: 'PORTAL', from: 'COMPLETED', to: 'COMPLETED', dueOn: null, rating: 4, personId: null,
  }),
  'services.published.v1': () => ({ identifier: 'X', version: 1, status: 'PUBLISHED', ownerId: STRANGER, processingDays: null }),
  'persons.removed.v1': () => ({}),
};

export function randomEvents(random: Random, { from, count, at }: { from: number; count: number; at: (index: number) => string }): Told[] {
  return Array.from({ length: count }, (_, index) => {
    const type = random.pick(Object.keys(TYPES));
    return { sequence: from + index, id: random.uuid(), type, municipality: type.startsWith('services.') ? null : random.pick([RIGA, OGRE, null]), data: TYPES[type]!(random), appendedAt: at(index) };
  });
}

/** A subscription of Rīga's council. */
export async function subscribe(sql: Sql, asked: Asked, { startedAfter = 0, acknowledged = startedAfter, createdAt = '2026-01-01T00:00:00Z', purpose = 'permitted' }: { startedAfter?: number; acknowledged?: number; createdAt?: string; purpose?: string } = {}): Promise<string> {
  const id = crypto.randomUUID();
  await sql`
    insert into subscriptions.subscription (id, organization_id, name, transport, state, purpose, created_by, created_at, acknowledged, started_after, version)
    values (${id}, ${COUNCIL}, 'test', 'STREAM', 'ACTIVE', ${purpose}, 'test', ${createdAt}, ${acknowledged}, ${startedAfter}, 1)`;
  await sql`insert into subscriptions.change (subscription_id, version, sequence) values (${id}, 1, ${startedAfter})`;
  await askFor(sql, id, 1, asked);
  return id;
}

/** Another filter, from the place on where the log will tell of it. */
export async function change(sql: Sql, id: string, version: number, asked: Asked): Promise<void> {
  await sql`insert into subscriptions.change (subscription_id, version) values (${id}, ${version})`;
  await askFor(sql, id, version, asked);
}

async function askFor(sql: Sql, id: string, version: number, { types, municipalityCodes }: Asked): Promise<void> {
  await sql`insert into subscriptions.filter (subscription_id, version, types, municipality_codes) values (${id}, ${version}, ${types}, ${municipalityCodes})`;
}

/** One by one, and written another way than the hub counts. */
export function countOneByOne(all: readonly Told[], { first, last, askedAt, held }: { first: number; last: number; askedAt: (sequence: number) => Asked; held: ReadonlySet<number> }): Sums {
  const leftOut = { FILTER: 0, RIGHT: 0, INTERNAL: 0, RETIRED: 0 };
  let ids = '';
  let events = 0;
  for (const told of all.filter(({ sequence }) => sequence >= first && sequence <= last)) {
    const why = held.has(told.sequence) ? whyNot(told, askedAt(told.sequence)) : 'RETIRED';
    if (why) leftOut[why]++;
    else [events, ids] = [events + 1, `${ids}${told.id}\n`];
  }
  return { events, hash: createHash('sha256').update(ids).digest('hex'), leftOut };
}

function whyNot({ type, municipality, data }: Told, { types, municipalityCodes }: Asked): 'FILTER' | 'RIGHT' | 'INTERNAL' | null {
  const isPersonal = type === 'persons.died.v1';
  if (!isPersonal && type !== 'requests.rated.v1' && type !== 'services.published.v1') return 'INTERNAL';
  if (!types.includes('*') && !types.includes(type) && !types.includes(`${type.split('.')[0]}.*`)) return 'FILTER';
  if (isPersonal && municipality !== RIGA) return 'RIGHT';
  if (type === 'requests.rated.v1' && data.institutionId !== COUNCIL) return 'RIGHT';
  if (type !== 'services.published.v1' && municipalityCodes !== null && !municipalityCodes.includes(municipality!)) return 'FILTER';
  return null;
}
