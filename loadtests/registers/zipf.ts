import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom, type Random } from '#kernel/random.ts';
import { atEvenTimes } from '../at-even-times.ts';
import { spread } from '../percentile.ts';
import { openInstance, READING, somePeople, type Bench, type Instance } from './instance.ts';
import { followConsumed, type Consumed } from './consumed.ts';

const PEOPLE = 20_000;
/** Somebody and their family, as a page shows them. */
const AT_ONCE = 3;
const THINKS_MOST_MS = 10;
const INSTANCES = 2;
const TOWNS = ['0001000', '0002000', '0005000', '0054000'];

interface Tally {
  times: number[];
  people: number;
  failed: number;
  /** Older than what every instance had acknowledged before the read began, and whether it said that it is stale. */
  old: { toldSo: number; silent: number };
}

/** Two instances read people of whom some are asked for far more often than others, while some of them change. */
export async function measureZipf(bench: Bench, { seconds, readers, changedShare }: { seconds: number; readers: number; changedShare: number }): Promise<void> {
  const { stage: { register }, note } = bench;
  const ids = await somePeople(bench, Math.min(PEOPLE, bench.population));
  const instances: Instance[] = [];
  for (let nth = 0; nth < INSTANCES; nth++) instances.push(await openInstance(bench));
  await instances[0]!.connectors.forget();
  const consumed = await followConsumed(bench.stage.sql, instances[0]!.connectors.stream);
  const zipf = zipfian(ids.length);
  const chance = seededRandom('changes');
  const moves = { made: 0, refused: 0 };
  // Every second one moves somebody who is much asked for: there an old value would be seen.
  const changing = atEvenTimes((ids.length * changedShare) / 60, async (_at, nth) => {
    const person = ids[nth % 2 === 0 ? zipf(chance) : chance.int(ids.length)]!;
    const isMade = await register.sandbox('changes', { kind: 'move', person, municipality: chance.pick(TOWNS) }).then(() => true, () => false);
    moves[isMade ? 'made' : 'refused']++;
  });
  const tally: Tally = { times: [], people: 0, failed: 0, old: { toldSo: 0, silent: 0 } };
  const callsBefore = instances.map(({ calls }) => calls.made);
  const isOver = { now: false };
  const running = instances.flatMap(({ connectors }, at) => Array.from({ length: readers }, (_, nth) => {
    const random = seededRandom(`reader ${at} ${nth}`);
    return read({ random, connectors, consumed, tally, isOver, pick: () => ids[zipf(random)]! });
  }));
  await pause(seconds * 1_000);
  isOver.now = true;
  await Promise.all([...running, changing.stop()]);
  await consumed.stop();
  const calls = instances.reduce((sum, instance, at) => sum + instance.calls.made - callsBefore[at]!, 0);
  const standings = instances.map(({ connectors }) => connectors.population.standing);
  const sum = (of: (standing: (typeof standings)[number]) => number) => standings.reduce((total, standing) => total + of(standing), 0);
  const memoryHits = sum(({ memory }) => memory.hit + memory.stale + memory.shared);
  const sharedHits = sum(({ shared }) => shared.hit + shared.stale);
  const asked = memoryHits + sum(({ memory }) => memory.miss);
  const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(1)} %`;
  const title = `Zipf load (s = 1), ${ids.length.toLocaleString('en')} people, ${INSTANCES} instances with ${readers} readers each, ${(changedShare * 100).toFixed(0)} % changing a minute, ${seconds} s`;
  note(`${title}: reads of ${AT_ONCE} people, p50 / p99`, spread(tally.times, 2));
  note('— people found in memory, of all asked for', percent(memoryHits, asked));
  note('— of the rest, found in what instances share', percent(sharedHits, asked - memoryHits));
  note('— register calls', `${(calls / seconds).toFixed(1)}/s for ${(tally.people / seconds).toFixed(0)} people/s`);
  note('— changes made, and told to every instance and acknowledged by it', `${moves.made}${moves.refused ? ` (${moves.refused} refused: the dead do not move)` : ''}, ${consumed.count()}`);
  note('— stale after consumed (aim: 0), by version, of all people read', `${tally.old.silent + tally.old.toldSo} of ${tally.people.toLocaleString('en')}${tally.old.toldSo ? `, ${tally.old.toldSo} of which say that they are stale` : ''}`);
  if (tally.failed) note('— people who could not be told', String(tally.failed));
  for (const instance of instances) await instance.close();
}

interface Reader {
  random: Random;
  connectors: Instance['connectors'];
  consumed: Consumed;
  tally: Tally;
  isOver: { now: boolean };
  pick(): string;
}

async function read({ random, connectors, consumed, tally, isOver, pick }: Reader): Promise<void> {
  while (!isOver.now) {
    const ids = [...new Set(Array.from({ length: AT_ONCE }, pick))];
    const atLeast = ids.map((id) => consumed.versionOf(id));
    const begun = performance.now();
    const found = await connectors.population.read(ids, READING);
    tally.times.push(performance.now() - begun);
    tally.people += ids.length;
    for (const [at, id] of ids.entries()) {
      const sourced = found.get(id);
      if (sourced === undefined || sourced instanceof Error) tally.failed++;
      else if (sourced.value.version < atLeast[at]!) tally.old[sourced.isStale ? 'toldSo' : 'silent']++;
    }
    await pause(random.next() * THINKS_MOST_MS);
  }
}

/** Draws a place in an order in which the nth is asked for n times as seldom as the first. */
function zipfian(count: number): (random: Random) => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let at = 0; at < count; at++) sums[at] = sum += 1 / (at + 1);
  return (random) => {
    const drawn = random.next() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < drawn) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
