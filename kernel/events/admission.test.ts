import assert from 'node:assert/strict';
import test from 'node:test';
import { Admission } from './admission.ts';

test('so many pass in a second as are let through, spread over it', () => {
  let now = 0;
  const admission = new Admission(1_000, () => now);
  assert.equal(admission.available(), 0);
  let passed = 0;
  for (; now < 2_000; now += 20) {
    const some = admission.available();
    assert.ok(some <= 100, `${some} at once`);
    admission.taken(some);
    passed += some;
  }
  assert.ok(passed > 1_950 && passed <= 2_000, String(passed));
});

test('time in which nothing came is not made up for at once', () => {
  let now = 0;
  const admission = new Admission(1_000, () => now);
  now = 60_000;
  assert.equal(admission.available(), 100);
});
