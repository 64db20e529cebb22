import type { Sql } from '../database.ts';

/** Where the data of events of one type hold places. */
export interface PlacedData {
  type: string;
  keys: readonly string[];
}

/**
 * Takes the place out of everything that was told of subjects so far: whoever reads the log again, from however far back, must
 * not learn what is hidden by now. Copies that were delivered before are beyond reach.
 */
export async function hidePlaces(tx: Sql, subjects: readonly string[], { type, keys }: PlacedData = { type: '', keys: [] }): Promise<void> {
  if (subjects.length === 0) return;
  await tx`select events.hide_places(${subjects as string[]}::uuid[], ${type}, ${keys as string[]}::text[])`;
}
