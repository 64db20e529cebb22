import assert from 'node:assert/strict';
import test from 'node:test';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { DELIVERABLE, EVENTS, peopleOf, placesOf, typesFor } from './catalogue.ts';

const [anna, janis, old] = ['anna', 'janis', 'old'].map((name) => uuidv5(name)) as [string, string, string];
const RIGA = '0001000';
const OGRE = '0034000';

function event(type: string, data: Record<string, unknown> = {}, municipality: string | null = RIGA): EventEnvelope {
  return { sequence: 7, id: uuidv5(type), type, subject: anna, subjectVersion: 1, time: '2026-11-20T09:00:00Z', appendedAt: '2026-11-20T09:00:00Z', municipality, data };
}

test('every type is described in a sentence, under the name of its publisher and with a version', () => {
  for (const [type, { description, keptDays, delivered, data }] of EVENTS) {
    assert.match(type, /^[a-z-]+\.[a-z-]+\.v\d+$/);
    assert.match(description, /^[A-Z].*\.$/, type);
    assert.ok(keptDays > 0, type);
    assert.deepEqual(Object.keys(delivered?.shape ?? {}).filter((key) => !(key in data.shape)), [], `${type} delivers only what it knows`);
  }
});

test('nobody is delivered the whole definition of a benefit, custody, what a form asks or an objection', () => {
  const keys = new Set(DELIVERABLE.flatMap((type) => Object.keys((EVENTS.get(type)!.delivered ?? EVENTS.get(type)!.data).shape)));
  assert.deepEqual(['definition', 'custody', 'asks', 'evaluateOffers', 'organizationId'].filter((key) => keys.has(key)), []);
});

const PATTERNS: { patterns: string[]; types: string[]; unknown?: string[] }[] = [
  { patterns: ['requests.rated.v1'], types: ['requests.rated.v1'] },
  { patterns: ['lv.vienkopus.requests.rated.v1', 'requests.rated.v1'], types: ['requests.rated.v1'] },
  { patterns: ['life-situations.*'], types: ['life-situations.arisen.v1'] },
  { patterns: ['lv.vienkopus.life-situations.*'], types: ['life-situations.arisen.v1'] },
  { patterns: ['*'], types: [...DELIVERABLE] },
  { patterns: [], types: [] },
  { patterns: ['requests.*', '*'], types: [...DELIVERABLE] },
  { patterns: ['requests'], types: [], unknown: ['requests'] },
  { patterns: ['persons.removed.v1', 'offers.seen.v1'], types: [], unknown: ['persons.removed.v1', 'offers.seen.v1'] },
  { patterns: ['requests.rated.v2', 'requests.rated.v1'], types: ['requests.rated.v1'], unknown: ['requests.rated.v2'] },
  { patterns: ['request.*', '', '.*', 'requests.ra*', '**'], types: [], unknown: ['request.*', '', '.*', 'requests.ra*', '**'] },
];

for (const { patterns, types, unknown = [] } of PATTERNS) {
  test(`${JSON.stringify(patterns)} means ${types.length} types and leaves ${unknown.length} unknown`, () => {
    assert.deepEqual(typesFor(patterns), { types, unknown });
  });
}

const ABOUT: { event: EventEnvelope; people: string[]; places: string[] }[] = [
  { event: event('persons.died.v1', { on: null }), people: [anna], places: [RIGA] },
  { event: event('persons.died.v1', { on: null }, null), people: [anna], places: [] },
  { event: event('persons.moved.v1', { from: OGRE, to: RIGA, since: null }), people: [anna], places: [OGRE, RIGA] },
  { event: event('persons.moved.v1', { from: OGRE, to: null, since: null }, null), people: [anna], places: [OGRE] },
  { event: event('persons.tie-changed.v1', { otherId: janis }), people: [anna], places: [RIGA] },
  { event: event('persons.merged.v1', { formerIds: [old, janis] }), people: [anna, old, janis], places: [RIGA] },
  { event: event('persons.municipality-merged.v1', { from: OGRE, to: RIGA }), people: [], places: [] },
  { event: event('statuses.granted.v1', { personId: janis }), people: [janis], places: [RIGA] },
  { event: event('requests.submitted.v1', { personId: null }, null), people: [], places: [] },
  { event: event('benefits.published.v1', { code: 'X' }, null), people: [], places: [] },
];

for (const { event: told, people, places } of ABOUT) {
  test(`${told.type} is about ${people.length} people in ${places.length} places`, () => {
    assert.deepEqual(peopleOf(told), people);
    assert.deepEqual(placesOf(told), places);
  });
}

test('what the applicant or an editor only drafted is not delivered', () => {
  const changed = EVENTS.get('requests.status-changed.v1')!;
  assert.equal(changed.isDelivered!({ from: null, to: 'DRAFT' }), false);
  assert.equal(changed.isDelivered!({ from: 'DRAFT', to: 'WITHDRAWN' }), false);
  assert.equal(changed.isDelivered!({ from: 'SUBMITTED', to: 'WITHDRAWN' }), true);
  const service = EVENTS.get('services.changed.v1')!;
  assert.equal(service.isDelivered!({ status: 'DRAFT' }), false);
  assert.equal(service.isDelivered!({ status: 'PUBLISHED' }), true);
});
