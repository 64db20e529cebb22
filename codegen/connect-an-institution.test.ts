import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNats, nanos } from '@nats-io/transport-node';
import { parse, validate } from 'graphql';
import { connect, type Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { seededRandom } from '#kernel/random.ts';
import { isAlive } from '#supergraph/postgres/server-process.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { TEST_SECRET } from '#supergraph/testing/cluster.ts';
import { freePort } from '#supergraph/testing/free-port.ts';
import { skipWithoutNats, startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import { startTestHub, type TestHub } from '#supergraph/testing/network.ts';
import { readPublicSchema } from './public-schema.ts';

const FOLDER = new URL('../docs/guides/connect-an-institution/', import.meta.url).pathname;
const COMMAND = new URL('../supergraph/events/run.ts', import.meta.url).pathname;
const COUNCIL = uuidv5('organization:RIGA');
const WITHIN_MS = 40_000;
const MANY = 200;
const END = 'the block has ended';
const seed = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const random = seededRandom(`guide ${seed}`);

const guide = readFileSync('docs/guides/connect-an-institution.md', 'utf8');
const blocks = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text!);
const dir = mkdtempSync(join(tmpdir(), 'vienkopus-guide-'));

let hub: TestHub;
let nats: TestNats | null = null;
let requests: Sql;
let log: Sql;
let shell: Shell;
let receiverPort: string;
/** Programs that run, also where a test failed before it ended them. */
const running = new Set<number>();

before(async () => {
  nats = skipWithoutNats ? null : await startTestNats();
  hub = await startTestHub(nats ? { natsUrl: nats.url } : {});
  // A receiver holds what is signed against its own clock.
  hub.clock.advance(Date.now() - hub.clock.now().epochMilliseconds);
  requests = connect(runtimeUrl(hub.databaseUrl, 'requests', TEST_SECRET), { name: 'test', max: 1 });
  log = connect(runtimeUrl(hub.databaseUrl, 'events', TEST_SECRET), { name: 'test', max: 1 });
  receiverPort = await freePort();
  shell = openShell();
  await shell.run(block('sign_in()'));
  await shell.run(`cd ${dir}`);
  // A hub that has just begun is still telling its parts which services there are.
  await until(async () => /SubmitRequestSuccess/.test(await shell.run(block('submit() {').split('\n').slice(0, 2).join('\n'))), 'the first request');
});
after(async () => {
  for (const pid of running) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  shell.end();
  await Promise.all([requests.end({ timeout: 1 }), log.end({ timeout: 1 })]);
  await hub.close();
  await nats?.close();
  rmSync(dir, { recursive: true });
});

/** The only block that holds a text, with the addresses of this test. */
function block(text: string): string {
  const found = blocks.filter((one) => one.includes(text));
  assert.equal(found.length, 1, `"${text}" stands in ${found.length} blocks`);
  return found[0]!.replaceAll('http://127.0.0.1:4000', hub.url).replaceAll('127.0.0.1:8080', `127.0.0.1:${receiverPort}`);
}

/** One bash for the whole guide, as a reader has one terminal. */
interface Shell {
  run(lines: string): Promise<string>;
  end(): void;
}

function openShell(): Shell {
  const env = { ...process.env, LISTEN: receiverPort, PATH: `${join(process.execPath, '..')}:${process.env.PATH}`, TOKEN: '' };
  const child = spawn('bash', [], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  let heard: string[] = [];
  let done = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => (line === END ? done.resolve() : heard.push(line)));
  return {
    async run(text) {
      heard = [];
      done = Promise.withResolvers();
      child.stdin.write(`${text}\necho; echo ${END}\n`);
      await done.promise;
      return heard.join('\n');
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** A program of the guide, started as its block says, from the guide's own folder so that it finds the hub's packages. */
async function start(program: string): Promise<{ kill(): Promise<void> }> {
  const line = block(`node ${program}`).trim().replace(/node (\S+)$/, `exec node ${FOLDER}$1`);
  const pid = Number((await shell.run(`( ${line} >> ${program}.out 2>&1 ) & echo $!`)).trim());
  running.add(pid);
  return {
    async kill() {
      running.delete(pid);
      process.kill(pid, 'SIGKILL');
      while (isAlive(pid)) await pause(5);
    },
  };
}

interface Line {
  id: string;
  sequence: string;
}

/** Those that are written whole. */
function linesOf(file: string): Line[] {
  const path = join(dir, file);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line)) : [];
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await holds())) {
    const said = globSync('*.out', { cwd: dir }).map((name) => readFileSync(join(dir, name), 'utf8').slice(-500));
    assert.ok(performance.now() < deadline, `${what}: not in time; the programs say ${said.join('\n')}`);
    await pause(2);
  }
}

