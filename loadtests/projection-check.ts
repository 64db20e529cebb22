import { setTimeout as pause } from 'node:timers/promises';
import { readFacts, type PersonFacts } from '#connectors/population/projection.ts';
import { openConnectors, type Place } from './own-connectors.ts';

const PAGE = 500;
const PURPOSE = 'proactive-offers';
const TOLD_MOST = 20;
const LEARNED_WITHIN_MS = 10_000;

export interface Comparison {
  compared: number;
  /** A sentence for each person of whom the projection says something else than the register, up to twenty. */
  differences: string[];
}

/**
 * Reads people from the register itself and compares them with the projection, while nothing changes.
 *
 * @param sample how many, spread evenly; everybody unless told
 */
export async function compareWithRegister(place: Place, sample = Number.POSITIVE_INFINITY): Promise<Comparison> {
  const connectors = await openConnectors(place);
  const { population, populationSql: sql } = connectors;
  const differences: string[] = [];
  let compared = 0;
  try {
    await untilReadable(connectors);
    const [all] = await sql`select count(*) as people from population.fact`;
    const share = Math.min(1, sample / all!.people);
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await sql`
        select person_id from population.fact
        where person_id > ${after} and (${share}::float8 >= 1 or abs(hashtext(person_id::text)::bigint) % 1000000 < ${share}::float8 * 1000000)
        order by person_id limit ${PAGE}`;
      if (rows.length === 0) return { compared, differences };
      const ids = rows.map((row) => row.person_id as string);
      after = ids.at(-1)!;
      const [kept, told] = await Promise.all([readFacts(sql, ids), population.readFresh(ids, { purpose: PURPOSE })]);
      compared += ids.length;
      for (const id of ids) {
        const wrong = differing(kept.get(id), told.get(id));
        if (wrong.length && differences.length < TOLD_MOST) differences.push(`the projection of ${id} differs from the register in ${wrong.join(', ')}`);
      }
    }
  } finally {
    await connectors.close();
  }
}

/** A connection of its own has still to hear what it may read. */
async function untilReadable({ population }: Awaited<ReturnType<typeof openConnectors>>): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < LEARNED_WITHIN_MS; await pause(20)) {
    const isReadable = await population.readFresh([], { purpose: PURPOSE }).then(() => true, () => false);
    if (isReadable) return;
  }
  throw new Error('The register does not say what may be read of it');
}

/** Names of facts only: what they are is nobody's to read in a report. */
function differing(kept: PersonFacts | undefined, told: PersonFacts | undefined): string[] {
  if (!kept || !told) return ['being there at all'];
  const texts = (facts: PersonFacts) => ({
    ...facts,
    flags: facts.flags.toSorted().join(),
    ties: facts.ties.map(({ kind, otherId, ...tie }) => JSON.stringify([kind, otherId, tie.custody, tie.validFrom, tie.validTo, tie.birthDay, tie.vital])).sort().join(),
  });
  const [one, other] = [texts(kept), texts(told)];
  return (Object.keys(one) as (keyof PersonFacts)[]).filter((name) => one[name] !== other[name]);
}
