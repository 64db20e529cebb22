import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '#kernel/database.ts';
import { markForRebuild, readNote } from '#subgraphs/events/jetstream/noted.ts';
import { REBUILD } from '#subgraphs/events/jetstream/position.ts';
import { optionsIn } from '../command-line.ts';
import { withRunningDatabase } from './running-database.ts';

const USAGE = `Usage: npm run events -- rebuild-stream

Has the running hub empty the stream in NATS and fill it anew from the log, and tells how far it is. Ctrl-C leaves the hub at it.
The database is the one of DATABASE_URL, or of the hub that runs in DATA_DIR.`;
const LOOK_EVERY_MS = 500;
const TELL_EVERY_MS = 5_000;
const BEGINS_WITHIN_MS = 30_000;
const EXIT_NOT_BEGUN = 1;

export async function run(args: string[], stopping: AbortSignal): Promise<number> {
  if (optionsIn(args, { help: { type: 'boolean' } }, USAGE).help) {
    console.log(USAGE);
    return 0;
  }
  return withRunningDatabase(async (as) => {
    const sql = as('subscriptions');
    const [head] = await sql`select last_sequence from events.relay_state`;
    await markForRebuild(sql);
    return watch(sql, head!.last_sequence, stopping);
  });
}

async function watch(sql: Sql, head: number, stopping: AbortSignal): Promise<number> {
  const beganAt = performance.now();
  let toldAt = beganAt;
  while (!stopping.aborted) {
    const { epoch, logSequence } = await readNote(sql);
    const now = performance.now();
    if (epoch !== REBUILD && logSequence >= head) {
      console.log(`The stream holds everything through ${logSequence}, after ${Math.round((now - beganAt) / 1_000)} s.`);
      return 0;
    }
    if (epoch === REBUILD && now - beganAt > BEGINS_WITHIN_MS) {
      console.error('Nobody has begun. It is done as soon as a hub runs that reaches NATS.');
      return EXIT_NOT_BEGUN;
    }
    if (now - toldAt > TELL_EVERY_MS) {
      console.error(epoch === REBUILD ? 'Waiting for the hub to begin…' : `${logSequence} of ${head}…`);
      toldAt = now;
    }
    await pause(LOOK_EVERY_MS, undefined, { signal: stopping }).catch(() => {});
  }
  return 0;
}
