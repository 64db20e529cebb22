/** What `statuses` tells others. The subject of each event is the status; `from` and `to` are its states. */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';
import types from './status-types.json' with { type: 'json' };

const day = z.iso.date();
export const statusState = z.enum(['ACTIVE', 'SUSPENDED', 'REVOKED', 'EXPIRED']);
export type StatusState = z.infer<typeof statusState>;

/** `validTo` is the last day on which the status holds, null when it has no end. */
export const statusChanged = z.object({
  personId: z.uuid(),
  typeCode: z.string().max(60),
  issuerId: z.uuid(),
  validFrom: day,
  validTo: day.nullable(),
  from: statusState.nullable(),
  to: statusState,
});
export type StatusChanged = z.infer<typeof statusChanged>;

export const events = {
  'statuses.granted.v1': statusChanged,
  /** It has another last day than before; `from` and `to` are the same state. */
  'statuses.changed.v1': statusChanged,
  'statuses.suspended.v1': statusChanged,
  'statuses.revoked.v1': statusChanged,
  /** Its last day is thirty days away or less; once for each last day. `from` and `to` are the same state. */
  'statuses.expiring.v1': statusChanged,
  'statuses.expired.v1': statusChanged,
  /** Holds again: it is no longer suspended, or the death with which it ended was annulled. */
  'statuses.resumed.v1': statusChanged,
} as const;
export type StatusEventType = keyof typeof events;
export const eventTypes = Object.keys(events) as StatusEventType[];

const toIssuers = { subject: 'status', audience: 'STATUS', placed: true, keptDays: 800, data: statusChanged } as const;

export const definitions: Readonly<Record<StatusEventType, EventDefinition>> = {
  'statuses.granted.v1': {
    ...toIssuers, example: { typeCode: 'MAZN', from: null, to: 'ACTIVE' },
    description: 'A status was granted to a person; granted for days that are over, it has expired from the start.',
  },
  'statuses.changed.v1': {
    ...toIssuers, example: { typeCode: 'MAZN', from: 'ACTIVE', to: 'ACTIVE' },
    description: 'A status has another last day than before.',
  },
  'statuses.suspended.v1': {
    ...toIssuers, example: { typeCode: 'MAZN', from: 'ACTIVE', to: 'SUSPENDED' },
    description: 'A status is without effect until it is resumed; its days stay as they are.',
  },
  'statuses.revoked.v1': {
    ...toIssuers, example: { typeCode: 'MAZN', from: 'ACTIVE', to: 'REVOKED' },
    description: 'A status was taken back; `validTo` is the last day on which it held, before `validFrom` where it never did.',
  },
  'statuses.expiring.v1': {
    ...toIssuers, example: { typeCode: 'MAZN', from: 'ACTIVE', to: 'ACTIVE' },
    description: 'The last day of a status is thirty days away or less; once for each last day.',
  },
  'statuses.expired.v1': {
    ...toIssuers, example: { typeCode: 'MAZN', from: 'ACTIVE', to: 'EXPIRED' },
    description: 'The last day of a status has passed, or its holder died.',
  },
  'statuses.resumed.v1': {
    ...toIssuers, example: { typeCode: 'MAZN', from: 'EXPIRED', to: 'ACTIVE' },
    description: 'A status holds again: it is no longer suspended, or the death with which it had ended was annulled.',
  },
};

/** Names of the status types by code: the words others may use for them. */
export const statusTypeNames: ReadonlyMap<string, { lv: string; en: string }> = new Map(types.map(({ code, name }) => [code, name]));
