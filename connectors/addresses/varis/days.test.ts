import assert from 'node:assert/strict';
import test from 'node:test';
import { dayIn, isoOf } from './days.ts';

const read = (text: string) => dayIn(Buffer.from(text), 0, Buffer.byteLength(text));

test('a day of the register is read, a time behind it is left aside', () => {
  assert.equal(isoOf(read('2026.09.30')), '2026-09-30');
  assert.equal(isoOf(read('2024.02.29')), '2024-02-29');
  assert.equal(isoOf(read('2000.02.29 13:45:00')), '2000-02-29');
  assert.equal(read(''), 0);
});

test('what is no day of the calendar, or is written in another way, is none', () => {
  for (const text of ['2025.02.29', '1900.02.29', '2026.04.31', '2026.13.01', '2026.00.10', '0000.01.01', '2026-09-30', '30.09.2026', '2026.9.3', '2026.09.30x', 'gads']) {
    assert.equal(read(text), -1, text);
  }
});
