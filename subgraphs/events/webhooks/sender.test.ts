import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import test, { after } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { fixedClock, systemClock } from '#kernel/clock.ts';
import type { Receiver } from '../delivery.ts';
import { Poster } from './post.ts';
import { WebhookSender } from './sender.ts';
import { newSecret } from './sign.ts';
import { answering, makeCertificates, startReceiver, taken, testEvent, type TestReceiver } from './testing.ts';

const clock = systemClock();
const posters: Poster[] = [];
const certificates = makeCertificates();
const NEEDS_OPENSSL = certificates ? false : 'no openssl to make certificates with';

function makeSender(options: Partial<ConstructorParameters<typeof Poster>[0]> & { attemptMs?: number } = {}): WebhookSender {
  const { attemptMs, ...rest } = options;
  const poster = new Poster({ policy: { allowPrivate: true }, ...rest });
  posters.push(poster);
  return new WebhookSender({ poster, clock, ...(attemptMs ? { attemptMs } : {}) });
}
after(() => {
  for (const poster of posters) poster.close();
  clock.close();
});

const never = new AbortController().signal;
const to = (webhookUrl: string, over: Partial<Receiver> = {}): Receiver => ({ subscriptionId: 's', organizationId: 'o', webhookUrl, secrets: [newSecret()], attempt: 1, ...over });

async function outcomeAt(answer: TestReceiver['answer'], options: Parameters<typeof makeSender>[0] = {}) {
  await using receiver = await disposable(answer);
  return await makeSender(options).deliver(testEvent(), to(receiver.url), never); // the receiver lasts until then
}

async function disposable(answer?: TestReceiver['answer'], tls?: { key: string; cert: string }): Promise<TestReceiver & AsyncDisposable> {
  const receiver = await startReceiver(answer, tls);
  return Object.assign(receiver, { [Symbol.asyncDispose]: () => receiver.close() });
}

test('an event arrives as structured JSON, signed with both secrets, under its own id at every attempt', async () => {
  await using receiver = await disposable();
  const sender = makeSender();
  const event = testEvent({ data: { name: 'Āžī' } });
  const secrets = [newSecret(), newSecret()];
  assert.deepEqual(await sender.deliver(event, to(receiver.url, { secrets }), never), { kind: 'DELIVERED', status: 204 });
  await sender.deliver(event, to(receiver.url, { secrets, attempt: 2, replayId: 'asked for again' }), never);
  const [first, second] = receiver.received;
  assert.equal(first!.headers['content-type'], 'application/cloudevents+json; charset=utf-8');
  for (const secret of secrets) assert.deepEqual(new Webhook(secret).verify(first!.body, first!.headers), event);
  assert.equal(first!.headers['webhook-id'], event.id);
  assert.equal(second!.headers['webhook-id'], event.id);
  assert.deepEqual([first!.headers['vienkopus-replay'], second!.headers['vienkopus-replay']], [undefined, 'true']);
});

const ANSWERS: [string, TestReceiver['answer'], object][] = [
  ['200', answering(200, {}, 'thank you'), { kind: 'DELIVERED', status: 200 }],
  ['410', answering(410), { kind: 'GONE', reason: 'STATUS_410' }],
  ['400', answering(400, {}, 'no'), { kind: 'FAILED', reason: 'STATUS_400', status: 400 }],
  ['503', answering(503), { kind: 'FAILED', reason: 'STATUS_503', status: 503 }],
  ['429 with Retry-After', answering(429, { 'retry-after': '77' }), { kind: 'FAILED', reason: 'STATUS_429', status: 429, retryAfterMs: 77_000 }],
  ['301', answering(301, { location: 'https://other.example/secret?token=1' }), { kind: 'FAILED', reason: 'REDIRECTED to other.example', status: 301 }],
  ['307 to the machine\'s own metadata', answering(307, { location: 'http://169.254.169.254/latest' }), { kind: 'FAILED', reason: 'REDIRECTED to 169.254.169.254', status: 307 }],
  ['304', answering(304), { kind: 'FAILED', reason: 'REDIRECTED', status: 304 }],
];

