import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';
import { settledMemory } from './sse-crowd.ts';
import { openBenchStage } from './stage.ts';
import { move, tell } from './tell.ts';

const IN_ONE_COMMIT = 500;
const SUBSCRIBERS = 10;
/** Sockets hold some ten megabytes before one who does not read is felt. */
const FILL = 40_000;
const CREATE = `mutation ($input: CreateEventSubscriptionInput!) { createEventSubscription(input: $input) { ... on CreateEventSubscriptionSuccess { subscription { id } } } }`;
const EVENTS = 'subscription ($id: ID!) { events(subscriptionId: $id) { id type sequence subject data } }';

/** Some subscribers by SSE that never read what comes: what the hub holds for them while events pass. */
export async function measureSlow({ note, isSmall }: Bench): Promise<void> {
  const events = isSmall ? 5_000 : 100_000;
  const stage = await openBenchStage();
  try {
    const { createEventSubscription: made } = await stage.ask(CREATE, { input: { name: 'slow', types: ['persons.moved.v1'] } });
    const body = JSON.stringify({ query: EVENTS, variables: { id: made.subscription.id } });
    const { port } = new URL(stage.hub.url);
    const sockets = [];
    for (let count = 0; count < SUBSCRIBERS; count++) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.write(`POST /graphql HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\naccept: text/event-stream\r\nauthorization: Bearer ${await stage.token()}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      socket.pause();
      sockets.push(socket);
    }
    await pass(stage.persons, isSmall ? events : FILL); // the buffers of the sockets, and what the hub keeps at hand for all
    const before = await settledMemory(stage.hub.pid);
    await pass(stage.persons, events);
    const after = await settledMemory(stage.hub.pid);
    sockets.forEach((socket) => socket.destroy());
    note(`memory of the hub while ${events} events pass ${SUBSCRIBERS} subscribers that never read, before → after`, `${before.toFixed(0)} → ${after.toFixed(0)} MB`);
  } finally {
    await stage.close();
  }
}

async function pass(sql: Parameters<typeof tell>[0], events: number): Promise<void> {
  for (let told = 0; told < events; told += IN_ONE_COMMIT) {
    await tell(sql, Array.from({ length: IN_ONE_COMMIT }, () => move()));
    await pause(20);
  }
}
