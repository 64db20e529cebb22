import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { usageOf } from '../../hub-process.ts';
import type { Bench } from './bench.ts';
import { openBenchStage, type BenchStage } from './stage.ts';
import { move, tell } from './tell.ts';

/** As many as one identity may open (`supergraph/plugins/subscription-limits.ts`). */
const EACH_IDENTITY = 50;
const OPENED_AT_ONCE = 20;
const HEARTBEAT_SECONDS = 300;
const SETTLES_MS = 3_000;
const RECEIVED_WITHIN_MS = 60_000;
const FLOOR = new URL('./sse-floor.ts', import.meta.url).pathname;

const CREATE = `mutation ($input: CreateEventSubscriptionInput!) {
  createEventSubscription(input: $input) { __typename ... on UserError { message } ... on CreateEventSubscriptionSuccess { subscription { id } } }
}`;
const EVENTS = `subscription ($id: ID!) { events(subscriptionId: $id, heartbeatSeconds: ${HEARTBEAT_SECONDS}) { id type sequence subject data } }`;

/** Thousands of subscribers by SSE at one gateway: what each costs in memory beside bare node:http, and how fast one event is with all. */
export async function measureSse({ note, isSmall }: Bench): Promise<void> {
  const subscribers = isSmall ? 500 : 5_000;
  const stage = await openBenchStage();
  try {
    const ours = await measureOurs(stage, subscribers);
    const floor = await measureFloor(subscribers);
    note(`${subscribers} subscribers by SSE: memory of the hub for each, after a collection (aim: at most 30 kB); bare node:http beside it`, `${ours.kbEach.toFixed(1)} kB; ${floor.kbEach.toFixed(1)} kB`);
    note('— one event committed → received by the first / by all of them', `${ours.firstMs.toFixed(0)} / ${ours.allMs.toFixed(0)} ms`);
    note('— opened in', `${(ours.openedMs / 1_000).toFixed(1)} s`);
  } finally {
    await stage.close();
  }
}

interface Crowd {
  sockets: Socket[];
  openedMs: number;
  /** How many have got at least so many messages. */
  atLeast(messages: number): number;
  close(): void;
}

async function measureOurs(stage: BenchStage, subscribers: number): Promise<{ kbEach: number; firstMs: number; allMs: number; openedMs: number }> {
  const identities = Math.ceil(subscribers / EACH_IDENTITY);
  const requests: string[] = [];
  for (let identity = 0; identity < identities; identity++) {
    const label = `bench-${identity}`;
    const { createEventSubscription: made } = await stage.ask(CREATE, { input: { name: label, types: ['persons.moved.v1'] } }, label);
    const body = JSON.stringify({ query: EVENTS, variables: { id: made.subscription.id } });
    const head = `POST /graphql HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\naccept: text/event-stream\r\nauthorization: Bearer ${await stage.token(label)}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    requests.push(head + body);
  }
  // One of each identity goes first and away again: what is made once for all is not theirs.
  const first = await open(stage.hub.url, identities, (nth) => requests[nth]!);
  await tell(stage.persons, [move()]);
  await until(() => first.atLeast(1) === identities, () => `${first.atLeast(1)} of ${identities} got the first event`);
  first.close();
  const before = await settledMemory(stage.hub.pid);
  const crowd = await open(stage.hub.url, subscribers, (nth) => requests[Math.floor(nth / EACH_IDENTITY)]!);
  // Not at once: each has looked through the log once, and waits.
  await pause(SETTLES_MS);
  const begun = performance.now();
  await tell(stage.persons, [move()]);
  await until(() => crowd.atLeast(1) > 0, () => 'nobody got an event');
  const firstMs = performance.now() - begun;
  await until(() => crowd.atLeast(1) === subscribers, () => `${crowd.atLeast(1)} of ${subscribers} got the event`);
  const allMs = performance.now() - begun;
  const after = await settledMemory(stage.hub.pid);
  crowd.close();
  return { kbEach: ((after - before) * 1_024) / subscribers, firstMs, allMs, openedMs: crowd.openedMs };
}

async function measureFloor(subscribers: number): Promise<{ kbEach: number }> {
  const floor = fork(FLOOR, { execArgv: ['--disable-warning=ExperimentalWarning', '--import', new URL('./collect-on-signal.ts', import.meta.url).href] });
  const [port] = (await once(floor, 'message')) as [number];
  const url = `http://127.0.0.1:${port}`;
  const request = () => 'GET / HTTP/1.1\r\nhost: floor\r\naccept: text/event-stream\r\n\r\n';
  const first = await open(url, 100, request);
  first.close();
  const before = await settledMemory(floor.pid!);
  const crowd = await open(url, subscribers, request);
  floor.send('one');
  await until(() => crowd.atLeast(1) === subscribers, () => `${crowd.atLeast(1)} of ${subscribers} got the event of the floor`);
  const after = await settledMemory(floor.pid!);
  crowd.close();
  floor.kill();
  return { kbEach: ((after - before) * 1_024) / subscribers };
}

/** Resident memory in MB once garbage was collected and nothing is under way. */
export async function settledMemory(pid: number): Promise<number> {
  await pause(SETTLES_MS);
  process.kill(pid, 'SIGUSR2');
  await pause(SETTLES_MS);
  process.kill(pid, 'SIGUSR2');
  await pause(SETTLES_MS);
  return usageOf(pid).memoryMb;
}

/** Opens connections, some at a time, and waits until each has its answer's head. */
export async function open(url: string, count: number, requestOf: (nth: number) => string): Promise<Crowd> {
  const { port } = new URL(url);
  const got = new Int32Array(count);
  const sockets: Socket[] = [];
  const begun = performance.now();
  const one = async (nth: number) => {
    const socket = connect(Number(port), '127.0.0.1');
    sockets.push(socket);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let isOpen = false;
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (!isOpen && !text.startsWith('HTTP/1.1 200')) reject(new Error(text.slice(0, 500)));
      isOpen = true;
      resolve();
      for (let at = text.indexOf('event: next'); at !== -1; at = text.indexOf('event: next', at + 1)) got[nth]!++;
    });
    socket.on('error', reject);
    socket.write(requestOf(nth));
    await promise;
  };
  for (let at = 0; at < count; at += OPENED_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(OPENED_AT_ONCE, count - at) }, (_, index) => one(at + index)));
  }
  return {
    sockets,
    openedMs: performance.now() - begun,
    atLeast: (messages) => got.reduce((sum, each) => sum + (each >= messages ? 1 : 0), 0),
    close: () => sockets.forEach((socket) => socket.destroy()),
  };
}

async function until(holds: () => boolean, otherwise: () => string): Promise<void> {
  const deadline = performance.now() + RECEIVED_WITHIN_MS;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`${otherwise()} within ${RECEIVED_WITHIN_MS / 1_000} s`);
    await pause(1);
  }
}
