/** What `statuses` tells others. The subject of each event is the status; `from` and `to` are its states. */
import { z } from 'zod';
import types from './status-types.json' with { type: 'json' };

const day = z.iso.date();
export const statusState = z.enum(['ACTIVE', 'SUSPENDED', 'REVOKED', 'EXPIRED']);
export type StatusState = z.infer<typeof statusState>;

/** `validTo` is the last day on which the status holds, null when it has no end. */
export const statusChanged = z.object({
  personId: z.uuid(),
  typeCode: z.string(),
  issuerId: z.uuid(),
  validFrom: day,
  validTo: day.nullable(),
  from: statusState.nullable(),
  to: statusState,
});
export type StatusChanged = z.infer<typeof statusChanged>;

export const events = {
  'statuses.granted.v1': statusChanged,
  'statuses.revoked.v1': statusChanged,
  'statuses.expired.v1': statusChanged,
  /** Holds again: the death with which it ended was annulled. */
  'statuses.resumed.v1': statusChanged,
} as const;
export const eventTypes = Object.keys(events) as (keyof typeof events)[];

/** Names of the status types by code: the words others may use for them. */
export const statusTypeNames: ReadonlyMap<string, { lv: string; en: string }> = new Map(types.map(({ code, name }) => [code, name]));