/** Requests of Rīga's council are rated, as their store would tell. */
async function rate(count: number): Promise<void> {
  const data = { serviceId: null, institutionId: COUNCIL, channel: 'PORTAL', from: 'COMPLETED', to: 'COMPLETED', dueOn: null, rating: 4, personId: null };
  await requests`
    with happened as (
      select gen_random_uuid() as subject, 'requests.rated.v1' as type, null::text as municipality, ${requests.json(data)}::jsonb as data from generate_series(1, ${count}::int)
    ), ${told(requests, { audit: 'requests', by: 'test', at: hub.clock.now() })} select 1`;
}

/** What the council should get of its requests behind a sequence, by the log itself. */
async function requestsBehind(sequence: number): Promise<string[]> {
  const rows = await log`select id from events.log where sequence > ${sequence} and type like 'requests.%' and data->>'institutionId' = ${COUNCIL} order by sequence`;
  return rows.map(({ id }) => id);
}

async function head(): Promise<number> {
  return (await log`select last_sequence from events.relay_state`)[0]!.last_sequence;
}

async function subscription(name: string): Promise<{ id: string; acknowledged: number }> {
  const { data } = await hub.ask('system-riga', '{ eventSubscriptions { id name acknowledged } }');
  const { id, acknowledged } = data.eventSubscriptions.find((one: { name: string }) => one.name === name);
  return { id, acknowledged: Number(acknowledged) };
}

/** Killed in the midst of many events and started again, it has each of them once, in order. `started` is what a reader does behind each start. */
async function killedMidway(program: string, file: string, begun: number, started: () => Promise<unknown> = async () => {}): Promise<{ kill(): Promise<void> }> {
  const first = await start(program);
  await started();
  await rate(MANY);
  const enough = 1 + random.int(MANY / 2);
  await until(() => linesOf(file).length >= enough, `${enough} events by ${program}`);
  await first.kill();
  await rate(MANY);
  await shell.run('submit');
  const second = await start(program);
  await started();
  await until(async () => {
    const got = new Set(linesOf(file).map(({ id }) => id));
    const expected = await requestsBehind(begun);
    return expected.length > MANY * 2 && expected.every((id) => got.has(id));
  }, `every event by ${program} (${seed})`);
  const got = linesOf(file).map(({ id }) => id);
  assert.equal(new Set(got).size, got.length, `${program} took an event twice (${seed})`);
  const expected = await requestsBehind(begun);
  assert.deepEqual(got.filter((id) => expected.includes(id)), expected, `${program} (${seed})`);
  return second;
}

