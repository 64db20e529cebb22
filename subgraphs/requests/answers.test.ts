import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswers } from './answers.ts';

const IBAN = 'LV80BANK0000435195001';

test('the last answer leaves nothing missing', () => {
  assert.deepEqual(readAnswers([{ question: 'bankAccount', answer: 'LV80 BANK 0000 4351 9500 1' }], ['bankAccount'], []), {
    answers: [{ question: 'bankAccount', answer: IBAN }], missing: [],
  });
});

test('answers may come in parts', () => {
  assert.deepEqual(readAnswers([{ question: 'income', answer: ' 640 EUR ' }], ['bankAccount', 'income'], []), {
    answers: [{ question: 'income', answer: '640 EUR' }], missing: ['bankAccount'],
  });
});

test('an answer may be corrected while the draft is one', () => {
  const reading = readAnswers([{ question: 'income', answer: '700 EUR' }], ['bankAccount'], ['income']);
  assert.ok('missing' in reading);
  assert.deepEqual(reading.missing, ['bankAccount']);
});

test('what was never asked is refused, naming what is asked', () => {
  assert.deepEqual(readAnswers([{ question: 'shoeSize', answer: '42' }], ['bankAccount'], []), {
    wrong: 'This request does not ask for that; it asks for: bankAccount', path: ['answers', '0', 'question'],
  });
});

for (const [question, answer] of [['bankAccount', 'LV00BANK0000435195001'], ['income', '000000-00000'], ['income', 'x'.repeat(2_001)]] as const) {
  test(`a wrong ${question} of ${answer.length} characters is refused without repeating it`, () => {
    const reading = readAnswers([{ question, answer }], [question], []);
    assert.ok('wrong' in reading);
    assert.deepEqual(reading.path, ['answers', '0', 'answer']);
    assert.ok(!reading.wrong.includes(answer));
  });
}
