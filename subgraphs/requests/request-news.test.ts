import assert from 'node:assert/strict';
import test from 'node:test';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { RequestNews } from './request-news.ts';

const MINE = 'mine';
const event = (sequence: number, subject: string, type = 'requests.status-changed.v1') => ({ sequence, subject, type }) as EventEnvelope;

function scene() {
  const events: EventEnvelope[] = [];
  const appended = new Set<(upTo: number) => void>();
  let reads = 0;
  let isAway = false;
  const log = {
    get head() {
      return events.length;
    },
    async read(after: number, limit: number) {
      reads++;
      if (isAway) throw new Error('away');
      return events.slice(after, after + limit);
    },
    onAppended(listener: (upTo: number) => void) {
      appended.add(listener);
      return () => appended.delete(listener);
    },
  };
  const append = async (...added: [subject: string, type?: string][]) => {
    for (const [subject, type] of added) events.push(event(events.length + 1, subject, type));
    for (const listener of appended) listener(events.length);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const news = new RequestNews(log, { error() {} });
  return { news, append, appended, reads: () => reads, goAway: () => void (isAway = true) };
}

test("a request's event wakes who watches it, and nobody else", async () => {
  const { news, append } = scene();
  const woken: string[] = [];
  for (const id of [MINE, 'another']) news.about(id).onAppended(() => woken.push(id));
  await append([MINE], ['unwatched'], [MINE, 'offers.found.v1']);
  assert.deepEqual(woken, [MINE]);
});

test('many who watch share one reading of the log, and who leaves last ends it', async () => {
  const { news, append, appended, reads } = scene();
  const leave = Array.from({ length: 50 }, () => news.about(MINE).onAppended(() => {}));
  await append([MINE]);
  assert.deepEqual([reads(), appended.size], [1, 1]);
  for (const go of leave) go();
  assert.equal(appended.size, 0);
});

test('what happened before one came is not read', async () => {
  const { news, append } = scene();
  await append([MINE]);
  let woken = 0;
  news.about(MINE).onAppended(() => woken++);
  await append([MINE]);
  assert.equal(woken, 1);
});

test('when the log cannot be read, everyone looks for themselves', async () => {
  const { news, append, goAway } = scene();
  let woken = 0;
  news.about(MINE).onAppended(() => woken++);
  goAway();
  await append(['unwatched']);
  assert.equal(woken, 1);
});
