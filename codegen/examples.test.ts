import assert from 'node:assert/strict';
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { after, before } from 'node:test';
import { parse, validate } from 'graphql';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { startTestHub, type TestHub } from '#supergraph/testing/network.ts';
import { subscribeBySse } from '#supergraph/testing/sse.ts';
import { readPublicSchema } from './public-schema.ts';
import { answerPath, isTaken, readExamples, recordedAnswer, valueAt, withTaken, type Example } from './reference-examples.ts';
import { shown } from './reference-answer.ts';

/**
 * The examples of the reference, sent to a hub as whom they name. What is shown of the answers stands beside them;
 * `EXPECT=write npm test -- codegen/examples` writes it anew, to be read before it is committed with the reference that
 * `npm run codegen` makes of it.
 */
const isWriting = process.env.EXPECT === 'write';
const KINDS = ['query', 'subscription', 'mutation'];
const examples = readExamples();
const schema = readPublicSchema();

let hub: TestHub;
/** The receiver that examples of webhooks name; it answers the challenge. */
const receiver = createServer(async (request, response) => {
  const event = JSON.parse(await text(request)) as { data: { challenge?: string } };
  response.end(JSON.stringify({ challenge: event.data.challenge }));
});
const answers = new Map<string, Promise<any>>();
before(async () => {
  await once(receiver.listen(4199, '127.0.0.1'), 'listening');
  hub = await startTestHub({ seed: 'reference' });
  await hub.network.settled();
});
after(async () => {
  await hub.close();
  receiver.close();
});

test('every field at the root has an example, and every answer its example', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) => Object.keys(type!.getFields()));
  assert.deepEqual(roots.filter((root) => !examples.some((example) => example.root === root)), []);
  const left = globSync('codegen/examples/*.json').map((path) => basename(path, '.json')).filter((name) => !examples.some((example) => example.name === name));
  if (isWriting) for (const name of left) rmSync(answerPath(name));
  else assert.deepEqual(left, []);
});

// Asking comes before changing, so that an example added later leaves the answers to others as they are.
for (const example of examples.toSorted((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind))) {
  test(`${example.name}: ${example.title}`, async () => {
    assert.deepEqual(validate(schema, parse(example.operation)), []);
    const answer = shown(await answerTo(example.name));
    assert.equal(holdsPersonalCode(JSON.stringify(answer)), false);
    if (isWriting) writeFileSync(answerPath(example.name), `${JSON.stringify(answer, null, 2)}\n`);
    assert.ok(existsSync(answerPath(example.name)), `${answerPath(example.name)} is not there: EXPECT=write npm test -- codegen/examples`);
    assert.deepEqual(answer, recordedAnswer(example.name));
  });
}

/** The data that answers an example, which is sent once. What it stands on is sent before. */
function answerTo(name: string): Promise<any> {
  const example = examples.find((each) => each.name === name);
  assert.ok(example, `There is no example "${name}"`);
  if (!answers.has(name)) answers.set(name, send(example));
  return answers.get(name)!;
}

async function send(example: Example): Promise<unknown> {
  if (example.after) await answerTo(example.after);
  const variables = await variablesOf(example);
  if (example.kind === 'subscription') return messageOf(example, variables);
  const { data, errors } = await hub.ask(example.as === 'nobody' ? null : example.as, example.operation, variables);
  assert.equal(errors, undefined, JSON.stringify(errors));
  if (example.kind === 'mutation') {
    assert.match(data[example.root].__typename, /Success$/, JSON.stringify(data));
    await hub.network.settled();
  }
  return data;
}

async function messageOf({ as, operation, cause, message, name }: Example, variables: Record<string, unknown>): Promise<unknown> {
  assert.ok(cause && message, `${name} says neither what makes it speak nor which message is shown`);
  if ('example' in cause) assert.ok(!answers.has(cause.example), `${cause.example} was sent before ${name} could listen`);
  const stream = await subscribeBySse(hub.url, await hub.token(as), operation, variables);
  try {
    // The head of a stream comes a moment before its subgraph listens.
    await new Promise((resolve) => setTimeout(resolve, 100));
    if ('example' in cause) await answerTo(cause.example);
    else await hub.sandbox('changes', cause.change);
    const isShown = ({ data }: { data?: unknown }) => valueAt([data], message) !== undefined;
    const { data } = await stream.until(isShown);
    await hub.network.settled();
    return data;
  } finally {
    stream.close();
  }
}

async function variablesOf({ variables }: Example): Promise<Record<string, unknown>> {
  const sources = new Map<string, unknown>();
  for (const name of namesIn(variables)) sources.set(name, await answerTo(name));
  return withTaken(variables, ({ from, at }) => {
    const value = valueAt(sources.get(from), at);
    assert.ok(value !== undefined && value !== null, `${at} is not in the answer to ${from}: ${JSON.stringify(sources.get(from))}`);
    return value;
  }) as Record<string, unknown>;
}

function namesIn(value: unknown): string[] {
  if (isTaken(value)) return [value.from];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
}
