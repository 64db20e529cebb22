import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FeedView } from './feed-view.ts';
import { Feed, type FeedEntry } from './feed.ts';

const step = fc.oneof(
  fc.record({ index: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ count: fc.integer({ min: 1, max: 120 }) }),
);

test('reading page by page gives every position once, whatever the page size', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 50 }),
    (initial, steps, limit) => {
      const feed = told(initial, steps);
      const view = new FeedView(feed);
      const entries: FeedEntry[] = [];
      for (let page = view.read(0, limit); page.length > 0; page = view.read(entries.at(-1)!.position, limit)) {
        entries.push(...page);
      }
      assert.deepEqual(entries.map(({ position }) => position), Array.from({ length: feed.last }, (_, at) => at + 1));
    }));
});

test('each line about a record is its next version, and the newest agrees with the record', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 12 }), (initial, steps) => {
    const feed = told(initial, steps);
    const newest = new Map<number, FeedEntry>();
    for (const entry of new FeedView(feed).read(0, feed.last)) {
      assert.equal(entry.version, (newest.get(entry.index)?.version ?? 0) + 1);
      newest.set(entry.index, entry);
    }
    for (const [index, { version, at }] of newest) {
      assert.equal(feed.versionOf(index), version);
      assert.equal(feed.changedAt(index), at);
    }
  }));
});

test('a storm touches as many different records as it can, in order and evenly', () => {
  const feed = new Feed(1_000, 'start');
  feed.spread(250, 'storm');
  const touched = new FeedView(feed).read(1_000, 250).map(({ index }) => index);
  assert.deepEqual(touched, Array.from({ length: 250 }, (_, nth) => nth * 4));
});

test('a storm over two million records costs nothing until it is read', () => {
  const feed = new Feed(2_033_000, 'start');
  assert.equal(feed.spread(640_000, 'storm'), 2_673_000);
  assert.equal(new FeedView(feed).read(2_672_000, 1_000).length, 1_000);
});

function told(initial: number, steps: ({ index: number } | { count: number })[]): Feed {
  const feed = new Feed(initial, 'start');
  for (const [nth, one] of steps.entries()) {
    if ('count' in one) feed.spread(one.count, `storm ${nth}`);
    else feed.append(one.index < initial ? one.index : one.index + 1_000, `change ${nth}`, 'CHANGED');
  }
  return feed;
}
