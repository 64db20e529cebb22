import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FeedView } from './feed-view.ts';
import { Feed, type FeedEntry } from './feed.ts';

const INITIAL = 10;

function seen(): { feed: Feed; view: FeedView; late(lines: number): void; lines(): [number, number][] } {
  const feed = new Feed(INITIAL, 'start');
  let lateLines = 0;
  const view = new FeedView(feed, () => lateLines);
  return {
    feed,
    view,
    late(lines) {
      lateLines = lines;
      view.settle();
    },
    lines: () => view.read(INITIAL, 1_000).map(({ position, index }) => [position, index]),
  };
}

/** Every line where it really stands. */
function inOrder(feed: Feed): FeedEntry[] {
  return Array.from({ length: feed.last }, (_, nth) => feed.entry(nth + 1));
}

test('untouched, the view shows the feed', () => {
  const { feed, view } = seen();
  feed.append(3, 'then', 'CHANGED');
  assert.deepEqual([view.first, view.last], [1, INITIAL + 1]);
  assert.deepEqual(view.read(0, 100), inOrder(feed));
});

test('lines dropped are gone, and what is left begins where it says', () => {
  const { view } = seen();
  view.dropBefore(4);
  assert.deepEqual([view.first, view.last], [4, INITIAL]);
  assert.deepEqual(view.read(0, 2).map(({ position }) => position), [4, 5]);
  view.dropBefore(2);
  assert.equal(view.first, 4);
  view.dropBefore(INITIAL + 1);
  assert.deepEqual([view.first, view.read(0, 100)], [INITIAL + 1, []]);
});

test('a late line is left out until a newer one came, and then follows it', () => {
  const { feed, view, late, lines } = seen();
  late(2);
  feed.append(1, 'first', 'CHANGED');
  feed.append(2, 'second', 'CHANGED');
  assert.deepEqual([view.last, lines()], [INITIAL, []]);
  feed.append(3, 'third', 'CHANGED');
  assert.deepEqual(lines(), [[11, 3], [12, 1], [13, 2]]);
  assert.deepEqual(view.read(INITIAL, 3).map(({ at }) => at), ['third', 'first', 'second']);
});

test('of one record, the older version comes after the newer', () => {
  const { feed, view, late } = seen();
  late(1);
  feed.append(5, 'older', 'CHANGED');
  feed.append(5, 'newer', 'CHANGED');
  assert.deepEqual(view.read(INITIAL, 2).map(({ version, at }) => [version, at]), [[3, 'newer'], [2, 'older']]);
});

test('when lines are late no longer, those still held appear', () => {
  const { feed, late, lines } = seen();
  late(3);
  feed.append(1, 'then', 'CHANGED');
  late(0);
  feed.append(2, 'then', 'CHANGED');
  assert.deepEqual(lines(), [[11, 1], [12, 2]]);
});

test('whatever is late and when it is looked at, every line appears once and stays where it was seen', () => {
  const step = fc.oneof(fc.record({ late: fc.integer({ min: 0, max: 4 }) }), fc.record({ change: fc.integer({ min: 0, max: INITIAL - 1 }) }));
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const { feed, view, late } = seen();
    let before = view.read(0, 1_000);
    for (const one of steps) {
      if ('late' in one) late(one.late);
      else feed.append(one.change, 'then', 'CHANGED');
      const now = view.read(0, 1_000);
      assert.deepEqual(now.slice(0, before.length), before);
      assert.equal(view.last, now.length);
      before = now;
    }
    late(0);
    const told = view.read(0, 1_000).map(({ index, version }) => `${index} ${version}`);
    assert.deepEqual(told.sort(), inOrder(feed).map(({ index, version }) => `${index} ${version}`).sort());
  }));
});

test('after a reset every record is there once at its version, those removed are not, and what follows goes on', () => {
  const { feed, view } = seen();
  feed.append(100, 'born', 'CREATED');
  feed.append(101, 'born', 'CREATED');
  feed.append(7, 'changed', 'CHANGED');
  for (const gone of [2, 3, 101]) feed.append(gone, 'gone', 'REMOVED');
  view.dropBefore(5);
  view.reset();
  assert.deepEqual([view.first, view.last], [1, 9]);
  const lines = view.read(0, 100);
  assert.deepEqual(lines.map(({ position, index, version }) => [position, index, version]), [
    [1, 0, 1], [2, 1, 1], [3, 4, 1], [4, 5, 1], [5, 6, 1], [6, 7, 2], [7, 8, 1], [8, 9, 1], [9, 100, 1],
  ]);
  feed.append(7, 'later', 'CHANGED');
  assert.deepEqual(view.read(9, 100), [{ position: 10, index: 7, version: 3, at: 'later', kind: 'CHANGED' }]);
  assert.deepEqual(view.read(0, 9), lines);
});

test('a feed of two million records begins anew without a copy of them', () => {
  const feed = new Feed(2_033_000, 'start');
  feed.append(5, 'gone', 'REMOVED');
  const view = new FeedView(feed);
  view.reset();
  assert.equal(view.last, 2_032_999);
  assert.equal(view.read(2_032_998, 10)[0]!.index, 2_032_999);
});
