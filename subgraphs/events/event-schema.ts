/** The JSON Schema of what leaves the hub, made of what the publishers say. */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';
import { SOURCE } from './cloud-event.ts';
import { PREFIX } from './cloud-event-type.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What of an event's data leaves the hub. */
export function deliveredShape({ data, delivered = data }: EventDefinition): z.ZodObject {
  return delivered;
}

/** A whole CloudEvent of one type, by JSON Schema's draft 7, which AsyncAPI speaks. A new optional field of `data` is no new version, so that others are let pass. */
export function cloudEventSchema(type: string, definition: EventDefinition): JsonSchema {
  return {
    title: PREFIX + type,
    description: definition.description,
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'time', 'subject', 'datacontenttype', 'sequence', 'subjectversion', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string', format: 'uuid', description: 'The same however often and however it is delivered: who has seen it leaves it be.' },
      source: { const: SOURCE },
      type: { const: PREFIX + type },
      time: { type: 'string', format: 'date-time', description: 'When it happened here.' },
      subject: { type: 'string', format: 'uuid', description: `Opaque id of the ${definition.subject}.` },
      datacontenttype: { const: 'application/json' },
      sequence: { type: 'string', pattern: '^[1-9]\\d*$', description: 'Gapless over the hub, a whole number as text.' },
      subjectversion: { type: 'integer', minimum: 1, description: 'Gapless over the subject.' },
      municipality: MUNICIPALITY,
      data: dataSchema(definition),
    },
  };
}

const MUNICIPALITY = { type: 'string', pattern: '^\\d{7}$', description: 'ATVK code of where it happened; absent for a protected person and where there is none.' };

function dataSchema(definition: EventDefinition): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(deliveredShape(definition), { io: 'input', target: 'draft-7' });
  return schema;
}
