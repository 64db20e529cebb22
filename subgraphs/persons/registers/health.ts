import type { Connectors } from '#connectors/connectors.ts';
import type { PermissionStanding } from '#connectors/dagr/permissions.ts';
import type { RegistersStanding, SharedStanding } from '#connectors/standing.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { dayOf, parseDay } from '#kernel/days.ts';
import { feedsIn, type FeedHealth } from './feeds.ts';
import { troublesOf, type Trouble } from './troubles.ts';

/** How it stands with the registers, for operators. Everything is told as it is now, so spans of time are in seconds. */
export interface RegistersHealth {
  at: string;
  troubles: Trouble[];
  registers: RegisterHealth[];
  feeds: FeedHealth[];
  permissions: PermissionHealth[];
  addressIndex: AddressIndexHealth | null;
}

export interface RegisterHealth {
  name: string;
  state: RegisterState;
  sinceSeconds: number;
  pausedSeconds: number | null;
  waiting: number;
  underWay: number;
  calls: { made: number; failed: number; medianMs: number | null; p99Ms: number | null };
  /** Null for the list of permissions, which holds no records. */
  records: RecordsHealth | null;
}

export type RegisterState = 'ANSWERING' | 'PAUSED' | 'DOWN' | 'PROBED';

export interface RecordsHealth {
  memory: { records: number; bytes: number; hits: number; stale: number; joined: number; misses: number; isListening: boolean };
  shared: { records: number; hits: number; stale: number; misses: number };
  ages: { served: number; medianSeconds: number; oldestSeconds: number } | null;
  changes: { told: number; consumed: number; instances: number };
}

export interface PermissionHealth {
  number: string;
  dataSet: string;
  purposes: string[];
  isValid: boolean;
  validTo: string | null;
  /** Whole days after today; below 0 when it has ended. */
  daysLeft: number | null;
  used: number;
  quota: number | null;
  share: number | null;
  warns: boolean;
  /** Null for all. */
  fields: string[] | null;
}

export interface AddressIndexHealth {
  state: 'BUILDING' | 'READY' | 'FALLBACK';
  addresses: number;
  bytes: number;
  changes: number;
}

const STATES = { closed: 'ANSWERING', paused: 'PAUSED', open: 'DOWN', 'half-open': 'PROBED' } as const;
const INDEX_STATES = { building: 'BUILDING', ready: 'READY', fallback: 'FALLBACK' } as const;

/**
 * What this process knows of itself (calls, memory, permissions, feeds it follows) beside what the database knows of all
 * (feeds that another process follows, changes told and consumed, live instances, shared records).
 *
 * @param parts.sql may read the table `persons.feed`
 */
export async function registersHealth({ connectors, sql, clock }: { connectors: Connectors; sql: Sql; clock: Clock }): Promise<RegistersHealth> {
  const standing = connectors.standing();
  const [shared, feeds] = await Promise.all([connectors.sharedStanding(), feedsIn(sql, standing.feeds)]);
  const health = {
    at: clock.now().toString(),
    registers: standing.registers.map((register) => registerHealth(register, standing, shared, clock)),
    feeds,
    permissions: standing.permissions.map((permission) => permissionHealth(permission, dayOf(clock.now()))),
    addressIndex: standing.addressSearch && indexHealth(standing.addressSearch),
  };
  return { ...health, troubles: troublesOf(health) };
}

function registerHealth(one: RegistersStanding['registers'][number], { caches, isListening }: RegistersStanding, shared: readonly SharedStanding[], clock: Clock): RegisterHealth {
  const { register, state, since, waiting, atOnce, pausedUntil, calls: { made, failed, median, p99 } } = one;
  const now = clock.now();
  const records = caches.find((cache) => cache.register === register)?.standing;
  return {
    name: register,
    state: STATES[state],
    sinceSeconds: now.since(since).total('seconds'),
    pausedSeconds: pausedUntil && pausedUntil.since(now).total('seconds'),
    waiting,
    underWay: atOnce,
    calls: { made, failed, medianMs: inMs(median), p99Ms: inMs(p99) },
    records: records ? recordsHealth(records, shared.find((each) => each.register === register), isListening) : null,
  };
}

function recordsHealth({ memory, shared, ages }: RegistersStanding['caches'][number]['standing'], ofAll: SharedStanding | undefined, isListening: boolean): RecordsHealth {
  const { told = 0, consumed = 0, instances = 0, records = 0 } = ofAll ?? {};
  return {
    memory: { records: memory.entries, bytes: memory.bytes, hits: memory.hit, stale: memory.stale, joined: memory.shared, misses: memory.miss, isListening },
    shared: { records, hits: shared.hit, stale: shared.stale, misses: shared.miss },
    ages: ages.lately,
    changes: { told, consumed, instances },
  };
}

function permissionHealth({ number, dataSet, purposes, isValid, validTo, used, quota, share, warns, fields }: PermissionStanding, today: Temporal.PlainDate): PermissionHealth {
  const daysLeft = validTo === null ? null : today.until(parseDay(validTo)).days;
  return { number, dataSet, purposes, isValid, validTo, daysLeft, used, quota, share, warns, fields: fields === 'all' ? null : [...fields] };
}

function indexHealth({ state, addresses, bytes, changes }: NonNullable<RegistersStanding['addressSearch']>): AddressIndexHealth {
  return { state: INDEX_STATES[state], addresses, bytes, changes };
}

function inMs(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 10_000) / 10;
}
