import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
import { exampleOf, fieldsOf, type JsonSchema } from './app/json-schema.ts';

/** As publishers write their events, and the hub's schemas come of it. */
const shape = z.object({
  personId: z.uuid().nullable(),
  to: z.enum(['DRAFT', 'SUBMITTED']),
  dueOn: z.iso.date().nullable(),
  rating: z.number().int().min(1).max(5).nullable(),
  formerIds: z.array(z.uuid()),
  since: z.iso.datetime({ offset: true }),
  place: z.string().regex(/^\d{7}$/).optional(),
});
const schema = z.toJSONSchema(shape, { io: 'input' }) as JsonSchema;

test('the example of a schema is one that the schema allows', () => {
  const ajv = new Ajv2020();
  formats.default(ajv);
  const isAllowed = ajv.compile(schema);
  assert.ok(isAllowed(exampleOf(schema)), JSON.stringify(isAllowed.errors));
});

test('its fields say what they hold, whether they are always there and whether they may be null', () => {
  const fields = Object.fromEntries(fieldsOf(schema).map(({ name, ...rest }) => [name, rest]));
  assert.deepEqual(fields['personId'], { kind: 'uuid', isRequired: true, mayBeNull: true });
  assert.deepEqual(fields['to'], { kind: '"DRAFT" | "SUBMITTED"', isRequired: true, mayBeNull: false });
  assert.deepEqual(fields['formerIds'], { kind: 'uuid[]', isRequired: true, mayBeNull: false });
  assert.equal(fields['place']!.isRequired, false);
});

test('an event without data of its own has no fields and an empty example', () => {
  const empty = z.toJSONSchema(z.object({})) as JsonSchema;
  assert.deepEqual([fieldsOf(empty), exampleOf(empty)], [[], {}]);
});
