import { demandAll, openInstance, READING, somePeople, type Bench, type Instance } from './instance.ts';

const PEOPLE = 10_000;
const PAGE = 100;

/** Ten thousand people whom an instance does not know, all at once and by a hundred requests at once; then by one that shares. */
export async function measureCold(bench: Bench): Promise<void> {
  const ids = await somePeople(bench, PEOPLE);
  const pages = Array.from({ length: PEOPLE / PAGE }, (_, at) => ids.slice(at * PAGE, (at + 1) * PAGE));
  const ways: Record<string, (instance: Instance) => Promise<void>> = {
    'one read': async ({ connectors }) => demandAll(await connectors.population.read(ids, READING), ids),
    '100 reads of 100 at once': async ({ connectors }) => {
      await Promise.all(pages.map(async (page) => demandAll(await connectors.population.read(page, READING), page)));
    },
  };
  for (const [way, read] of Object.entries(ways)) {
    const first = await openInstance(bench);
    try {
      await first.connectors.forget();
      bench.note(`10,000 people cold, ${way}, nothing shared: register calls (aim: at most 100), time`, await measured(first, read));
      await first.connectors.population.settled();
    } finally {
      await first.close();
    }
    const second = await openInstance(bench);
    try {
      bench.note(`10,000 people cold, ${way}, shared by another instance: register calls, time`, await measured(second, read));
    } finally {
      await second.close();
    }
  }
}

async function measured(instance: Instance, read: (instance: Instance) => Promise<void>): Promise<string> {
  const before = instance.calls.made;
  const begun = performance.now();
  await read(instance);
  return `${instance.calls.made - before}, ${(performance.now() - begun).toFixed(0)} ms`;
}
