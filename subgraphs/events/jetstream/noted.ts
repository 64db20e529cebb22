import type { Sql } from '#kernel/database.ts';
import { REBUILD, type Published } from './position.ts';
import { STREAM } from './streams.ts';

/** There is a row to lock from the start. */
export async function prepareNote(sql: Sql): Promise<void> {
  await sql`insert into subscriptions.published (stream, log_sequence, stream_sequence, epoch) values (${STREAM}, 0, 0, '') on conflict do nothing`;
}

/** Null while another publisher has it. */
export async function lockNote(tx: Sql): Promise<Published | null> {
  const [row] = await tx`select log_sequence, stream_sequence, epoch from subscriptions.published where stream = ${STREAM} for update skip locked`;
  return row ? toPublished(row) : null;
}

export async function readNote(sql: Sql): Promise<Published> {
  const [row] = await sql`select log_sequence, stream_sequence, epoch from subscriptions.published where stream = ${STREAM}`;
  return row ? toPublished(row) : { logSequence: 0, streamSequence: 0, epoch: '' };
}

export async function writeNote(tx: Sql, { logSequence, streamSequence, epoch }: Published): Promise<void> {
  await tx`
    update subscriptions.published set log_sequence = ${logSequence}, stream_sequence = ${streamSequence}, epoch = ${epoch}
    where stream = ${STREAM}`;
}

/** Waits for who publishes just now to end its turn. */
export async function markForRebuild(sql: Sql): Promise<void> {
  await prepareNote(sql);
  await sql`update subscriptions.published set epoch = ${REBUILD} where stream = ${STREAM}`;
}

function toPublished(row: Record<string, any>): Published {
  return { logSequence: row.log_sequence, streamSequence: row.stream_sequence, epoch: row.epoch };
}
