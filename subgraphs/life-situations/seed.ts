import type { SubgraphServices } from '../module.ts';
import { SITUATIONS } from './situations.ts';
import { saveSituations } from './store.ts';

/** Fills in the catalogue; again it changes only what the seed says differently now. */
export async function seed({ sql }: Pick<SubgraphServices, 'sql'>): Promise<void> {
  await saveSituations(sql, SITUATIONS);
}
