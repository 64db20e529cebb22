import assert from 'node:assert/strict';
import test from 'node:test';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { faultsOf } from './events.ts';

const moved: EventEnvelope = {
  sequence: 1, id: uuidv5('event'), type: 'persons.moved.v1', subject: uuidv5('anna'), subjectVersion: 1, time: '2026-11-20T09:00:00Z',
  appendedAt: '2026-11-20T09:00:00Z', municipality: '0001000', data: { from: '0002000', to: '0001000', since: '2026-11-10' },
};

test('an event as its publisher describes it has no fault', () => {
  assert.deepEqual(faultsOf(moved), []);
});

const CODE = ['120380', '12345'].join('-');
const cases: [string, Partial<EventEnvelope>, RegExp][] = [
  ['a type that nobody describes', { type: 'persons.renamed.v1' }, /described by no publisher/],
  ['a key that nobody describes', { data: { ...moved.data, name: 'Anna' } }, /name/],
  ['a place that is none', { data: { ...moved.data, to: 'Riga' } }, /^persons.moved.v1: to /],
  ['a missing key', { data: { from: null, to: null } }, /since/],
  ['a municipality in words', { municipality: 'Riga' }, /municipality must match/],
  ['a version below one', { subjectVersion: 0 }, /subjectversion must be >= 1/],
  ['a personal code', { type: 'services.published.v1', data: { identifier: CODE, version: 1, status: 'PUBLISHED', ownerId: uuidv5('o'), processingDays: null } }, /seems to hold a personal code/],
];
for (const [what, more, fault] of cases) {
  test(`${what} is a fault`, () => assert.match(faultsOf({ ...moved, ...more }).join('\n'), fault));
}
