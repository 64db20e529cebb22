import { z } from 'zod';
import { parseDay } from '#kernel/days.ts';
import { CALL_KINDS, REGISTERS, type Faults, type Register } from './faults.ts';
import type { FeedView } from './feed-view.ts';
import { fieldList } from './field-list.ts';
import { readJson, type Route } from './http.ts';
import type { Permissions } from './permissions.ts';
import { badRequest } from './refusal.ts';

const LONGEST_MS = 600_000;
const LARGEST_COUNT = 1_000_000_000;

const register = z.enum(REGISTERS);
const count = z.int().min(0).max(LARGEST_COUNT);
const milliseconds = z.int().min(0).max(LONGEST_MS).optional();

const CLEAR = z.strictObject({ clear: z.literal(true) });
const FAULT = z.strictObject({
  register,
  latencyMs: milliseconds,
  errorRate: z.number().min(0).max(1).optional(),
  status: z.int().min(400).max(599).optional(),
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
  reset: z.literal(true).optional(),
  body: z.enum(['garbage', 'half']).optional(),
  replicaLagMs: milliseconds,
  lateLines: z.int().min(0).max(10_000).optional(),
  on: z.enum(CALL_KINDS).optional(),
  until: z.string().refine(isInstant, 'must be an instant such as 2026-11-20T09:00:00Z').optional(),
});
const FEED = z.strictObject({ register, reset: z.literal(true).optional(), dropBefore: z.int().min(1).optional() });
const WHICH_PERMISSION = z.looseObject({ permission: z.string().min(1).max(40) });

/** What those who run the registers can do: break them, prune or rebuild their feeds, and change permissions as VIRSIS would. */
export function controlEndpoints(parts: {
  faults: Faults;
  feeds: Record<Register, FeedView>;
  permissions: Permissions;
}): Record<string, Route> {
  const { faults, feeds, permissions } = parts;

  /** From this moment on lines are late, or no longer. */
  const lateness = () => Object.values(feeds).forEach((feed) => feed.settle());

  const setFault = (body: string) => {
    if ('clear' in readJson(z.looseObject({}), body)) {
      readJson(CLEAR, body);
      faults.clear();
      lateness();
      return { cleared: true };
    }
    const { register, ...fault } = readJson(FAULT, body);
    faults.set(register, fault);
    lateness();
    return { register, ...fault };
  };

  const changeFeed = (body: string) => {
    const { register, reset, dropBefore } = readJson(FEED, body);
    const feed = feeds[register];
    if (reset && dropBefore === undefined) feed.reset();
    else if (reset || dropBefore === undefined) throw badRequest('The body: expected either dropBefore, a position, or reset, true');
    else if (dropBefore > feed.last + 1) throw badRequest(`dropBefore must be a whole number from 1 to ${feed.last + 1}`);
    else feed.dropBefore(dropBefore);
    return { register, First: feed.first, Last: feed.last };
  };

  const changePermission = (body: string) => {
    const { permission } = readJson(WHICH_PERMISSION, body);
    const terms = readJson(z.strictObject({
      permission: z.string(),
      validTo: z.string().refine(isDay, 'must be a calendar day such as 2026-11-20, or null').nullish(),
      quota: count.nullish(),
      useCount: count.optional(),
      fields: fieldList(permissions.serviceOf(permission)).nullish(),
      revoked: z.boolean().optional(),
    }), body);
    return permissions.change(permission, terms);
  };

  return {
    'POST /sandbox/faults': { handle: ({ body }) => setFault(body) },
    'POST /sandbox/feeds': { handle: ({ body }) => changeFeed(body) },
    'POST /sandbox/permissions': { handle: ({ body }) => changePermission(body) },
  };
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

function isDay(text: string): boolean {
  try {
    parseDay(text);
    return true;
  } catch {
    return false;
  }
}
