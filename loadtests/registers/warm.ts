import { setImmediate } from 'node:timers/promises';
import { demandAll, openInstance, READING, somePeople, type Bench } from './instance.ts';

const PEOPLE = 1_000;
const READS = 200_000;
const ROUNDS = 3;
/** Where the database takes a second to answer, nothing is served from memory meanwhile. */
const NOT_WARM_MOST = 0.01;
/** Reads between two turns of the event loop: in one that never turns, changes are not heard of, and then nothing is warm. */
const READS_A_TURN = 20;

/** CPU that one person costs who is in memory, by how many are read at a time: of this process, the event loop's turns included. */
export async function measureWarm(bench: Bench): Promise<void> {
  const { connectors, close } = await openInstance(bench);
  try {
    const ids = await somePeople(bench, PEOPLE);
    demandAll(await connectors.population.read(ids, READING), ids);
    for (const page of [1, 10, 100]) {
      const rounds: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const before = process.cpuUsage();
        for (let read = 0; read < READS / page; read++) {
          const at = (read * page) % PEOPLE;
          await connectors.population.read(ids.slice(at, at + page), READING);
          if (read % READS_A_TURN === 0) await setImmediate();
        }
        const { user, system } = process.cpuUsage(before);
        if (round > 0) rounds.push((user + system) / READS); // the first warms up
      }
      bench.note(`warm read, ${page} ${page === 1 ? 'person' : 'people'} at a time: CPU per person, median of ${ROUNDS} times ${READS.toLocaleString('en')} (aim: at most 50 µs)`, `${median(rounds).toFixed(2)} µs`);
    }
    const { memory } = connectors.population.standing;
    const notWarm = (memory.miss - PEOPLE) / (3 * (ROUNDS + 1) * READS);
    if (notWarm > NOT_WARM_MOST) throw new Error(`${(notWarm * 100).toFixed(1)} % of the people were not warm`);
  } finally {
    await close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!;
}
