import type { Sql } from '#kernel/database.ts';
import type { Random } from '#kernel/random.ts';
import { atEvenTimes } from '../at-even-times.ts';
import type { OwnRegister } from './register-stage.ts';

const TOWNS = ['0001000', '0002000', '0005000', '0054000'];

/** People who move all the time, and where the register was told they live now. */
export interface Moves {
  /** Those whose last move was made before a moment (of `performance.now()`) and has not reached the projection yet. */
  pending(madeBefore: number): Promise<string[]>;
  /** What is wrong with what was told of the moves, at the end. */
  violations(): Promise<string[]>;
  acknowledged(): number;
  stop(): Promise<void>;
}

export interface MovesParts {
  sql: Sql;
  register: OwnRegister;
  random: Random;
  perSecond: number;
  people: number;
  /** Who stays where they are: whoever has just moved cannot be shown while the register is away. */
  except: readonly string[];
  /** Whether the register cannot be told anything now. */
  isAway(): boolean;
}

export async function startMoves({ sql, register, random, perSecond, people, except, isAway }: MovesParts): Promise<Moves> {
  const rows = await sql`
    select person_id, municipality, (select last_sequence from events.relay_state) as head from population.fact
    where vital = 'ALIVE' and residence_state = 'DECLARED' and birth_day < '1980-01-01'
      and person_id <> all(${except as string[]}::uuid[]) order by md5(person_id::text) limit ${people}`;
  const movers = rows.map((row) => row.person_id as string);
  const since = rows[0]!.head as number;
  const homes = new Map(rows.map((row) => [row.person_id as string, row.municipality as string]));
  const moved = new Map<string, number>();
  const movedAt = new Map<string, number>();
  const busy = new Set<string>();
  const repeated = atEvenTimes(perSecond, async () => {
    const person = random.pick(movers);
    const municipality = random.pick(TOWNS.filter((town) => town !== homes.get(person)));
    if (isAway() || busy.has(person)) return;
    busy.add(person);
    const isMade = await register.sandbox('changes', { kind: 'move', person, municipality }).then(() => true, () => false);
    if (isMade) {
      homes.set(person, municipality);
      moved.set(person, (moved.get(person) ?? 0) + 1);
      movedAt.set(person, performance.now());
    }
    // Where the answer was lost, nobody knows where they live: they are left alone, as busy for ever.
    if (isMade) busy.delete(person);
  });
  const known = () => movers.filter((person) => !busy.has(person));
  return {
    async pending(madeBefore) {
      const asked = known().filter((person) => (movedAt.get(person) ?? -Infinity) < madeBefore);
      const facts = await sql`select person_id, municipality from population.fact where person_id = any(${asked}::uuid[])`;
      const at = new Map(facts.map((row) => [row.person_id as string, row.municipality as string]));
      return asked.filter((person) => !busy.has(person) && (movedAt.get(person) ?? -Infinity) < madeBefore && at.get(person) !== homes.get(person));
    },
    async violations() {
      const told = await sql`
        select subject, count(*) as times, (array_agg(data ->> 'to' order by sequence))[count(*)] as last from events.log
        where type = 'persons.moved.v1' and subject = any(${movers}::uuid[]) and sequence > ${since} group by subject`;
      return told.flatMap((row) => [
        ...(row.times > (moved.get(row.subject) ?? 0) && !busy.has(row.subject) ? [`${row.subject} moved ${moved.get(row.subject) ?? 0} times, and ${row.times} events tell of it`] : []),
        ...(row.last !== homes.get(row.subject) && !busy.has(row.subject) ? [`${row.subject} lives in ${homes.get(row.subject)}, and was last told to have moved to ${row.last}`] : []),
      ]);
    },
    acknowledged: () => [...moved.values()].reduce((sum, times) => sum + times, 0),
    stop: () => repeated.stop(),
  };
}
