import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { runtimeUrl } from '../postgres/migrate.ts';
import { TEST_SECRET } from '../testing/cluster.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

const COMMAND = new URL('./run.ts', import.meta.url).pathname;
const COUNCIL = uuidv5('organization:RIGA');
const WITHIN_MS = 60_000;

let hub: TestHub;
let requests: Sql;
let round = 0;

before(async () => {
  hub = await startTestHub();
  requests = connect(runtimeUrl(hub.databaseUrl, 'requests', TEST_SECRET), { name: 'test', max: 1 });
});
after(async () => {
  await requests.end({ timeout: 1 });
  await hub.close();
});

/** Tells that requests of Rīga's council were rated, as their store would. */
async function rate(count: number): Promise<string[]> {
  const subjects = Array.from({ length: count }, (_, index) => uuidv5(`request ${round} ${index}`));
  round++;
  const data = { serviceId: null, institutionId: COUNCIL, channel: 'PORTAL', from: 'COMPLETED', to: 'COMPLETED', dueOn: null, rating: 4, personId: null };
  await requests`
    with happened as (
      select unnest(${subjects}::uuid[]) as subject, 'requests.rated.v1' as type, null::text as municipality, ${requests.json(data)}::jsonb as data
    ), ${told(requests, { audit: 'requests', by: 'test', at: hub.clock.now() })} select 1`;
  return subjects;
}

interface Tail {
  child: ChildProcess;
  lines: string[];
  errors(): string;
  ended: Promise<number | null>;
  /** Waits for so many lines in all. */
  until(count: number): Promise<void>;
}

