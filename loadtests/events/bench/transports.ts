import { setTimeout as pause } from 'node:timers/promises';
import { atEvenTimes } from '../../at-even-times.ts';
import { spread } from '../../percentile.ts';
import type { Bench } from './bench.ts';
import { delays, listen, TRANSPORTS, untilHeard, type Listener } from './listeners.ts';
import { openBenchStage, type BenchStage } from './stage.ts';
import { move, tell } from './tell.ts';

const BUSY_PER_SECOND = 1_000;
const IN_ONE_COMMIT = 10;
const APART_MS = 50;
const WITHIN_MS = 60_000;
/** Receivers of webhooks among whom the busy second is shared: each has one ordered lane. */
const SHARING = ['0001000', '0002000', '0003000', '0004000', '0005000', '0006000', '0007000', '0020000', '0021000', '0022000'];

/** From a commit until each transport has delivered it: one event at a time, and a thousand a second. */
export async function measureTransports({ note, isSmall }: Bench): Promise<void> {
  const stage = await openBenchStage();
  const times = isSmall ? 20 : 300;
  const seconds = isSmall ? 3 : 20;
  try {
    for (const transport of TRANSPORTS) {
      if (transport === 'NATS' && !stage.nats) continue;
      const listener = await listen(stage, { transport });
      try {
        note(`${transport}: committed → delivered, one event at a time, p50 / p99 (aim: p99 at most 100 ms)`, spread(await idle(stage, listener, times), 1));
        note(`— at ${BUSY_PER_SECOND} events a second for ${seconds} s (aim: p99 at most 500 ms)`, spread((await busy(stage, [listener], seconds)).flat(), 1));
      } finally {
        await listener.close();
      }
    }
    note(`webhook: the same ${BUSY_PER_SECOND} a second, shared by ${SHARING.length} receivers`, spread(await shared(stage, seconds), 1));
  } finally {
    await stage.close();
  }
}

async function idle(stage: BenchStage, listener: Listener, times: number): Promise<number[]> {
  const committed = new Map<string, number>();
  for (let count = 0; count < times; count++) {
    const happened = move();
    await tell(stage.persons, [happened]);
    committed.set(happened.subject, performance.now());
    await untilHeard(committed, [listener], WITHIN_MS);
    await pause(Math.random() * APART_MS);
  }
  return delays(committed, listener);
}

/** @returns the delays of each listener */
async function busy(stage: BenchStage, listeners: readonly Listener[], seconds: number, places = ['0001000']): Promise<number[][]> {
  const committed = new Map<string, number>();
  const placeOf = new Map<string, string>();
  let told = 0;
  const writing = atEvenTimes(BUSY_PER_SECOND / IN_ONE_COMMIT, async () => {
    const all = Array.from({ length: IN_ONE_COMMIT }, () => move(places[told++ % places.length]));
    await tell(stage.persons, all);
    const now = performance.now();
    for (const { subject, municipality } of all) {
      committed.set(subject, now);
      placeOf.set(subject, municipality!);
    }
  });
  await pause(seconds * 1_000);
  await writing.stop();
  const isTheirs = ({ name }: Listener, subject: string) => places.length === 1 || placeOf.get(subject) === name;
  await untilHeard(committed, listeners, WITHIN_MS, isTheirs);
  return listeners.map((listener) => delays(committed, listener));
}

async function shared(stage: BenchStage, seconds: number): Promise<number[]> {
  const listeners: Listener[] = [];
  try {
    for (const code of SHARING) listeners.push(await listen(stage, { transport: 'webhook', name: code, municipalityCodes: [code] }));
    return (await busy(stage, listeners, seconds, SHARING)).flat();
  } finally {
    for (const listener of listeners) await listener.close();
  }
}
