import assert from 'node:assert/strict';
import test from 'node:test';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { DELIVERABLE, EVENTS } from '../catalogue.ts';
import { readableSubjects } from './institution.ts';
import { messagesOf, streamSubjects } from './subjects.ts';

function happened(type: string, rest: Partial<EventEnvelope> = {}): EventEnvelope {
  return { sequence: 7, id: 'e', type, subject: 's', subjectVersion: 1, time: '2026-11-20T09:00:00Z', appendedAt: '2026-11-20T09:00:00Z', municipality: null, data: {}, ...rest };
}
const told = (event: EventEnvelope) => messagesOf(event).map(({ subject, messageId, isLast }) => [subject, messageId, isLast]);

test('an event stands under its type and municipality', () => {
  assert.deepEqual(told(happened('persons.died.v1', { municipality: '0001000' })), [['vienkopus.persons.died.v1.0001000', 'e', true]]);
  assert.deepEqual(told(happened('services.published.v1')), [['vienkopus.services.published.v1.none', 'e', true]]);
});

test('a move stands where it leads, and as another message where it comes from', () => {
  const move = (from: string | null, to: string | null) => told(happened('persons.moved.v1', { municipality: to, data: { from, to, since: null } }));
  assert.deepEqual(move('0001000', '0002000'), [['vienkopus.persons.moved.v1.0002000', 'e', false], ['vienkopus.persons.moved-away.v1.0001000', 'e:away', true]]);
  assert.deepEqual(move('0001000', null), [['vienkopus.persons.moved.v1.none', 'e', false], ['vienkopus.persons.moved-away.v1.0001000', 'e:away', true]]);
  assert.deepEqual(move(null, '0002000'), [['vienkopus.persons.moved.v1.0002000', 'e', true]]);
  assert.deepEqual(move(null, null), [['vienkopus.persons.moved.v1.none', 'e', true]], 'as the log has it of a protected person');
});

test('what is nobody\'s to know has no message', () => {
  const hidden = [...EVENTS].filter(([, { audience }]) => audience === 'NOBODY').map(([type]) => type);
  assert.ok(hidden.length > 0);
  for (const type of [...hidden, 'unknown.type.v1']) assert.deepEqual(told(happened(type, { municipality: '0001000' })), []);
});

test('every type is three words, so that patterns by municipality fit all, and the stream takes each but the subjects of subscriptions', () => {
  for (const type of DELIVERABLE) assert.equal(type.split('.').length, 3, type);
  const subjects = streamSubjects(DELIVERABLE);
  assert.ok(subjects.includes('vienkopus.persons.>') && !subjects.some((subject) => subject.startsWith('vienkopus.for') || subject === 'vienkopus.>'));
});

test('an institution may read people\'s events of its own territory, and no requests and offers of others', () => {
  const subjects = readableSubjects('0001000');
  assert.ok(subjects.includes('vienkopus.persons.moved-away.v1.0001000') && subjects.includes('vienkopus.services.published.v1.none'));
  for (const subject of subjects) {
    assert.match(subject, /\.(0001000|none)$/);
    assert.doesNotMatch(subject, /^vienkopus\.(requests|offers|events)\./);
  }
});