function startTail(...args: string[]): Tail {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, 'tail', '--as', 'system-riga', '--url', hub.url, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let errors = '';
  child.stderr!.on('data', (data) => (errors += data));
  const reader = createInterface({ input: child.stdout! });
  reader.on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child, lines, ended,
    errors: () => errors,
    async until(count) {
      const deadline = Date.now() + WITHIN_MS;
      while (lines.length < count) {
        assert.ok(Date.now() < deadline && child.exitCode === null, `${lines.length} of ${count} lines; ${errors}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
}

/** In the order of the log, once they are numbered. */
async function numbered(subjects: string[]): Promise<string[]> {
  const sql = connect(runtimeUrl(hub.databaseUrl, 'events', TEST_SECRET), { name: 'test', max: 1 });
  const rows = await sql`select subject from events.log where subject = any(${subjects}::uuid[]) order by sequence`;
  await sql.end();
  return rows.map(({ subject }) => subject);
}
const idsOf = (tails: Tail[]) => tails.flatMap(({ lines }) => lines).map((line) => JSON.parse(line).subject as string);

test('what is stopped and started again goes on where it was, and nothing is lost or comes twice', async () => {
  const args = ['--types', 'requests.*', '--name', 'stopped', '--format', 'ndjson'];
  const first = startTail(...args);
  while (!first.errors().includes('Following')) await new Promise((resolve) => setTimeout(resolve, 10));
  const told = await rate(150);
  await first.until(150);
  first.child.kill('SIGINT');
  assert.equal(await first.ended, 0);
  const last = JSON.parse(first.lines.at(-1)!).sequence;
  assert.match(first.errors(), new RegExp(`Acknowledged through ${last}\\. To go on behind it: npm run events -- tail --as system-riga`));
  told.push(...(await rate(120)));
  const second = startTail(...args);
  await second.until(120);
  second.child.kill('SIGINT');
  await second.ended;
  assert.deepEqual(idsOf([first, second]), await numbered(told));
});

test('killed outright it goes on behind the last line it wrote, and without being told at most repeats what it had not acknowledged', async () => {
  const args = ['--types', 'requests.*', '--name', 'killed', '--format', 'ndjson'];
  const first = startTail(...args);
  while (!first.errors().includes('Following')) await new Promise((resolve) => setTimeout(resolve, 10));
  const told = await rate(230);
  await first.until(130);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = startTail(...args, '--after', JSON.parse(first.lines.at(-1)!).sequence);
  told.push(...(await rate(20)));
  await second.until(250 - first.lines.length);
  second.child.kill('SIGKILL');
  await second.ended;
  assert.deepEqual(idsOf([first, second]), await numbered(told));
  const third = startTail(...args);
  told.push(...(await rate(30)));
  while (!told.slice(-30).every((subject) => third.lines.some((line) => JSON.parse(line).subject === subject))) await new Promise((resolve) => setTimeout(resolve, 10));
  third.child.kill('SIGINT');
  await third.ended;
  assert.deepEqual([...new Set(idsOf([first, second, third]))], await numbered(told));
});

test('how to go on is told without the token', async () => {
  const tail = startTail('--token', 'a.secret.token', '--types', 'requests.*');
  while (!tail.errors().includes('Following')) await new Promise((resolve) => setTimeout(resolve, 10));
  tail.child.kill('SIGINT');
  await tail.ended;
  assert.match(tail.errors(), /To go on behind it: npm run events -- tail --as system-riga --url \S+ --types 'requests\.\*'\n$/);
});

test('a line tells sequence, time, type, subject, municipality and data', async () => {
  const tail = startTail('--types', 'requests.rated.v1');
  while (!tail.errors().includes('Following "tail: requests.rated.v1"')) await new Promise((resolve) => setTimeout(resolve, 10));
  const [subject] = await rate(1);
  await tail.until(1);
  assert.match(tail.lines[0]!, new RegExp(`^ *\\d+  2026-11-20T09:00:00Z  requests\\.rated\\.v1  ${subject}  -  \\{.*"rating":4.*\\}$`));
  tail.child.kill('SIGINT');
  await tail.ended;
});

test('with a token that ends nobody is signed in again, and with an identity the connection is made anew', async () => {
  const sql = connect(hub.databaseUrl, { name: 'test', max: 1 });
  const [row] = await sql`select count(*) as subscriptions from subscriptions.subscription`;
  const tail = startTail('--types', 'requests.rated.v1');
  while (!tail.errors().includes('Following')) await new Promise((resolve) => setTimeout(resolve, 10));
  hub.clock.advance(20 * 60_000);
  const [subject] = await rate(1);
  await tail.until(1);
  assert.ok(tail.lines[0]!.includes(subject!));
  assert.equal((await sql`select count(*) as subscriptions from subscriptions.subscription`)[0]!.subscriptions, row!.subscriptions, 'the same subscription is found again');
  tail.child.kill('SIGINT');
  await tail.ended;
  await sql.end();
});

const WRONG: [string, string[], RegExp][] = [
  ['a type that there is not', ['--types', 'request.*'], /The hub makes no such subscription: .*request\.\*/],
  ['an empty type', ['--types', 'requests.*,'], /--types is "requests\.\*,"; expected/],
  ['a municipality by its name', ['--municipality', 'Rīga'], /--municipality is "Rīga"; expected the seven digits/],
  ['a sequence that is none', ['--after', '-1x'], /--after/],
  ['a format that there is not', ['--format', 'xml'], /--format is "xml"; expected pretty or ndjson/],
  ['an address that is none', ['--url', 'nowhere'], /--url is "nowhere"/],
  ['nobody who listens', ['--url', 'http://127.0.0.1:9'], /No hub answers at http:\/\/127\.0\.0\.1:9: /],
  ['an identity that there is not', ['--as', 'system-nowhere'], /--as is "system-nowhere", and the sandbox does not sign it in/],
  ['somebody who may not', ['--as', 'anna'], /anna/],
  ['a subscription that asks for something else', ['--name', 'stopped', '--types', 'offers.*'], /The subscription "stopped" asks for .*requests\.\*/],
];

for (const [says, args, expected] of WRONG) {
  test(`${says} is refused with what was expected, and exit code 2`, async () => {
    const tail = startTail(...args);
    assert.equal(await tail.ended, 2);
    assert.match(tail.errors(), expected);
    assert.equal(tail.lines.length, 0);
  });
}
