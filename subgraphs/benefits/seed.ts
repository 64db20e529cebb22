import type { SubgraphServices } from '../module.ts';
import { publishSeed } from './publishing.ts';
import { seedBenefits } from './seed-definitions.ts';

/** Publishes every benefit of `definitions/` that is new or reads differently than its current version. */
export async function seed({ sql, clock }: SubgraphServices): Promise<void> {
  for (const benefit of seedBenefits) await publishSeed(sql, benefit, clock.now());
}
