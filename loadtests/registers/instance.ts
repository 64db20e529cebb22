import { setTimeout as pause } from 'node:timers/promises';
import type { RegisterObserver } from '#connectors/dagr/measures.ts';
import type { RegisterStage } from '../chaos/register-stage.ts';
import { openConnectors, type OwnConnectors } from '../own-connectors.ts';

/** What every measurement over a hub works with. */
export interface Bench {
  stage: RegisterStage;
  population: number;
  note(what: string, value: string): void;
}

/** One more instance beside the hub, in this process, and what it asked of registers. */
export interface Instance {
  connectors: OwnConnectors;
  /** Calls of the population register for records; each for at most a hundred. */
  calls: { made: number };
  close(): Promise<void>;
}

export const READING = { purpose: 'resident-portal' };
const READY_WITHIN_MS = 10_000;

export async function openInstance({ stage: { databaseUrl, secret, register } }: Bench): Promise<Instance> {
  const calls = { made: 0 };
  const nothing = () => {};
  const observe: RegisterObserver = {
    called: (name, kind) => void (name === 'population' && (kind === 'batch' || kind === 'read') && calls.made++),
    repeated: nothing, refused: nothing, opened: nothing, closed: nothing,
  };
  const connectors = await openConnectors({ databaseUrl, secret, registerUrl: register.url }, { observe });
  for (const begun = performance.now(); ; await pause(20)) {
    const isReady = connectors.stream.isListening() && (await connectors.population.read([], READING).then(() => true, () => false));
    if (isReady) break;
    if (performance.now() - begun > READY_WITHIN_MS) throw new Error('The register does not say what may be read of it');
  }
  return { connectors, calls, close: () => connectors.close() };
}

/** Ids of so many people whom the hub has discovered. */
export async function somePeople({ stage: { sql } }: Bench, count: number): Promise<string[]> {
  const rows = await sql`select person_id from population.fact order by md5(person_id::text) limit ${count}`;
  if (rows.length < count) throw new Error(`There are ${rows.length} people; ${count} are needed: give a larger --population`);
  return rows.map((row) => row.person_id as string);
}

/** @throws Error when anybody is missing or could not be told */
export function demandAll(found: ReadonlyMap<string, unknown>, ids: readonly string[]): void {
  const missing = ids.filter((id) => !found.has(id) || found.get(id) instanceof Error);
  if (missing.length) throw new Error(`${missing.length} of ${ids.length} people were not told: ${String(found.get(missing[0]!))}`);
}
