import assert from 'node:assert/strict';
import test from 'node:test';
import { isUuid, uuidv5, uuidv7 } from './ids.ts';
import { personIdOf } from './identity/person-id.ts';

test('version 5 ids follow RFC 9562', () => {
  assert.equal(uuidv5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'), '2ed6657d-e927-568b-95e1-2665a8aea6a2');
});

test('version 7 ids sort by their time', () => {
  const ids = Array.from({ length: 50 }, uuidv7);
  assert.ok(ids.every(isUuid));
  assert.ok(ids.every((id) => id[14] === '7'));
  assert.ok(ids[0]!.slice(0, 13) <= ids.at(-1)!.slice(0, 13));
});

test("a person's id is the same with and without the code's dash, and another under another key", () => {
  const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  assert.equal(personIdOf(key, '010180-01234'), personIdOf(key, '01018001234'));
  assert.notEqual(personIdOf(key, '01018001234'), personIdOf(other, '01018001234'));
  assert.ok(isUuid(personIdOf(key, '01018001234')));
});
