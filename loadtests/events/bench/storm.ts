import { setTimeout as pause } from 'node:timers/promises';
import { atEvenTimes } from '../../at-even-times.ts';
import { percentile, spread } from '../../percentile.ts';
import type { Bench } from './bench.ts';
import { delays, listen, TRANSPORTS, untilHeard, type Listener } from './listeners.ts';
import { openBenchStage, type BenchStage } from './stage.ts';
import { move, tell, type Happened } from './tell.ts';

const IN_ONE_COMMIT = 1_000;
const URGENT = ['persons.died.v1'];
const LOOK_EVERY_MS = 100;
const WITHIN_MS = 60_000;

/** What the register's storms are to the hub; and one of which every subscriber is told, as fast as they take it. */
export async function measureStorm(bench: Bench): Promise<void> {
  const some = bench.isSmall ? 20 : 1;
  await measure(bench, { what: 'corrections', events: 640_000 / some, happened: () => ({ ...move(), type: 'persons.corrected.v1', data: {} }) });
  await measure(bench, { what: 'moves that everybody is told', events: 40_000 / some, happened: move });
}

interface Storm {
  what: string;
  events: number;
  happened(): Happened;
}

/** In the bulk lane; and once a second something urgent, with a healthy subscriber on each transport. */
async function measure({ note }: Bench, { what, events, happened }: Storm): Promise<void> {
  const stage = await openBenchStage();
  const listeners: Listener[] = [];
  let dying: { stop(): Promise<unknown> } | null = null;
  let watch: ReturnType<typeof watchLag> | null = null;
  try {
    for (const transport of TRANSPORTS) {
      if (transport !== 'NATS' || stage.nats) listeners.push(await listen(stage, { transport, types: ['persons.moved.v1', ...URGENT] }));
    }
    const urgent = new Map<string, number>();
    const begun = performance.now();
    watch = watchLag(stage);
    dying = atEvenTimes(1, async () => {
      const died = death();
      await tell(stage.persons, [died], { urgent: URGENT });
      urgent.set(died.subject, performance.now());
    });
    for (let told = 0; told < events; told += IN_ONE_COMMIT) await tell(stage.persons, Array.from({ length: Math.min(IN_ONE_COMMIT, events - told) }, () => happened()), { bulk: true });
    const writtenMs = performance.now() - begun;
    while ((await stage.sql`select exists (select from events.outbox where lane = 2) as some`)[0]!.some) await pause(LOOK_EVERY_MS);
    const drainedMs = performance.now() - begun;
    await dying.stop();
    await untilHeard(urgent, listeners, WITHIN_MS);
    const lags = await watch.stop();
    note(`storm of ${events} ${what}: written in / the bulk lane empty after`, `${(writtenMs / 1_000).toFixed(0)} / ${(drainedMs / 1_000).toFixed(0)} s`);
    for (const listener of listeners) note(`— urgent, once a second, committed → delivered by ${listener.name}, p50 / p99 (aim: below 1 s)`, spread(delays(urgent, listener)));
    for (const [name, all] of lags) note(`— how far behind ${name} was, p50 / p99 / most`, `${percentile(all, 0.5).toFixed(0)} / ${percentile(all, 0.99).toFixed(0)} / ${Math.max(...all).toFixed(0)} ms`);
  } finally {
    await Promise.all([dying?.stop(), watch?.stop()]);
    for (const listener of listeners) await listener.close();
    await stage.close();
  }
}

function death(): Happened {
  return { subject: crypto.randomUUID(), type: URGENT[0]!, municipality: '0001000', data: { on: '2026-11-20' } };
}

/** How long the oldest event has waited that a reader who counts has not finished, as the readers themselves tell the relay. */
function watchLag({ sql }: BenchStage): { stop(): Promise<Map<string, number[]>> } {
  const lags = new Map<string, number[]>();
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const rows = await sql`select name, coalesce(extract(epoch from clock_timestamp() - waiting_since) * 1000, 0)::float8 as lag from events.reader where seen_at > clock_timestamp() - interval '10 seconds'`;
      for (const { name, lag } of rows) lags.set(name, [...(lags.get(name) ?? []), Math.max(0, Number(lag))]);
      await pause(LOOK_EVERY_MS);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await running;
      return lags;
    },
  };
}
