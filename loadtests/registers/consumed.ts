import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeStream } from '#connectors/records/change-stream.ts';
import type { Sql } from '#kernel/database.ts';

const LOOK_EVERY_MS = 50;

/** The newest version of each record that every live instance has acknowledged: nobody may be given an older one. */
export interface Consumed {
  versionOf(id: string): number;
  count(): number;
  /** Once what was told so far is consumed. */
  stop(): Promise<void>;
}

/** Follows the stream of changes of people in the database itself, beside the instances that are measured. */
export async function followConsumed(sql: Sql, stream: ChangeStream): Promise<Consumed> {
  const [begin] = await sql`select position from registers.stream where data_set = 'fpr_person'`;
  const versions = new Map<string, number>();
  let position: number = begin?.position ?? 0;
  let count = 0;
  let isOver = false;
  const look = async () => {
    const told = await sql`select position, id, version from registers.change where data_set = 'fpr_person' and position > ${position} order by position`;
    if (told.length === 0) return;
    await stream.untilConsumed('fpr_person');
    for (const { id, version } of told) versions.set(id, Math.max(version, versions.get(id) ?? 0));
    position = told.at(-1)!.position;
    count += told.length;
  };
  const running = (async () => {
    while (!isOver) {
      await look();
      await pause(LOOK_EVERY_MS);
    }
  })();
  return {
    versionOf: (id) => versions.get(id) ?? 0,
    count: () => count,
    async stop() {
      isOver = true;
      await running;
      await look();
    },
  };
}
