import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { watch } from './changes.ts';

function scene(forMs = 60_000, signal?: AbortSignal) {
  const listeners = new Set<(upTo: number) => void>();
  const state = { revision: 1, mayRead: true };
  const changes = watch({
    log: { onAppended: (listener) => (listeners.add(listener), () => void listeners.delete(listener)) },
    read: async () => (state.mayRead ? { revision: state.revision, value: `revision ${state.revision}` } : null),
    seen: 1, forMs, signal,
  });
  const change = (count = 1) => {
    state.revision += count;
    for (const listener of listeners) listener(0);
  };
  return { changes, change, state, listeners };
}

test('a change reaches who waits for it', async () => {
  const { changes, change } = scene();
  const next = changes.next();
  change();
  assert.deepEqual(await next, { done: false, value: 'revision 2' });
  await changes.return!();
});

test('a slow reader gets the newest state once', async () => {
  const { changes, change } = scene();
  change();
  change(5);
  assert.equal((await changes.next()).value, 'revision 7');
  const next = changes.next();
  await changes.return!();
  assert.equal((await next).done, true);
});

test('who loses the right to look gets no more', async () => {
  const { changes, change, state } = scene();
  state.mayRead = false;
  change();
  assert.equal((await changes.next()).done, true);
});

test('it ends with the token', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { changes, listeners } = scene(900_000);
  const next = changes.next();
  mock.timers.tick(900_000);
  mock.timers.reset();
  assert.equal((await next).done, true);
  assert.equal(listeners.size, 0);
});

test('it ends when the connection does', async () => {
  const connection = new AbortController();
  const { changes, listeners } = scene(60_000, connection.signal);
  const next = changes.next();
  connection.abort();
  assert.equal((await next).done, true);
  assert.equal(listeners.size, 0);
});
