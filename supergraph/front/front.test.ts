import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { answerJson, startFront } from './front.ts';

const DEADLINE_MS = 8_000;

test('a connection that is busy when the front stops taking any is closed with its answer, not kept for the next', async () => {
  const [asked, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const front = await startFront({
    host: '127.0.0.1', port: 0,
    routes: [async (_, response) => {
      asked.resolve();
      await go.promise;
      answerJson(response, { ok: true });
      return true;
    }],
  });
  const agent = new http.Agent({ keepAlive: true });
  const status = new Promise((resolve) => http.get(front.url, { agent }, (reply) => reply.resume().on('end', () => resolve(reply.statusCode))));
  await asked.promise;
  const startedAt = performance.now();
  const drained = front.drain(DEADLINE_MS);
  go.resolve();
  assert.equal(await status, 200);
  await drained;
  assert.ok(performance.now() - startedAt < DEADLINE_MS, 'it did not wait for the deadline');
  agent.destroy();
});
