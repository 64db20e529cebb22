import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { toEnvelope } from '#kernel/events/event-log.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Logger } from '#kernel/logger.ts';
import { FOLLOWED } from './count.ts';
import { countIn, readGeneration, toGeneration, type Generation } from './generations.ts';
import { firstWholeMonth, forget, takeOver } from './retention.ts';

/** Sequences counted in one transaction. */
const CHUNK = 5_000;
const ROWS_AT_ONCE = 50_000;
const LOOK_EVERY_MS = 500;
const RETRY_AFTER_MS = 5_000;

export interface Rebuild {
  /** Done once nothing is being counted anew. */
  settled(): Promise<void>;
  progress(): string[];
  close(): Promise<void>;
}

/**
 * Counts figures anew when somebody has asked for it, a chunk of the log a transaction, while the live ones go on; then it
 * takes their place in one. How far it has come is kept with it: whoever goes on after a crash goes on from there.
 */
export function startRebuild({ sql, clock, logger }: { sql: Sql; clock: Clock; logger: Logger }): Rebuild {
  let stopped = false;
  let running = Promise.resolve();
  let line: string | null = null;
  /** What an earlier run may have left of generations that are no more. */
  let isCleared = false;
  let timer: NodeJS.Timeout | undefined;

  const work = async () => {
    clearTimeout(timer);
    let pause = LOOK_EVERY_MS;
    try {
      for (let step: Step = 'PREPARED'; step !== 'NOTHING' && !stopped;) {
        step = await rebuildStep(sql, clock.today());
        line = typeof step === 'object' ? `metrics: counted anew through ${step.position} of ${step.of}` : null;
        if (step === 'LIVE') isCleared = false;
      }
      while (!isCleared && !stopped) isCleared = await clearAway(sql);
    } catch (error) {
      if (!stopped) logger.error({ err: error }, 'the figures could not be counted anew; it is tried again');
      pause = RETRY_AFTER_MS;
    }
    if (!stopped) timer = setTimeout(wake, pause).unref();
  };
  const wake = () => (running = running.then(work));
  const tidy = () => forget(sql).catch((error: unknown) => logger.error({ err: error }, 'requests that are long over could not be forgotten; the next day tries again'));
  const stopListening = clock.onDayChanged(() => void (running = running.then(tidy)));
  running = running.then(tidy);
  wake();

  return {
    settled: () => wake(),
    progress: () => (line ? [line] : []),
    async close() {
      stopped = true;
      clearTimeout(timer);
      stopListening();
      await running;
    },
  };
}

/** NOTHING: nobody has asked for it, or another instance is at it. LIVE: it has taken the place of the figures before. */
type Step = 'NOTHING' | 'PREPARED' | { position: number; of: number } | 'LIVE';

/** One transaction of it. */
export async function rebuildStep(sql: Sql, today: Temporal.PlainDate): Promise<Step> {
  return (await sql.begin(async (session) => {
    const tx = session as unknown as Sql;
    const [row] = await tx`
      select * from metrics.generation where id > (select live from metrics.standing) for update skip locked`;
    if (!row) return 'NOTHING';
    const coming = toGeneration(row);
    if (!coming.isPrepared) {
      await prepare(tx, coming, today);
      return 'PREPARED';
    }
    const live = await liveGeneration(tx);
    if (live.position - coming.position > CHUNK) {
      const through = coming.position + CHUNK;
      await countIn(tx, coming, await readFollowed(tx, coming.position, through), through);
      return { position: through, of: live.position };
    }
    await takeThePlace(tx, coming);
    return 'LIVE';
  })) as Step;
}

/** The consumer takes the same lock for each of its batches: none of them is between what was counted here and the change. */
async function takeThePlace(tx: Sql, coming: Generation): Promise<void> {
  await tx`select from metrics.standing for update`;
  const live = await liveGeneration(tx);
  await countIn(tx, coming, await readFollowed(tx, coming.position, live.position), live.position);
  await tx`update metrics.standing set live = ${coming.id}`;
  await tx`delete from metrics.generation where id = ${live.id}`;
}

/** What the log no longer tells is copied; the consumer waits meanwhile, so that all of it is as of one sequence. */
async function prepare(tx: Sql, coming: Generation, today: Temporal.PlainDate): Promise<void> {
  await tx`select from metrics.standing for update`;
  const live = await liveGeneration(tx);
  const keptBefore = await firstWholeMonth(tx, today);
  if (keptBefore !== null) await takeOver(tx, live, coming.id, keptBefore);
  await tx`update metrics.generation set is_prepared = true, kept_before = ${keptBefore}::date, copied_through = ${live.position} where id = ${coming.id}`;
}

async function liveGeneration(tx: Sql): Promise<Generation> {
  const [standing] = await tx`select live from metrics.standing`;
  return readGeneration(tx, standing!.live);
}

async function readFollowed(tx: Sql, after: number, through: number): Promise<EventEnvelope[]> {
  const rows = await tx`
    select sequence, id, type, subject, subject_version, time, appended_at, municipality, data from events.log
    where sequence > ${after} and sequence <= ${through} and type = any(${FOLLOWED as string[]}::text[]) order by sequence`;
  return rows.map(toEnvelope);
}

const KEPT_BY_GENERATION = ['cell', 'request', 'offer', 'benefit', 'service', 'portal', 'protected_person'] as const;

/** Deletes some of what belongs to generations that are no more. Answers whether nothing was left. */
async function clearAway(sql: Sql): Promise<boolean> {
  let cleared = 0;
  for (const table of KEPT_BY_GENERATION) {
    const rows = await sql`
      delete from metrics.${sql(table)} where ctid = any(array(
        select ctid from metrics.${sql(table)} where generation < (select min(id) from metrics.generation) limit ${ROWS_AT_ONCE}))`;
    cleared += rows.count;
  }
  return cleared === 0;
}
