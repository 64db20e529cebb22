import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortType, toggled, widerThan } from './app/event-choice.ts';

test('all of a publisher takes the place of each of its types, and everything the place of all', () => {
  const chosen = toggled(toggled([], 'requests.submitted.v1'), 'statuses.granted.v1');
  assert.deepEqual(toggled(chosen, 'requests.*'), ['statuses.granted.v1', 'requests.*']);
  assert.deepEqual(toggled(['requests.*', 'statuses.granted.v1'], '*'), ['*']);
});

test('a choice made twice is none', () => assert.deepEqual(toggled(['requests.*'], 'requests.*'), []));

test('a type is asked for by itself, by its publisher and by everything', () => {
  assert.deepEqual(widerThan('life-situations.arisen.v1'), ['*', 'life-situations.*']);
  assert.deepEqual(widerThan('requests.*'), ['*']);
  assert.deepEqual(widerThan('*'), []);
});

test('a type that was asked for with its prefix is shown without', () => {
  assert.equal(shortType('lv.vienkopus.requests.rated.v1'), 'requests.rated.v1');
  assert.equal(shortType('requests.*'), 'requests.*');
});
