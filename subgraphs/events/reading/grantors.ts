import { LRUCache } from 'lru-cache';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';

const BENEFITS_MOST = 10_000;

/** Which institution grants which benefit: as the publication says that stands last in the log. */
export class Grantors {
  readonly #sql: Sql;
  readonly #known = new LRUCache<string, string>({ max: BENEFITS_MOST });

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  of(benefitId: string): string | undefined {
    return this.#known.get(benefitId);
  }

  /** Takes note of the benefits that events are about, before they are judged. */
  async learn(events: readonly EventEnvelope[]): Promise<void> {
    const unknown = new Set<string>();
    for (const { type, data } of events) {
      if (type.startsWith('offers.') && typeof data.benefitId === 'string' && !this.#known.has(data.benefitId)) unknown.add(data.benefitId);
    }
    if (unknown.size === 0) return;
    const rows = await this.#sql`
      select distinct on (subject) subject, data -> 'definition' ->> 'grantorId' as grantor from events.log
      where subject = any(${[...unknown]}::uuid[]) and type = 'benefits.published.v1' order by subject, sequence desc`;
    for (const row of rows) this.#known.set(row.subject, row.grantor);
  }
}
