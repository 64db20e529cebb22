import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { systemClock } from '#kernel/clock.ts';
import { challenge, type ChallengeResult } from './challenge.ts';
import { Poster } from './post.ts';
import { newSecret } from './sign.ts';
import { answering, startReceiver, type TestReceiver } from './testing.ts';

const policy = { allowPrivate: true };
const poster = new Poster({ policy });
const clock = systemClock();
const secret = newSecret();
after(() => {
  poster.close();
  clock.close();
});

async function challengeAt(answer: TestReceiver['answer'], withinMs = 5_000): Promise<ChallengeResult & { receiver: TestReceiver }> {
  const receiver = await startReceiver(answer);
  try {
    return { ...(await challenge({ poster, policy, clock, withinMs }, { url: receiver.url, subscriptionId: 'the subscription', secrets: [secret] })), receiver };
  } finally {
    await receiver.close();
  }
}

const textOf = (body: string) => JSON.parse(body).data.challenge as string;

test('a receiver that answers with the text passes, in JSON or plain', async () => {
  for (const answer of [
    ((response, { body }) => response.writeHead(200).end(JSON.stringify({ challenge: textOf(body) }))) as TestReceiver['answer'],
    ((response, { body }) => response.writeHead(202).end(`${textOf(body)}\n`)) as TestReceiver['answer'],
  ]) {
    assert.equal((await challengeAt(answer)).ok, true);
  }
});

test('the challenge is a signed event with another text each time', async () => {
  const texts = new Set<string>();
  for (let turn = 0; turn < 2; turn++) {
    const { receiver } = await challengeAt(answering(204));
    const { body, headers } = receiver.received[0]!;
    const event = new Webhook(secret).verify(body, headers) as Record<string, unknown>;
    assert.deepEqual([event.type, event.subject, event.id], ['lv.vienkopus.events.challenge.v1', 'the subscription', headers['webhook-id']]);
    texts.add(textOf(body));
  }
  assert.equal(texts.size, 2);
});

const FAILING: [string, TestReceiver['answer'], RegExp][] = [
  ['takes everything without reading it', answering(200, {}, 'ok'), /answered the challenge with another text; expected status 2xx and the text of data\.challenge/],
  ['answers with JSON of another shape', answering(200, {}, 'null'), /another text/],
  ['answers 404', answering(404), /answered the challenge with status 404; expected status 2xx/],
  ['answers right, but with an error', (response, { body }) => response.writeHead(500).end(textOf(body)), /status 500/],
  ['redirects', answering(302, { location: 'https://other.example/path' }), /redirects to other\.example; expected the address that answers itself/],
  ['hangs', () => {}, /did not answer the challenge within 0\.2 s/],
  ['breaks off', (_response, _received, request) => request.socket.destroy(), /broke the connection off/],
];

for (const [name, answer, message] of FAILING) {
  test(`a receiver that ${name} does not pass, and the sentence says what was expected`, async () => {
    const result = await challengeAt(answer, 200);
    assert.ok(!result.ok);
    assert.match(result.message, message);
    assert.match(result.message, /^The webhook at 127\.0\.0\.1:\d+ /);
  });
}

test('a URL that is not acceptable is not even asked', async () => {
  const result = await challenge({ poster, policy: { allowPrivate: false }, clock }, { url: 'http://127.0.0.1:1/', subscriptionId: 's', secrets: [secret] });
  assert.deepEqual(result, { ok: false, message: 'The webhook\'s URL begins with "http:"; expected https' });
});
