import type { EventDefinition } from '#kernel/events/definition.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { toCloudEvent, type CloudEvent } from '#subgraphs/events/cloud-event.ts';
import { cloudEventSchema } from '#subgraphs/events/event-schema.ts';

const DAY = '2026-11-20';
const INSTANT = `${DAY}T09:00:00Z`;
const RIGA = '0001000';

/** An event of a type as it could stand in the log; the same every time. */
export function exampleOf(type: string, definition: EventDefinition): CloudEvent {
  const { data: schema } = cloudEventSchema(type, definition).properties as { data: { properties: Record<string, object> } };
  const { example = {} } = definition;
  const data = Object.fromEntries(Object.entries(schema.properties).map(([key, value]) => [key, key in example ? example[key] : valueOf(value, `${type} ${key}`)]));
  return toCloudEvent({
    sequence: 1, id: uuidv5(`example ${type}`), type, subject: uuidv5(`example ${definition.subject}`), subjectVersion: 1, time: INSTANT, appendedAt: INSTANT,
    municipality: definition.placed ? RIGA : null, data,
  });
}

/** @throws where only a publisher knows what would make sense */
function valueOf(schema: any, path: string): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return valueOf(schema.anyOf[0], path);
  if (schema.type === 'array') return schema.maxItems === 0 ? [] : [valueOf(schema.items, path)];
  if (schema.type === 'integer') return 1;
  if (schema.format === 'uuid') return uuidv5(`example ${path}`);
  if (schema.format === 'date') return DAY;
  if (schema.format === 'date-time') return INSTANT;
  if (schema.pattern === '^\\d{7}$') return RIGA;
  throw new Error(`${path} needs an example in its definition`);
}
