import { setTimeout as pause } from 'node:timers/promises';
import { atEvenTimes } from '../at-even-times.ts';
import { getKnown, startRegisterLoad } from '../chaos/register-load.ts';
import { residentsOf } from '../chaos/residents.ts';
import { usageOf } from '../hub-process.ts';
import { spread } from '../percentile.ts';
import type { Bench } from './instance.ts';

const KNOWN = 100;
const RATES = { dashboardsPerSecond: 20, strangersPerSecond: 1 };
const BEFORE_MS = 10_000;
const DEATHS_PER_SECOND = 1;
const DEATHS_MOST = 400;
const LOOK_EVERY_MS = 5;
const ABSORBED_WITHIN_MS = 600_000;

/** How the hub takes in a mass correction that changes no fact, while people die and dashboards are asked for. */
export async function measureStorm(bench: Bench, { corrections }: { corrections: number }): Promise<void> {
  const { stage: { hub, register, sql }, note } = bench;
  const residents = residentsOf(hub.url, register.url);
  const known = await getKnown(residents, Array.from({ length: KNOWN }, (_, nth) => `resident-${nth}`));
  let nth = KNOWN;
  const load = startRegisterLoad({ residents, known, stranger: () => `resident-${KNOWN + (nth++ % (bench.population - KNOWN))}` }, RATES);
  // Nobody whose dashboard is asked for: the old, without anybody in their care.
  const doomed = (await sql`
    select person_id from population.fact f where vital = 'ALIVE' and birth_day < '1950-01-01' order by md5(person_id::text) limit ${DEATHS_MOST}`).map((row) => row.person_id as string);
  const deaths: number[] = [];
  const dying = atEvenTimes(DEATHS_PER_SECOND, async () => {
    const person = doomed.pop();
    if (!person) return;
    const begun = performance.now();
    await register.sandbox('changes', { kind: 'death', person });
    while (!(await isDead(bench, person))) await pause(LOOK_EVERY_MS);
    deaths.push(performance.now() - begun);
  });
  await pause(BEFORE_MS / 5);
  load.cut();
  deaths.length = 0;
  await pause(BEFORE_MS);
  const calm = load.cut();
  const calmDeaths = deaths.splice(0);
  const memoryBefore = usageOf(hub.pid).memoryMb;
  const { position } = await register.sandbox('changes', { kind: 'storm', count: corrections });
  const begun = performance.now();
  let memoryMost = memoryBefore;
  while ((await positionOf(bench)) < position && performance.now() - begun < ABSORBED_WITHIN_MS) {
    memoryMost = Math.max(memoryMost, usageOf(hub.pid).memoryMb);
    await pause(LOOK_EVERY_MS * 10);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const during = load.cut();
  const stormDeaths = deaths.splice(0);
  await Promise.all([dying.stop(), load.stop()]);
  const isAbsorbed = (await positionOf(bench)) >= position;
  note(`${corrections.toLocaleString('en')} corrections of ${bench.population.toLocaleString('en')} people that change no fact`, isAbsorbed ? `followed in ${seconds.toFixed(1)} s, ${(corrections / seconds).toFixed(0)} lines/s` : `not followed within ${seconds.toFixed(0)} s`);
  note('— a death in the register → in the projection: before, meanwhile, p50 / p99', `${spread(calmDeaths)}, ${spread(stormDeaths)}`);
  note(`— dashboards, ${RATES.dashboardsPerSecond} a second: before, meanwhile, p50 / p99`, `${spread(calm.known.map(({ ms }) => ms))}, ${spread(during.known.map(({ ms }) => ms))}`);
  note('— memory of the hub: before, at most meanwhile', `${memoryBefore.toFixed(0)}, ${memoryMost.toFixed(0)} MB`);
}

async function isDead({ stage: { sql } }: Bench, person: string): Promise<boolean> {
  const [row] = await sql`select vital from population.fact where person_id = ${person}`;
  return row?.vital === 'DECEASED';
}

async function positionOf({ stage: { sql } }: Bench): Promise<number> {
  const [row] = await sql`select position from persons.feed where name = 'fpr_person'`;
  return row!.position;
}
