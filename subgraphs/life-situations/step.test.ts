import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogueStep } from './models.ts';
import { dueOn, isDone, stepIn } from './step.ts';

const step: CatalogueStep = {
  order: 1, title: { lv: 'Solis', en: 'Step' }, serviceId: null, serviceIdByMunicipality: { '0001000': 'riga' }, benefitId: null,
  dueWithinDays: null, dueWithinMonths: null, shownByRegister: false,
};

const due: [sentence: string, since: string, term: Partial<CatalogueStep>, on: string | null][] = [
  ['six months from the birth are calendar months', '2026-11-20', { dueWithinMonths: 6 }, '2027-05-20'],
  ['a month from the 31st ends on the last day of a shorter month', '2026-01-31', { dueWithinMonths: 1 }, '2026-02-28'],
  ['six days run over the end of the year', '2026-12-28', { dueWithinDays: 6 }, '2027-01-03'],
  ['a step without a term is never due', '2026-11-20', {}, null],
];
for (const [sentence, since, term, on] of due) {
  test(sentence, () => assert.equal(dueOn(since, { ...step, ...term }), on));
}

const done: [sentence: string, change: Partial<CatalogueStep>, requested: Record<string, string>, expected: boolean | null][] = [
  ['what the register shows is done', { shownByRegister: true }, {}, true],
  ['a step without a service cannot be known', {}, {}, null],
  ['a step whose service was not requested is not done', { serviceId: 's' }, { other: '2026-11-21' }, false],
  ['a request on the day of the event counts', { serviceId: 's' }, { s: '2026-11-20' }, true],
  ['a request from before the event was for something else', { serviceId: 's' }, { s: '2026-11-19' }, false],
];
for (const [sentence, change, requested, expected] of done) {
  test(sentence, () => assert.equal(isDone({ ...step, ...change }, '2026-11-20', requested), expected));
}

test('a municipality with its own service for a step sends people there', () => {
  assert.equal(stepIn(['0001000'], step).serviceId, 'riga');
});

test('elsewhere, and for a protected person, the step has the service that holds everywhere', () => {
  assert.deepEqual([['0005000'], []].map((where) => stepIn(where, { ...step, serviceId: 'any' }).serviceId), ['any', 'any']);
});

test('a municipality goes on with the service of what has become part of it, unless it has its own', () => {
  const merged = ['0002000', '0001000'];
  assert.equal(stepIn(merged, step).serviceId, 'riga');
  assert.equal(stepIn(merged, { ...step, serviceIdByMunicipality: { '0001000': 'riga', '0002000': 'daugavpils' } }).serviceId, 'daugavpils');
});
