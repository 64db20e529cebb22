import type { Sql } from '../database.ts';
import type { EventEnvelope } from './envelope.ts';

export const APPENDED = 'vienkopus_log';
const HIDDEN = 'vienkopus_hidden';
const LOOK_ANYWAY_EVERY_MS = 1_000;

/** Reads the gapless log and wakes whoever waits for it: by NOTIFY, and once a second in case one was missed. */
export class EventLog {
  #sql: Sql;
  #listeners = new Set<(upTo: number) => void>();
  #whenHidden = new Set<() => void>();
  #head = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<unknown>) | undefined;

  private constructor(sql: Sql) {
    this.#sql = sql;
  }

  static async open(sql: Sql): Promise<EventLog> {
    const log = new EventLog(sql);
    const { unlisten } = await sql.listen(APPENDED, (payload) => log.#arrived(Number(payload)), () => void log.look());
    // Whoever comes back may have missed one.
    const hidden = () => log.#whenHidden.forEach((listener) => listener());
    const { unlisten: unlistenHidden } = await sql.listen(HIDDEN, hidden, hidden);
    log.#stopListening = () => Promise.all([unlisten(), unlistenHidden()]);
    log.#timer = setInterval(() => void log.look(), LOOK_ANYWAY_EVERY_MS).unref();
    await log.look();
    return log;
  }

  /** The newest sequence known here. */
  get head(): number {
    return this.#head;
  }

  /** Asks the database for the newest sequence. A database that is away is asked again a second later. */
  async look(): Promise<number> {
    try {
      const [row] = await this.#sql`select last_sequence from events.relay_state`;
      this.#arrived(row!.last_sequence);
    } catch {
      return this.#head;
    }
    return this.#head;
  }

  onAppended(listener: (upTo: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something that was told lost its place: what is held of it in memory is out of date. */
  onHidden(listener: () => void): () => void {
    this.#whenHidden.add(listener);
    return () => this.#whenHidden.delete(listener);
  }

  /** Events after a sequence, oldest first, at most `limit`. */
  async read(after: number, limit: number): Promise<EventEnvelope[]> {
    const rows = await this.#sql`
      select sequence, id, type, subject, subject_version, time, appended_at, municipality, data from events.log
      where sequence > ${after} order by sequence limit ${limit}`;
    return rows.map(toEnvelope);
  }

  /** The newest event of a subject, as soon as there is one; null when none comes in time. */
  async waitFor(match: { subject: string; types?: string[] }, timeoutMs: number): Promise<EventEnvelope | null> {
    const find = async () => {
      const [row] = await this.#sql`
        select sequence, id, type, subject, subject_version, time, appended_at, municipality, data from events.log
        where subject = ${match.subject} and (${match.types ?? null}::text[] is null or type = any(${match.types ?? null}::text[]))
        order by sequence desc limit 1`;
      return row ? toEnvelope(row) : null;
    };
    const { promise, resolve, reject } = Promise.withResolvers<EventEnvelope | null>();
    const look = () => void find().then((event) => event && resolve(event), reject);
    const stop = this.onAppended(look);
    const timer = setTimeout(() => resolve(null), timeoutMs);
    look();
    return promise.finally(() => {
      stop();
      clearTimeout(timer);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#listeners.clear();
    this.#whenHidden.clear();
    await this.#stopListening?.().catch(() => {});
  }

  #arrived(upTo: number): void {
    if (upTo <= this.#head) return;
    this.#head = upTo;
    for (const listener of this.#listeners) listener(upTo);
  }
}

export function toEnvelope(row: Record<string, any>): EventEnvelope {
  return {
    sequence: row.sequence,
    id: row.id,
    type: row.type,
    subject: row.subject,
    subjectVersion: row.subject_version,
    time: row.time,
    appendedAt: row.appended_at,
    municipality: row.municipality,
    data: row.data,
  };
}
