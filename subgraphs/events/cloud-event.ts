/** Events as they are outside the hub: CloudEvents 1.0 in structured JSON. */
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { EVENTS } from './catalogue.ts';
import { PREFIX } from './cloud-event-type.ts';

export { fromCloudEventType, PREFIX } from './cloud-event-type.ts';
export const SOURCE = 'urn:lv:vienkopus';

export interface CloudEvent {
  specversion: '1.0';
  id: string;
  source: typeof SOURCE;
  type: string;
  time: string;
  subject: string;
  datacontenttype: 'application/json';
  /** A text, for JSON's own numbers end before the log does. */
  sequence: string;
  subjectversion: number;
  /** ATVK code; absent for a protected person, and where nobody lives anywhere. */
  municipality?: string;
  data: Record<string, unknown>;
}

/**
 * Of the data only what the definition says leaves the hub.
 *
 * @throws for a type that no publisher describes
 */
export function toCloudEvent(event: EventEnvelope): CloudEvent {
  const definition = EVENTS.get(event.type);
  if (!definition) throw new Error(`Events of type "${event.type}" are described by nobody`);
  const data: Record<string, unknown> = {};
  for (const key of Object.keys((definition.delivered ?? definition.data).shape)) {
    if (event.data[key] !== undefined) data[key] = event.data[key];
  }
  return {
    specversion: '1.0',
    id: event.id,
    source: SOURCE,
    type: PREFIX + event.type,
    time: event.time,
    subject: event.subject,
    datacontenttype: 'application/json',
    sequence: String(event.sequence),
    subjectversion: event.subjectVersion,
    ...(event.municipality === null ? {} : { municipality: event.municipality }),
    data,
  };
}