test("the guide's operations and those of its programs are answered by the schema", () => {
  const typed = [...guide.matchAll(/"query":"((?:\\.|[^"\\])+)"/g)].map(([, text]) => JSON.parse(`"${text}"`) as string);
  const programs = globSync('*.mjs', { cwd: FOLDER }).map((name) => readFileSync(FOLDER + name, 'utf8'));
  const held = programs.flatMap((text) => [...text.matchAll(/`((?:subscription|mutation) [^`]+)`/g)].map(([, operation]) => operation!));
  assert.ok(typed.length > 10 && held.length === 3);
  for (const text of [...typed, ...held]) assert.deepEqual(validate(readPublicSchema(), parse(text)), [], text);
  for (const text of programs) assert.ok(text.trimEnd().split('\n').length <= 70, 'a program is short');
});

test('server-sent events go on where the program was killed, and the certificate agrees', async () => {
  const begun = await head();
  assert.match(await shell.run(`${block('"name":"what happens in Rīga"')} echo "$STREAM"`), /[\da-f]{8}-/);
  assert.match(await shell.run(block('submit() {')), /SubmitRequestSuccess[^]*"kind":"birth"[^]*"kind":"move"/);
  const following = await killedMidway('stream-sse.mjs', 'sse-events.ndjson', begun);
  await until(async () => (await subscription('what happens in Rīga')).acknowledged >= Number(linesOf('sse-events.ndjson').at(-1)!.sequence), 'the acknowledgement');
  await following.kill();
  assert.match(await shell.run(block('certifyEvents')), /^Nothing is missing and nothing is too much: \d{3,}/m);
});

test('over a WebSocket the hub keeps the place', async () => {
  const { acknowledged } = await subscription('what happens in Rīga');
  const following = await killedMidway('stream-ws.mjs', 'ws-events.ndjson', acknowledged);
  const last = linesOf('ws-events.ndjson').at(-1)!;
  await until(async () => (await subscription('what happens in Rīga')).acknowledged >= Number(last.sequence), 'the acknowledgement');
  await following.kill();
});

test('the receiver answers the challenge, takes each event once over a kill, a rotation and a replay', async () => {
  const begun = await head();
  const listening = async () => until(() => fetch(`http://127.0.0.1:${receiverPort}/`).then(() => true, () => false), 'the receiver');
  const before = await start('webhook-receiver.mjs');
  await listening();
  assert.match(await shell.run(`${block('"webhookUrl"')} cat webhook-secrets.txt`), /SubmitRequestSuccess[^]*^whsec_/m);
  await before.kill();
  await shell.run(block('rotateEventSecret').split('\n')[0]!);
  const [look, resume] = block('failing { since').trim().split('\n');
  const receiving = await killedMidway('webhook-receiver.mjs', 'webhook-events.ndjson', begun, async () => {
    await listening();
    assert.match(await shell.run(resume!), /ResumeEventSubscriptionSuccess/);
    // By the hub's clock, which stands still: what failed once or twice is tried again within half a minute.
    hub.clock.advance(31_000);
  });
  assert.match(await shell.run(look!), /"state":"ACTIVE".*"delivered":true/);
  const took = linesOf('webhook-events.ndjson').length;
  const answers = await shell.run(block('pauseEventSubscription'));
  assert.match(answers, /PAUSED[^]*ACTIVE[^]*statuses\.\*[^]*"fromSequence"/);
  assert.doesNotMatch(answers, /"message"/);
  const { id } = await subscription('requests by webhook');
  await until(async () => {
    const { data } = await hub.ask('system-riga', '{ eventSubscriptions { id replays { sent endedAt } } }');
    const [replay] = data.eventSubscriptions.find((one: { id: string }) => one.id === id).replays;
    return replay?.endedAt != null && replay.sent > MANY;
  }, 'the replay');
  assert.equal(linesOf('webhook-events.ndjson').length, took + 1, 'what was submitted during the pause, and nothing of the replay');
  await receiving.kill();
});

test('a body that nobody signed, or with too old a time, is refused by the receiver', async () => {
  const receiving = await start('webhook-receiver.mjs');
  const send = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${receiverPort}/`, { method: 'POST', headers, body: JSON.stringify({ id: 'x', type: 'lv.vienkopus.requests.rated.v1' }) }).then(({ status }) => status, () => 0);
  await until(async () => (await send({})) === 401, 'a refusal');
  const forged = { 'webhook-id': 'x', 'webhook-signature': 'v1,AAAA' };
  assert.equal(await send({ ...forged, 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)) }), 401);
  assert.equal(await send({ ...forged, 'webhook-timestamp': '1' }), 401);
  await receiving.kill();
});

test('over NATS what was handed out comes again, and each event once', { skip: skipWithoutNats }, async () => {
  await shell.run(block('export ORGANIZATION'));
  await shell.run(`export NATS_URL=${nats!.url}; node --disable-warning=ExperimentalWarning ${COMMAND} nats-account --organization $ORGANIZATION --make-consumers`);
  const connection = await connectNats({ servers: nats!.url });
  // As long as 30 s otherwise.
  await (await jetstreamManager(connection)).consumers.update('VIENKOPUS_FOR', COUNCIL, { ack_wait: nanos(1_000) });
  await connection.close();
  const begun = await head();
  assert.match(await shell.run(`${block('"transport":"NATS"')} echo "$NATS"`), /SubmitRequestSuccess/);
  await (await killedMidway('nats-consumer.mjs', 'nats-events.ndjson', begun)).kill();
});

test('an institution hears of whom it watches, wherever they live', async () => {
  assert.match(await shell.run(block('watchPersons(')), /"watched":1[^]*"kind":"move"/);
  const { id } = await subscription('our clients');
  const janis = await hub.personId('janis');
  await until(async () => {
    const [moved] = await log`select sequence from events.log where type = 'persons.moved.v1' and subject = ${janis}`;
    return moved !== undefined;
  }, 'the move');
  const { data } = await hub.ask('system-riga', `mutation { certifyEvents(input: { subscriptionId: "${id}", toSequence: "${await head()}" }) { ... on CertifyEventsSuccess { certificate { count } } ... on UserError { message } } }`);
  assert.equal(data.certifyEvents.certificate?.count, 1, JSON.stringify(data));
});
