/** Whether everything that the log has numbered is still there, or counted where it was let go of. */
import type { Sql } from '#kernel/database.ts';
import { HubError } from '#kernel/errors.ts';
import { BLOCK } from '#kernel/events/retention.ts';

/** Sequences were given out that the log neither holds nor has let go of: nothing may be certified over them. */
export class HoleInLogError extends HubError {
  readonly missing: number;
  readonly first: number;
  readonly last: number;

  constructor(missing: number, first: number, last: number) {
    super('LOG_INCOMPLETE', `Between the sequences ${first} and ${last} the log lacks ${missing} events that it has not let go of; nothing can be certified over them`);
    [this.missing, this.first, this.last] = [missing, first, last];
  }
}

/** The last sequence of the block of what comes first behind a sequence. */
export function endOfBlock(after: number): number {
  return (Math.floor(after / BLOCK) + 1) * BLOCK;
}

/**
 * How many sequences behind `after` up to `through`, both within one block, hold nothing any more. The block as a whole must
 * add up: what it holds and what was let go of, on one snapshot.
 *
 * @throws HoleInLogError
 */
export async function retiredWithin(sql: Sql, after: number, through: number): Promise<number> {
  const last = endOfBlock(after);
  const first = last - BLOCK + 1;
  const [row] = await sql`
    select least(${last}::bigint, head.last_sequence) - ${first}::bigint + 1 as numbered, log.held, log.within,
      (select coalesce(sum(events), 0)::int from events.retired where first_sequence = ${first}) as retired
    from events.relay_state head, lateral (
      select count(*) as held, count(*) filter (where sequence > ${after} and sequence <= ${through}) as within from events.log where sequence between ${first} and ${last}
    ) log`;
  const { numbered, held, within, retired } = row as unknown as Record<'numbered' | 'held' | 'within' | 'retired', number>;
  if (held + retired < numbered) throw new HoleInLogError(numbered - held - retired, first, last);
  return through - after - within;
}
