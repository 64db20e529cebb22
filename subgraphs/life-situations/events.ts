/** What `life-situations` tells others. The subject of each event is the occurrence. */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';

export const situationArisen = z.object({ personId: z.uuid(), situationId: z.uuid(), since: z.iso.date() });
export type SituationArisen = z.infer<typeof situationArisen>;

export const events = { 'life-situations.arisen.v1': situationArisen } as const;
export type SituationEventType = keyof typeof events;
export const eventTypes = Object.keys(events) as SituationEventType[];

export const definitions: Readonly<Record<SituationEventType, EventDefinition>> = {
  'life-situations.arisen.v1': {
    subject: 'occurrence', audience: 'PERSON', placed: true, keptDays: 90, data: situationArisen,
    description: 'A person came into a life situation, such as the birth of a child.',
  },
};
