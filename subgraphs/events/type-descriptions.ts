import { z } from 'zod';
import { DELIVERABLE, EVENTS } from './catalogue.ts';
import { deliveredShape } from './event-schema.ts';

/** The types that institutions may subscribe to, as they read of them. */
export const typeDescriptions = DELIVERABLE.map((name) => {
  const definition = EVENTS.get(name)!;
  const { description, subject, keptDays } = definition;
  return { name, description, subject, keptDays, schema: JSON.stringify(z.toJSONSchema(deliveredShape(definition), { io: 'input' })) };
});
