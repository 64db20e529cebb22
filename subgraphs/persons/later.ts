/**
 * What is told of an adopted child's past, later than it happened and apart. Told at once it would stand at the same instant as what
 * is told of who the child is now, and the two together would be the link that the law forbids. What everyone may see changes at once.
 */
import { isDead } from '#connectors/population/record.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Random } from '#kernel/random.ts';
import type { SubgraphServices } from '../module.ts';
import type { PersonEvent } from './events.ts';
import { tell } from './store.ts';

/** Each event at an hour of its own within these, so that what is told in one hour comes from several days. */
export const TOLD_WITHIN_HOURS = 72;
const BY = 'fpr_person';
const LOOK_EVERY_MS = 60_000;
const AT_ONCE = 1_000;

/** What waits to be told, as ids. */
export interface LateNews {
  /** Nobody bears these any more: `persons.removed.v1`. */
  removed: readonly string[];
  /** Whose tie to somebody vanished: `persons.corrected.v1`. */
  untied: readonly string[];
}

interface Drawing {
  clock: Pick<Clock, 'now'>;
  random: Pick<Random, 'int'>;
}

/** Draws the hour for each, in the transaction of what happened. What waits already waits on. */
export async function tellLater(tx: Sql, { removed, untied }: LateNews, { clock, random }: Drawing): Promise<void> {
  const waiting = [
    ...removed.map((personId) => ({ personId, type: 'persons.removed.v1' })),
    ...untied.map((personId) => ({ personId, type: 'persons.corrected.v1' })),
  ];
  if (waiting.length === 0) return;
  const hour = hourOf(clock.now());
  const rows = waiting.map((one) => ({ ...one, dueAt: hour.add({ hours: 1 + random.int(TOLD_WITHIN_HOURS) }).toString() }));
  await tx`
    insert into persons.told_later (person_id, type, due_at)
    select "personId", type, "dueAt" from jsonb_to_recordset(${tx.json(rows)}) as row("personId" uuid, type text, "dueAt" timestamptz) order by 1, 2
    on conflict do nothing`;
}

/** Tells what is due, once a minute; what fell due while the hub was down is told with the first look. */
export function startTellingLater({ sql, clock, logger }: Pick<SubgraphServices, 'sql' | 'clock' | 'logger'>) {
  let working: Promise<void> = Promise.resolve();
  const look = () => {
    working = working.then(() => tellDue(sql, clock.now())).catch((error: unknown) => {
      logger.error({ err: error, retryInMs: LOOK_EVERY_MS }, 'what is told later could not be told; it is tried again');
    });
    return working;
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  void look();
  return {
    progress: null,
    settled: look,
    async close() {
      clearInterval(timer);
      await working;
    },
  };
}

/** Takes what is due and tells it in one transaction, so that each is told exactly once, whoever takes it. */
export async function tellDue(sql: Sql, now: Temporal.Instant): Promise<void> {
  for (let taken = AT_ONCE; taken === AT_ONCE;) {
    taken = (await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      const rows = await tx`
        with due as (
          delete from persons.told_later where (person_id, type) in (
            select person_id, type from persons.told_later where due_at <= ${now.toString()}::timestamptz limit ${AT_ONCE} for update skip locked)
          returning *
        )
        select due.type, coalesce(merged.survivor_id, due.person_id) as subject, fact.municipality, fact.vital
        from due left join persons.merged using (person_id) left join population.fact on fact.person_id = coalesce(merged.survivor_id, due.person_id)`;
      await tell(tx, rows.flatMap(eventOf), BY, hourOf(now));
      return rows.length;
    })) as number;
  }
}

/** None where it is no longer so: of who was given out again after all, and of relatives who are gone or dead meanwhile. */
function eventOf({ type, subject, municipality, vital }: Record<string, any>): PersonEvent[] {
  if (type === 'persons.removed.v1') return vital === null ? [{ type, subject, municipality: null, data: {} }] : [];
  return vital === null || isDead(vital) ? [] : [{ type: 'persons.corrected.v1', subject, municipality, data: {} }];
}

function hourOf(instant: Temporal.Instant): Temporal.Instant {
  return instant.round({ smallestUnit: 'hour', roundingMode: 'floor' });
}
