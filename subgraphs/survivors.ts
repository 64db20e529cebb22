/**
 * Who somebody is today whose id was given up when two records of the register turned out to be one person. The one list of
 * them is kept by `persons` and open to every part: ids alone, which say nothing to whoever has no right to the person.
 */
import type { Sql } from '#kernel/database.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { isUuid } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { Logger } from '#kernel/logger.ts';

/** What a part's runtime role needs to ask. */
export const READS_SURVIVORS = { privilege: 'select', on: 'persons.merged' } as const;

const LOOK_EVERY_MS = 100;
/** The newest that are kept at hand. A country has some hundreds a year. */
const MOST = 100_000;

/** Of these ids, those that lead to another person's. */
export async function survivorsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await sql`select person_id, survivor_id from persons.merged where person_id = any(${ids as string[]}::uuid[])`;
  return new Map(rows.map((row) => [row.person_id as string, row.survivor_id as string]));
}

/** Events as they read under today's ids: one told before a merger, or by who had not heard of it, is the survivor's. */
export async function underSurvivors(batch: EventEnvelope[], sql: Sql): Promise<EventEnvelope[]> {
  const named = batch.flatMap((event) => [event.subject, ...Object.values(event.data).flat()]).filter((id) => typeof id === 'string');
  const survivors = await survivorsOf(sql, [...new Set(named.filter(isUuid))]);
  if (survivors.size === 0) return batch;
  const today = (value: unknown) => survivors.get(value as string) ?? value;
  return batch.map((event) => ({
    ...event,
    subject: survivors.get(event.subject) ?? event.subject,
    data: Object.fromEntries(Object.entries(event.data).map(([name, value]) =>
      [name, name === 'formerIds' ? value : Array.isArray(value) ? value.map(today) : today(value)])),
  }));
}

/** The list at hand, for what is asked with every request; at most a tenth of a second behind the log. */
export class Survivors {
  readonly #sql: Sql;
  readonly #logger: Logger;
  #survivorOf = new Map<string, string>();
  #state = '';
  #lookedAt = 0;
  #isDirty = true;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #stopListening: () => void;

  private constructor(sql: Sql, log: Pick<EventLog, 'onAppended'>, logger: Logger) {
    this.#sql = sql;
    this.#logger = logger;
    this.#stopListening = log.onAppended(() => this.#lookSoon());
  }

  static async open(parts: { sql: Sql; log: Pick<EventLog, 'onAppended'>; logger: Logger }): Promise<Survivors> {
    const survivors = new Survivors(parts.sql, parts.log, parts.logger);
    await survivors.look();
    return survivors;
  }

  /** The id under which that person is known today. */
  of(personId: string): string {
    return this.#survivorOf.get(personId) ?? personId;
  }

  /** A token may be older than a merger: whoever signed in under the former id is the same human. */
  viewer(viewer: Viewer): Viewer {
    const { actor, actingFor } = viewer;
    const isCurrent = (id: string | undefined) => id === undefined || !this.#survivorOf.has(id);
    if (isCurrent(actor?.personId) && isCurrent(actingFor?.personId)) return viewer;
    return {
      ...viewer,
      actor: actor && { personId: this.of(actor.personId) },
      actingFor: actingFor && { ...actingFor, personId: this.of(actingFor.personId) },
    };
  }

  /** Reads the list where it has changed. */
  look(): Promise<void> {
    return (this.#looking ??= this.#read().finally(() => {
      this.#looking = null;
      if (this.#isDirty) this.#lookSoon();
    }));
  }

  async close(): Promise<void> {
    this.#stopListening();
    clearTimeout(this.#timer);
    this.#isDirty = false;
    await this.#looking?.catch(() => {});
  }

  #lookSoon(): void {
    this.#isDirty = true;
    if (this.#timer || this.#looking) return;
    const wait = Math.max(0, LOOK_EVERY_MS - (performance.now() - this.#lookedAt));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.look().catch((error: unknown) => this.#logger.error({ err: error }, 'the list of merged people could not be read; the next event tries again'));
    }, wait);
  }

  async #read(): Promise<void> {
    this.#isDirty = false;
    this.#lookedAt = performance.now();
    const [row] = await this.#sql`select count(*) || ' ' || coalesce(max(at)::text, '') || ' ' || count(distinct survivor_id) as state from persons.merged`;
    if (row!.state === this.#state) return;
    const rows = await this.#sql`select person_id, survivor_id from persons.merged order by at desc limit ${MOST}`;
    this.#survivorOf = new Map(rows.map((each) => [each.person_id as string, each.survivor_id as string]));
    this.#state = row!.state;
  }
}
