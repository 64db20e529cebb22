import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { mend } from './mended-driver.ts';

test('the mends fit the installed driver, and no other text', () => {
  const source = readFileSync(new URL('../../node_modules/postgres/src/connection.js', import.meta.url), 'utf8');
  assert.notEqual(mend(source), source);
  assert.throws(() => mend(mend(source).replaceAll('clearImmediate', '')), /does not fit this version/);
});
