/** What `services` tells others. The subject of each event is the service; `status` is where it stands now. */
import { z } from 'zod';

export const serviceChanged = z.object({
  identifier: z.string(),
  version: z.int(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'SUSPENDED', 'ARCHIVED']),
  /** Whom a request for it goes to, and within how many working days it is decided: `requests` keeps both. */
  ownerId: z.uuid(),
  processingDays: z.int().nullable(),
});
export type ServiceChanged = z.infer<typeof serviceChanged>;

export const events = {
  /** Visible to everyone from now on. */
  'services.published.v1': serviceChanged,
  /** Registered as a draft, or its description changed. */
  'services.changed.v1': serviceChanged,
} as const;
export const eventTypes = Object.keys(events) as (keyof typeof events)[];
