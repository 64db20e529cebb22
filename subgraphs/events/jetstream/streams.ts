/** The two streams: every event by subject, and what single subscriptions get. */
import { setTimeout as pause } from 'node:timers/promises';
import { DiscardPolicy, JetStreamApiCodes, JetStreamApiError, RetentionPolicy, StorageType, type JetStreamManager, type StreamConfig, type StreamInfo } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { DELIVERABLE } from '../catalogue.ts';
import { ROOT, streamSubjects } from './subjects.ts';

export const STREAM = 'VIENKOPUS';
export const FOR_STREAM = 'VIENKOPUS_FOR';
const DAY_MS = 86_400_000;
const DEDUPE_MS = 120_000;
const SHORTEST_DEDUPE_MS = 100;
const FORGOTTEN_WITHIN_MS = 500;
export const MOST_PER_SUBSCRIPTION = 1_000_000;

export interface StreamOptions {
  /** How many servers keep each message: 1, 3 or 5. */
  replicas?: number;
  /**
   * How long messages are kept, 7 days unless said otherwise. Short, because the stream holds where people live: what the log hides
   * later is erased here message by message, and catching up from further back is the log's work.
   */
  keptDays?: number;
}

type Wanted = Partial<StreamConfig> & { name: string; subjects: string[] };

/** What the one who runs NATS can put right: shown as it is. */
export class StreamError extends Error {
  override name = 'StreamError';
}

export function keptMs({ keptDays = 7 }: StreamOptions): number {
  return keptDays * DAY_MS;
}

export function streamConfig(options: StreamOptions): Wanted {
  return { ...common(options), name: STREAM, description: 'Every event that may leave the hub, in the order of its log', subjects: streamSubjects(DELIVERABLE), discard: DiscardPolicy.Old };
}

/**
 * A subject here is one subscription's. One that nobody reads is refused its next message rather than that its oldest is dropped: the
 * subscription then fails where everybody sees it and goes on from the log, and nothing is skipped in silence.
 */
export function forStreamConfig(options: StreamOptions): Wanted {
  return {
    ...common(options), name: FOR_STREAM, description: 'What subscriptions get, by institution and subscription', subjects: [`${ROOT}.for.*.*`],
    discard: DiscardPolicy.New, max_msgs_per_subject: MOST_PER_SUBSCRIPTION, discard_new_per_subject: true,
  };
}

function common(options: StreamOptions) {
  return {
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: options.replicas ?? 1,
    max_age: nanos(keptMs(options)),
    duplicate_window: nanos(DEDUPE_MS),
    max_msgs: -1,
    max_bytes: -1,
    deny_delete: false,
    deny_purge: false,
    allow_direct: true,
  };
}

/** What cannot be another once the stream is there. */
const FIXED = ['retention', 'storage', 'deny_delete', 'deny_purge', 'sealed'] as const;

/**
 * The stream as it is wanted: made where it is not, changed where it is another and that can be done.
 *
 * @throws StreamError naming what differs and cannot be changed
 */
export async function ensureStream(jsm: JetStreamManager, wanted: Wanted): Promise<StreamInfo> {
  const found = await jsm.streams.info(wanted.name).catch((error: unknown) => {
    if (isOf(error, JetStreamApiCodes.StreamNotFound)) return null;
    throw error;
  });
  if (!found) return jsm.streams.add(wanted).catch((error: unknown) => { throw refused(error, wanted.name, 'made'); });
  const differing = differences(found.config, { sealed: false, ...wanted });
  const fixed = FIXED.filter((name) => differing.includes(name));
  if (fixed.length) {
    const list = fixed.map((name) => `${name} is ${JSON.stringify(found.config[name])} and must be ${JSON.stringify({ sealed: false, ...wanted }[name])}`).join('; ');
    throw new StreamError(`The stream ${wanted.name} cannot be used as it is: ${list}. That cannot be changed; delete it (nats stream rm ${wanted.name}) and it is made and filled anew from the log`);
  }
  if (differing.length === 0) return found;
  return jsm.streams.update(wanted.name, { ...found.config, ...wanted }).catch((error: unknown) => { throw refused(error, wanted.name, `changed (${differing.join(', ')})`); });
}

/**
 * What was purged counts as a repeat until the window of repeats has passed, so that is made short for a moment. `ensureStream` makes it
 * long again.
 */
export async function forgetMessageIds(jsm: JetStreamManager): Promise<void> {
  await jsm.streams.update(STREAM, { duplicate_window: nanos(SHORTEST_DEDUPE_MS) });
  await pause(FORGOTTEN_WITHIN_MS);
}

function differences(found: StreamConfig, wanted: Partial<StreamConfig>): string[] {
  const text = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
  return Object.entries(wanted).filter(([name, value]) => text(found[name as keyof StreamConfig] ?? false) !== text(value)).map(([name]) => name);
}

function refused(error: unknown, name: string, what: string): unknown {
  return error instanceof JetStreamApiError ? new StreamError(`The stream ${name} could not be ${what}: ${error.message}`, { cause: error }) : error;
}

/** Whether JetStream refused with this code. */
export function isOf(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}
