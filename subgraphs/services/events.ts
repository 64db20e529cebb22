/** What `services` tells others. The subject of each event is the service; `status` is where it stands now. */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';

export const serviceChanged = z.object({
  identifier: z.string().max(80),
  version: z.int(),
  status: z.enum(['DRAFT', 'PUBLISHED', 'SUSPENDED', 'ARCHIVED']),
  /** Whom a request for it goes to, and within how many working days it is decided: `requests` keeps both. */
  ownerId: z.uuid(),
  processingDays: z.int().nullable(),
  /** Portals, by their addresses, on which it can be requested. */
  portals: z.array(z.string().max(1_000)).optional(),
  requestableOnline: z.boolean().optional(),
  digitalisationLevel: z.enum(['INFORMATION', 'ONLINE_FORM', 'FULL']).optional(),
  /** Of Annex II of the Single Digital Gateway Regulation. */
  sdgProcedure: z.string().max(80).nullish(),
});
export type ServiceChanged = z.infer<typeof serviceChanged>;

/** Where services are requested; the subject is the portal. */
export const portalRegistered = z.object({ address: z.string().max(200), central: z.boolean(), sharedSolutions: z.array(z.string().max(40)) });

export const events = {
  /** Visible to everyone from now on. */
  'services.published.v1': serviceChanged,
  /** Registered as a draft, or its description changed. */
  'services.changed.v1': serviceChanged,
  /** Not requested for now, or never again; still visible to who looks for it. */
  'services.suspended.v1': serviceChanged,
  'services.archived.v1': serviceChanged,
  /** A portal, or what is known of it now. */
  'services.portal-registered.v1': portalRegistered,
} as const;
export type ServiceEventType = keyof typeof events;
export const eventTypes = Object.keys(events) as ServiceEventType[];

const toEveryone = {
  subject: 'service', audience: 'EVERYONE', placed: false, keptDays: 3_650, data: serviceChanged, delivered: serviceChanged.pick({ identifier: true, version: true }),
  example: { identifier: 'RIGA-PARKING-PERMIT' },
} as const;

export const definitions: Readonly<Record<ServiceEventType, EventDefinition>> = {
  'services.published.v1': { ...toEveryone, description: 'A service is described for everyone from now on, or again.' },
  'services.changed.v1': {
    ...toEveryone, description: 'The description of a service changed.',
    // A draft is its editors' own affair.
    isDelivered: ({ status }) => status !== 'DRAFT',
  },
  'services.suspended.v1': { ...toEveryone, description: 'A service cannot be requested for now; its owner may publish it again.' },
  'services.archived.v1': { ...toEveryone, description: 'A service is no longer provided.' },
  'services.portal-registered.v1': {
    subject: 'portal', audience: 'NOBODY', placed: false, keptDays: 3_650, data: portalRegistered,
    description: 'A portal on which services are requested is registered, or uses other shared solutions of the state than before.',
  },
};
