/** Municipalities that became part of others: whoever lives there lives in the successor, and has not moved. */
import type { MunicipalityMerger, Territories } from '#connectors/addresses/territories.ts';
import type { Sql } from '#kernel/database.ts';
import { municipalityId, type PersonEvent } from './events.ts';
import { tell } from './store.ts';

const BY = 'vzd_address';

/** Since when people live there stays as it is: what was lived in the part counts for the whole. Told once for each municipality. */
export async function moveToSuccessors(tx: Sql, merged: readonly MunicipalityMerger[], territories: Territories, today: string, at: Temporal.Instant): Promise<void> {
  const { codes, successors } = territories.movesBy(today);
  await tx`
    update population.fact f set municipality = moved.successor
    from unnest(${codes}::text[], ${successors}::text[]) as moved(code, successor) where f.municipality = moved.code`;
  const events = merged.flatMap(({ code: from, on }): PersonEvent[] => {
    const to = territories.successorOn(from, today);
    return to === from ? [] : [{ type: 'persons.municipality-merged.v1', subject: municipalityId(from), municipality: to, data: { from, to, on } }];
  });
  await tell(tx, events, BY, at);
}
