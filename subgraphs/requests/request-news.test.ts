import assert from 'node:assert/strict';
import test from 'node:test';
import { Tail } from '#kernel/events/tail.ts';
import { Journal } from '#kernel/events/testing.ts';
import { RequestNews } from './request-news.ts';

const MINE = 'mine';

function scene() {
  const log = new Journal();
  const news = new RequestNews(new Tail({ log, logger: { error() {} } }));
  const append = async (...added: [subject: string, type?: string][]) => {
    log.append(...added.map(([subject, type = 'requests.status-changed.v1']) => ({ subject, type })));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { news, append, log };
}

test("a request's event wakes who watches it, and nobody else", async () => {
  const { news, append } = scene();
  const woken: string[] = [];
  for (const id of [MINE, 'another']) news.about(id).onAppended(() => woken.push(id));
  await append([MINE], ['unwatched'], [MINE, 'offers.found.v1']);
  assert.deepEqual(woken, [MINE]);
});

test('many who watch share one reading of the log, and who leaves last ends it', async () => {
  const { news, append, log } = scene();
  const leave = Array.from({ length: 50 }, () => news.about(MINE).onAppended(() => {}));
  await append([MINE]);
  assert.equal(log.reads, 1);
  for (const go of leave) go();
  await append([MINE]);
  assert.equal(log.reads, 1);
});

test('what happened before one came is not read', async () => {
  const { news, append } = scene();
  await append([MINE]);
  let woken = 0;
  news.about(MINE).onAppended(() => woken++);
  await append([MINE]);
  assert.equal(woken, 1);
});
