import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as open, createServer, type AddressInfo } from 'node:net';
import test, { after, before } from 'node:test';
import { mend } from './mended-driver.ts';

// What imports the driver is loaded only after it is mended.
const { connect } = await import('#kernel/database.ts');
const { openTestDatabase } = await import('../testing/cluster.ts');

let database: Awaited<ReturnType<typeof openTestDatabase>>;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

test('the mends fit the installed driver, and no other text', () => {
  const source = readFileSync(new URL('../../node_modules/postgres/src/connection.js', import.meta.url), 'utf8');
  assert.notEqual(mend(source), source);
  assert.throws(() => mend(mend(source).replaceAll('clearImmediate', '')), /does not fit this version/);
});

/** A server in between that cuts so many connections at the moment the driver asks for the types of arrays. */
async function cutting(times: number, how: 'end' | 'resetAndDestroy') {
  const { hostname, port } = new URL(database.url);
  let left = times;
  const server = createServer((client) => {
    const upstream = open(Number(port), hostname);
    client.on('data', (chunk) => {
      if (left > 0 && chunk.includes('typarray')) {
        left--;
        upstream.destroy();
        client[how]();
      } else upstream.write(chunk);
    });
    upstream.on('data', (chunk) => client.write(chunk));
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) one.on('close', () => other.destroy()).on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(database.url);
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, close: () => server.close() };
}

for (const how of ['end', 'resetAndDestroy'] as const) {
  test(`a connection that ${how === 'end' ? 'closes' : 'is reset'} while the driver asks for types neither hangs nor ends the process`, async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown) => void unheard.push(error);
    process.on('unhandledRejection', hear);
    const proxy = await cutting(2, how);
    const sql = connect(proxy.url, { name: 'test', max: 1 });
    try {
      const asked = async (): Promise<string> => {
        for (;;) {
          const answered = await sql`select ${['a', 'b']}::text[] as list`.then(([row]) => row!.list, (error: { code?: string }) => error.code);
          if (Array.isArray(answered)) return answered.join();
        }
      };
      const late = new Promise<string>((resolve) => setTimeout(resolve, 10_000, 'no answer').unref());
      assert.equal(await Promise.race([asked(), late]), 'a,b');
      assert.deepEqual(unheard, []);
    } finally {
      process.off('unhandledRejection', hear);
      await sql.end({ timeout: 1 });
      proxy.close();
    }
  });
}
