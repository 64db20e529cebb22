import assert from 'node:assert/strict';
import test from 'node:test';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { DELIVERABLE, EVENTS } from './catalogue.ts';
import { fromCloudEventType, toCloudEvent } from './cloud-event.ts';
import { cloudEventSchema } from './event-schema.ts';

const MOST_BYTES = 20_000;
const subject = uuidv5('subject');
const tie: EventEnvelope = {
  sequence: 9_007_199_254_740_991, id: uuidv5('event'), type: 'persons.tie-changed.v1', subject, subjectVersion: 4,
  time: '2026-11-20T09:00:00.123Z', appendedAt: '2026-11-20T09:00:00.2Z', municipality: '0001000',
  data: { kind: 'SPOUSE', otherId: uuidv5('other'), from: '2026-11-20', to: null, custody: false },
};

test('an event leaves the hub as a CloudEvent with its sequence as text, and only what may be delivered', () => {
  assert.deepEqual(toCloudEvent(tie), {
    specversion: '1.0', id: tie.id, source: 'urn:lv:vienkopus', type: 'lv.vienkopus.persons.tie-changed.v1', time: tie.time, subject,
    datacontenttype: 'application/json', sequence: '9007199254740991', subjectversion: 4, municipality: '0001000',
    data: { kind: 'SPOUSE', otherId: uuidv5('other'), from: '2026-11-20', to: null },
  });
});

test('the municipality of a protected person is absent, not null', () => {
  assert.equal('municipality' in toCloudEvent({ ...tie, municipality: null }), false);
});

test('a type that nobody describes is refused by its name', () => {
  assert.throws(() => toCloudEvent({ ...tie, type: 'persons.renamed.v1' }), /"persons.renamed.v1"/);
});

test('a type is known with and without its prefix', () => {
  assert.equal(fromCloudEventType('lv.vienkopus.requests.rated.v1'), 'requests.rated.v1');
  assert.equal(fromCloudEventType('requests.rated.v1'), 'requests.rated.v1');
});

for (const type of DELIVERABLE) {
  test(`${type} is at most ${MOST_BYTES} bytes long, whatever it holds`, () => {
    const bytes = mostBytes(cloudEventSchema(type, EVENTS.get(type)!));
    assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
  });
}

const LONGEST: Record<string, number> = { uuid: 36, date: 10, 'date-time': 35 };
const ESCAPED = 6;

/** How long a value that fits can get as JSON. @throws where nothing bounds it */
function mostBytes(schema: any): number {
  if ('const' in schema) return JSON.stringify(schema.const).length;
  if (schema.enum) return Math.max(...schema.enum.map((value: unknown) => JSON.stringify(value).length));
  if (schema.anyOf) return Math.max(...schema.anyOf.map(mostBytes));
  const entries: [string, unknown][] = Object.entries(schema.properties ?? {});
  switch (schema.type) {
    case 'null': return 4;
    case 'integer': return 20;
    case 'object': return 2 + entries.reduce((sum, [key, value]) => sum + key.length + 4 + mostBytes(value), 0);
    case 'array': return 2 + schema.maxItems * (1 + mostBytes(schema.items));
    case 'string': return 2 + (LONGEST[schema.format] ?? (schema.pattern ? 20 : schema.maxLength * ESCAPED));
    default: throw new Error(`Nothing says how long ${JSON.stringify(schema)} can get`);
  }
}
