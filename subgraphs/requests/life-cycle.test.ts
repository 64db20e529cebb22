import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIFE_CYCLE, STATUSES, stepOf, type Push, type Side, type Status } from './life-cycle.ts';

const at = (text: string) => Temporal.Instant.from(`2026-11-20T${text}:00Z`);
const standing = (status: Status, since = '09:00') => ({ status, since: at(since), submittedAt: status === 'DRAFT' ? null : at('08:00') });
const push = (to: Status, more: Partial<Push> = {}): Push => ({ to, at: at('10:00'), side: 'INSTITUTION', note: null, forwarded: false, ...more });
const NOW = at('12:00');

const CASES: [Status, Status, Side, 'MOVE' | 'REFUSED'][] = [
  ['SUBMITTED', 'REGISTERED', 'INSTITUTION', 'MOVE'],
  ['SUBMITTED', 'DECIDED', 'INSTITUTION', 'MOVE'],
  ['REGISTERED', 'IN_PROGRESS', 'INSTITUTION', 'MOVE'],
  ['IN_PROGRESS', 'AWAITING_APPLICANT', 'INSTITUTION', 'MOVE'],
  ['AWAITING_APPLICANT', 'IN_PROGRESS', 'APPLICANT', 'MOVE'],
  ['DECIDED', 'COMPLETED', 'INSTITUTION', 'MOVE'],
  ['REJECTED', 'APPEALED', 'APPLICANT', 'MOVE'],
  ['APPEALED', 'DECIDED', 'INSTITUTION', 'MOVE'],
  ['SUBMITTED', 'WITHDRAWN', 'APPLICANT', 'MOVE'],
  ['DRAFT', 'WITHDRAWN', 'APPLICANT', 'MOVE'],
  ['DRAFT', 'SUBMITTED', 'APPLICANT', 'REFUSED'],
  ['DRAFT', 'REGISTERED', 'INSTITUTION', 'REFUSED'],
  ['SUBMITTED', 'DECIDED', 'APPLICANT', 'REFUSED'],
  ['SUBMITTED', 'APPEALED', 'APPLICANT', 'REFUSED'],
  ['COMPLETED', 'IN_PROGRESS', 'INSTITUTION', 'REFUSED'],
  ['WITHDRAWN', 'IN_PROGRESS', 'INSTITUTION', 'REFUSED'],
  ['DECIDED', 'WITHDRAWN', 'APPLICANT', 'REFUSED'],
];

for (const [from, to, side, expected] of CASES) {
  test(`${side === 'APPLICANT' ? 'an applicant' : 'an institution'} ${expected === 'MOVE' ? 'takes' : 'does not take'} a request from ${from} to ${to}`, () => {
    assert.equal(stepOf(standing(from), push(to, { side }), NOW).kind, expected);
  });
}

test('a refusal names both statuses and the steps there are', () => {
  const step = stepOf(standing('DECIDED'), push('REGISTERED'), NOW);
  assert.deepEqual(step, {
    kind: 'REFUSED', because: 'STEP',
    message: 'A request cannot go from DECIDED to REGISTERED; from DECIDED the institution can go to COMPLETED, APPEALED',
  });
});

test('a step reported late is kept in the history and moves nothing back', () => {
  assert.deepEqual(stepOf(standing('DECIDED', '11:00'), push('IN_PROGRESS'), NOW), { kind: 'NOTE' });
});

test('the present status reported again changes nothing, unless it brings a note', () => {
  assert.deepEqual(stepOf(standing('IN_PROGRESS'), push('IN_PROGRESS'), NOW), { kind: 'NOTHING' });
  assert.deepEqual(stepOf(standing('IN_PROGRESS'), push('IN_PROGRESS', { note: 'Pārbaudām' }), NOW), { kind: 'NOTE' });
});

test('a forwarded request can be forwarded again', () => {
  assert.deepEqual(stepOf(standing('FORWARDED'), push('FORWARDED', { forwarded: true }), NOW), { kind: 'MOVE' });
});

test('no step lies in the future or before the submission', () => {
  for (const hour of ['13:00', '07:00']) {
    const step = stepOf(standing('SUBMITTED', '08:00'), push('REGISTERED', { at: at(hour) }), NOW);
    assert.ok(step.kind === 'REFUSED' && step.because === 'TIME', hour);
  }
});

test('nothing leads back to a draft, nor to a submission that was not answered for', () => {
  for (const from of STATUSES) {
    assert.equal(LIFE_CYCLE[from].DRAFT, undefined);
    assert.equal(LIFE_CYCLE[from].SUBMITTED, undefined);
  }
});
