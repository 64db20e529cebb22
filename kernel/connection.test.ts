import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { connection, pageRequest } from './connection.ts';

test('reading on with each end cursor sees every row once, in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (rows, first) => {
      const sorted = rows.toSorted();
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        const page = pageRequest({ first, after });
        const fetched = sorted.filter((row) => page.after === null || row > page.after).slice(0, page.limit + 1);
        const { edges, pageInfo } = connection(fetched, page, (row) => row);
        seen.push(...edges.map((edge) => edge.node));
        if (!pageInfo.hasNextPage) break;
        after = pageInfo.endCursor;
      }
      assert.deepEqual(seen, sorted);
    }),
  );
});

test('a page of 100000 is refused and told what is allowed', () => {
  assert.throws(() => pageRequest({ first: 100_000 }), /first: 100000 is out of range; ask for 1 to 100/);
});

test('a cursor of something else is refused', () => {
  assert.throws(() => pageRequest({ after: 'bm90IG91cnM' }), /is not a cursor of this list/);
});
