/** What `life-situations` tells others. The subject of each event is the occurrence. */
import { z } from 'zod';

export const situationArisen = z.object({ personId: z.uuid(), situationId: z.uuid(), since: z.iso.date() });
export type SituationArisen = z.infer<typeof situationArisen>;

export const events = { 'life-situations.arisen.v1': situationArisen } as const;
export const eventTypes = Object.keys(events) as (keyof typeof events)[];
