import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import '../postgres/mended-driver.ts';
import type { FaultName } from '../../loadtests/events/faults.ts';
import type { EventsRun } from '../../loadtests/events/run.ts';
import { skipWithoutNats } from '../testing/nats.ts';

/** Rounds of `npm run chaos -- events`, over one hub with its worker and what they stand on; each is held to the ledger of all before it. */
const seed = process.env.TEST_SEED ?? crypto.randomUUID();
let run: EventsRun;
before(async () => {
  // What imports the driver is loaded only after it is mended.
  const { openEventsRun } = await import('../../loadtests/events/run.ts');
  run = await openEventsRun({ seed, population: 150, calmMs: [1_000, 1_500], natsGoneMs: 2_500 });
});
after(() => run?.close());

const ROUNDS: { says: string; faults: FaultName[]; skip?: string | false }[] = [
  { says: 'receivers that fail, hang, answer slowly, lie or are down get each event, in order, and hold up nobody else', faults: ['receivers are down'] },
  { says: 'when nats-server is killed, and gone for a while, that only delays', faults: ['kill -9 nats-server', 'NATS is gone for a while'], skip: skipWithoutNats },
  { says: 'when the process that relays and delivers is killed, another goes on with what it left', faults: ['kill -9 the worker'] },
  { says: 'when Postgres is killed under load, everybody gets everything once it is back', faults: ['kill -9 Postgres'] },
  { says: 'when the hub is killed, its worker goes on and subscribers come back, and nothing is lost, repeated or out of order for anybody', faults: ['kill -9 the hub'] },
];

for (const { says, faults, skip = false } of ROUNDS) {
  test(says, { skip }, async (t) => {
    t.diagnostic(`TEST_SEED=${seed}`);
    assert.deepEqual(await run.round(faults), []);
  });
}

test('every subscriber got something on its transport', async () => {
  const { subscribers, counts } = await run.report();
  for (const { name, got } of subscribers) assert.ok(got > 0, `${name} got nothing: ${JSON.stringify(counts)}`);
});
