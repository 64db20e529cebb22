import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { UnauthenticatedError } from '#kernel/errors.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { IN_CARE } from './family.ts';

/**
 * Whom people have in their custody on a day, by what was taken in of the register last: whatever a replica, a held record or a
 * token still says, a custody that is not here has ended. Of whoever is not in the projection nothing was taken in yet. Of two
 * ties to one child the later is kept: one that is still to begin does not end what holds until then.
 */
export async function custodyOf(sql: Sql, custodians: readonly string[], day: string): Promise<Map<string, ReadonlySet<string>>> {
  const rows = await sql`
    select f.person_id, t.other_id from population.fact f left join population.tie t
      on t.person_id = f.person_id and t.kind = any(${IN_CARE as string[]}::text[])
      and (t.valid_from > ${day}::date or (t.custody and (t.valid_to is null or t.valid_to > ${day}::date)))
    where f.person_id = any(${custodians as string[]}::uuid[])`;
  return new Map([...Map.groupBy(rows, (row) => row.person_id as string)].map(([custodian, of]) =>
    [custodian, new Set(of.flatMap((row) => (row.other_id as string | null) ?? []))]));
}

/**
 * A token may outlive the custody that it was given for.
 *
 * @throws UNAUTHENTICATED when it has
 */
export async function demandCustody(viewer: Viewer, { sql, clock }: { sql: Sql; clock: Clock }): Promise<void> {
  const { actor, actingFor } = viewer;
  if (actingFor?.basis !== 'CUSTODY' || !actor) return;
  const held = (await custodyOf(sql, [actor.personId], clock.today().toString())).get(actor.personId);
  if (held && !held.has(actingFor.personId)) throw new UnauthenticatedError(`Custody of person "${actingFor.personId}" has ended; sign in again`);
}
