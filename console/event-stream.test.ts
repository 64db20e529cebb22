import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvents, type StreamEvent } from './app/event-stream.ts';

const cases: { name: string; chunks: string[]; events: StreamEvent[] }[] = [
  { name: 'one event in one chunk', chunks: ['event: next\ndata: {"a":1}\n\n'], events: [{ event: 'next', data: '{"a":1}' }] },
  {
    name: 'an event cut in the middle of a word',
    chunks: ['eve', 'nt: next\nda', 'ta: 1\n', '\n'],
    events: [{ event: 'next', data: '1' }],
  },
  {
    name: 'comments that keep the connection alive are dropped',
    chunks: [':\n\n', ': ping\n\n', 'event: next\ndata: 1\n\n'],
    events: [{ event: 'next', data: '1' }],
  },
  { name: 'data over several lines', chunks: ['event: next\ndata: a\ndata: b\n\n'], events: [{ event: 'next', data: 'a\nb' }] },
  { name: 'the end, with empty data', chunks: ['event: complete\ndata:\n\n'], events: [{ event: 'complete', data: '' }] },
  {
    name: 'line ends of the other kind, cut between the two characters',
    chunks: ['event: next\r\ndata: 1\r', '\n\r\n'],
    events: [{ event: 'next', data: '1' }],
  },
  { name: 'an event that never ended is not told', chunks: ['event: next\ndata: 1\n'], events: [] },
];

for (const { name, chunks, events } of cases) {
  test(`reading server-sent events: ${name}`, async () => {
    async function* arriving() {
      yield* chunks;
    }
    assert.deepEqual(await Array.fromAsync(readEvents(arriving())), events);
  });
}