for (const [name, answer, expected] of ANSWERS) {
  test(`the answer ${name} is ${JSON.stringify(expected)}`, async () => assert.deepEqual(await outcomeAt(answer), expected));
}

test('a date in Retry-After is counted from the hub\'s own clock', async () => {
  await using receiver = await disposable(answering(503, { 'retry-after': 'Fri, 20 Nov 2026 09:01:30 GMT' }));
  const poster = new Poster({ policy: { allowPrivate: true } });
  posters.push(poster);
  const outcome = await new WebhookSender({ poster, clock: fixedClock('2026-11-20T09:00:00Z') }).deliver(testEvent(), to(receiver.url), never);
  assert.deepEqual(outcome, { kind: 'FAILED', reason: 'STATUS_503', status: 503, retryAfterMs: 90_000 });
});

test('a receiver that hangs, before its headers or within its body, or dribbles, is left in time', async () => {
  const options = { attemptMs: 150 };
  const timedOut = { kind: 'FAILED', reason: 'TIMEOUT' };
  assert.deepEqual(await outcomeAt(() => {}, options), timedOut);
  assert.deepEqual(await outcomeAt((response) => response.writeHead(200).write('a'), options), timedOut);
  assert.deepEqual(await outcomeAt((response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 10);
    response.on('close', () => clearInterval(timer));
  }, options), timedOut);
});

test('a receiver that accepts connections and never speaks is left in time', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const scheme of ['http', 'https']) {
    assert.deepEqual(await makeSender({ attemptMs: 150 }).deliver(testEvent(), to(`${scheme}://127.0.0.1:${port}/`), never), { kind: 'FAILED', reason: 'TIMEOUT' });
  }
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('a 200 that breaks off before its end is no 200', async () => {
  const outcome = await outcomeAt((response) => {
    response.writeHead(200, { 'content-length': '500' }).write('only this');
    setImmediate(() => response.destroy());
  });
  assert.deepEqual(outcome, { kind: 'FAILED', reason: 'BROKEN_OFF', status: 200 });
});

test('of a huge answer no more than a little is read, and it counts by its status', async () => {
  let written = 0;
  const outcome = await outcomeAt((response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && written < 1e9) {
        written += 65_536;
        if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more);
      }
    };
    more();
  });
  assert.deepEqual(outcome, { kind: 'DELIVERED', status: 200 });
  assert.ok(written < 50e6, `${written} bytes were taken`);
});

test('what does not speak HTTP, or breaks off at once, is a failure with a reason', async () => {
  const speaking = async (words: string | null) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (words === null) socket.destroy();
      else socket.end(words);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const outcome = await makeSender().deliver(testEvent(), to(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`), never);
    server.close();
    return outcome.kind === 'FAILED' ? outcome.reason : outcome.kind;
  };
  assert.equal(await speaking('220 mail.example ESMTP\r\n'), 'NOT_HTTP');
  assert.equal(await speaking(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`), 'NOT_HTTP');
  assert.equal(await speaking(null), 'BROKEN_OFF');
});

test('where nobody listens, or the name is not known, the reason says so', async () => {
  const receiver = await startReceiver();
  await receiver.close();
  assert.deepEqual(await makeSender().deliver(testEvent(), to(receiver.url), never), { kind: 'FAILED', reason: 'REFUSED' });
  assert.deepEqual(await makeSender().deliver(testEvent(), to('http://nobody.invalid/'), never), { kind: 'FAILED', reason: 'DNS' });
});

