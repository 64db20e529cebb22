import { setTimeout as pause } from 'node:timers/promises';
import { markForRebuild, readNote } from './noted.ts';
import { REBUILD } from './position.ts';
import { publishOnce, type Memory, type PublisherOptions } from './publisher.ts';

const LOOK_EVERY_MS = 100;

export interface Progress {
  /** Of the log. */
  sequence: number;
  head: number;
}

/**
 * Empties the stream and fills it anew with what the log has of the days that a stream keeps, while the hub serves. The wish is a mark
 * in the database, so that whoever publishes, here or in a running hub, fulfils it, also after being killed over it. New
 * events come behind the old ones meanwhile. Consumers read what they have read once more, with the same ids.
 *
 * @param onProgress is told after every step
 */
export async function rebuildStream(options: PublisherOptions, onProgress: (progress: Progress) => void): Promise<void> {
  const { sql, log, nats } = options;
  await nats.connected();
  await markForRebuild(sql);
  const head = await log.look();
  const memory: Memory = { noted: null, position: null };
  for (;;) {
    const turn = await publishOnce(options, memory);
    if (turn === 'TAKEN') await pause(LOOK_EVERY_MS);
    else if (turn.failure) throw turn.failure;
    const { logSequence, epoch } = await readNote(sql);
    if (epoch === REBUILD) continue;
    onProgress({ sequence: Math.min(logSequence, head), head });
    if (logSequence >= head) return;
  }
}
