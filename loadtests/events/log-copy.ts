import type { Sql } from '#kernel/database.ts';
import type { Told } from './ledger.ts';

/**
 * Has the database itself keep each event as it was appended, in the transaction that appends it: places may be hidden in the log
 * later, and whoever was told of them before had a right to it.
 */
export async function keepCopies(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create schema copies;
    create table copies.told (like events.log);
    insert into copies.told select * from events.log;
    create function copies.keep() returns trigger language plpgsql security definer as
      $$ begin insert into copies.told select new.*; return null; end $$;
    create trigger keep after insert on events.log for each row execute function copies.keep();`);
}

export interface Log {
  /** As it stands now, in order. */
  log: Told[];
  head: number;
  /** By id, as each was appended. */
  before: Map<string, Told>;
}

export async function readLog(sql: Sql): Promise<Log> {
  const [state] = await sql`select last_sequence as head from events.relay_state`;
  const head = state!.head as number;
  const read = async (table: string) =>
    (await sql`select sequence, id, type, subject, subject_version, municipality, data from ${sql(table)} where sequence <= ${head} order by sequence`).map((row): Told => ({
      sequence: row.sequence, id: row.id, type: row.type, subject: row.subject, subjectVersion: row.subject_version, municipality: row.municipality, data: row.data,
    }));
  const [log, copies] = [await read('events.log'), await read('copies.told')];
  return { log, head, before: new Map(copies.map((one) => [one.id, one])) };
}

/** The first event that is no longer where, or what, it was; null where all are. */
export function findMoved({ log, before }: Log): string | null {
  if (before.size !== log.length) return `${before.size} events were appended, and the log has ${log.length}`;
  for (const { sequence, id, type, subject, subjectVersion } of log) {
    const copy = before.get(id);
    if (!copy) return `${type} at ${sequence} (${id}) was appended under another id`;
    if (copy.sequence !== sequence || copy.type !== type || copy.subject !== subject || copy.subjectVersion !== subjectVersion) return `${type} at ${sequence} (${id}) was appended as ${copy.type} at ${copy.sequence}`;
  }
  return null;
}