test('a name that leads to the own network, or an address of it, is not connected to', async () => {
  await using receiver = await disposable();
  const sender = makeSender({ policy: { allowPrivate: false }, resolve: async () => ['127.0.0.1'] });
  const refused = { kind: 'FAILED', reason: 'PRIVATE_ADDRESS' };
  assert.deepEqual(await sender.deliver(testEvent(), to(`https://hook.example:${receiver.port}/`), never), refused);
  assert.deepEqual(await sender.deliver(testEvent(), to(`https://127.0.0.1:${receiver.port}/`), never), refused);
  assert.deepEqual(await sender.deliver(testEvent(), to(receiver.url), never), refused);
  assert.equal(receiver.received.length, 0);
});

test('the connection goes to the very address that was checked, whatever the name leads to elsewhere', async () => {
  await using receiver = await disposable();
  const asked: string[] = [];
  const sender = makeSender({ resolve: async (name) => (asked.push(name), ['127.0.0.1']) });
  assert.equal((await sender.deliver(testEvent(), to(`http://nobody.invalid:${receiver.port}/`), never)).kind, 'DELIVERED');
  assert.deepEqual(asked, ['nobody.invalid']);
  assert.equal(receiver.received[0]!.headers.host, `nobody.invalid:${receiver.port}`);
});

test('an event of more than 20 kB is not sent', async () => {
  await using receiver = await disposable();
  const event = (length: number) => testEvent({ data: { text: 'x'.repeat(length) } });
  assert.deepEqual(await makeSender().deliver(event(20_001), to(receiver.url), never), { kind: 'FAILED', reason: 'TOO_LARGE' });
  assert.equal((await makeSender().deliver(event(19_500), to(receiver.url), never)).kind, 'DELIVERED');
  assert.equal(receiver.received.length, 1);
});

test('connections are kept, and one that the receiver closed meanwhile costs no attempt', async () => {
  await using receiver = await disposable();
  const ports = new Set<number>();
  receiver.answer = (response, _received, request) => {
    ports.add(request.socket.remotePort!);
    response.writeHead(200).end();
  };
  const sender = makeSender();
  for (let turn = 0; turn < 5; turn++) assert.equal((await sender.deliver(testEvent(), to(receiver.url), never)).kind, 'DELIVERED');
  assert.equal(ports.size, 1);
  receiver.answer = (response, received, request) => {
    if (ports.has(request.socket.remotePort!)) request.socket.destroy();
    else taken(response, received, request);
  };
  assert.equal((await sender.deliver(testEvent(), to(receiver.url), never)).kind, 'DELIVERED');
});

test('an attempt is broken off when the hub stops', async () => {
  await using receiver = await disposable(() => {});
  const stop = new AbortController();
  receiver.answer = () => stop.abort();
  assert.deepEqual(await makeSender().deliver(testEvent(), to(receiver.url), stop.signal), { kind: 'FAILED', reason: 'BROKEN_OFF' });
  assert.deepEqual(await makeSender().deliver(testEvent(), to(receiver.url), stop.signal), { kind: 'FAILED', reason: 'BROKEN_OFF' });
});

test('over TLS the certificate must be valid, for this host, and not expired', { skip: NEEDS_OPENSSL }, async () => {
  const { ca, valid, expired, foreign } = certificates!;
  const outcomeWith = async (tls: { key: string; cert: string }, trusted: { ca?: string }) => {
    await using receiver = await disposable(taken, tls);
    const outcome = await makeSender(trusted).deliver(testEvent(), to(receiver.url), never);
    return outcome.kind === 'FAILED' ? outcome.reason : outcome.kind;
  };
  assert.equal(await outcomeWith(valid, { ca }), 'DELIVERED');
  assert.equal(await outcomeWith(valid, {}), 'CERTIFICATE');
  assert.equal(await outcomeWith(expired, { ca }), 'CERTIFICATE');
  assert.equal(await outcomeWith(foreign, { ca }), 'CERTIFICATE');
});

test('a receiver without TLS behind https is named so', async () => {
  await using receiver = await disposable();
  const outcome = await makeSender().deliver(testEvent(), to(receiver.url.replace('http:', 'https:')), never);
  assert.deepEqual(outcome, { kind: 'FAILED', reason: 'TLS' });
});
