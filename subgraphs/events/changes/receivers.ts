/** Receivers of webhooks as far as a mutation has to do with them: whether one may be sent to, and wants to be. */
import { LRUCache } from 'lru-cache';
import type { Sql } from '#kernel/database.ts';
import type { SubgraphServices } from '../../module.ts';
import { challenge } from '../webhooks/challenge.ts';
import { checkUrl } from '../webhooks/guard.ts';
import { Poster } from '../webhooks/post.ts';
import { WebhookSecrets } from '../webhooks/secrets.ts';

/** Nobody has another's receiver asked without end. */
const CHALLENGES_MOST = 20;
const WITHIN_MS = 60_000;
const INSTITUTIONS_MOST = 10_000;

/** One for each process. */
export class Receivers {
  readonly secrets: WebhookSecrets;
  readonly #services: Pick<SubgraphServices, 'clock' | 'config'>;
  readonly #poster: Poster;
  /** When challenges were sent of late, by institution. */
  readonly #challenged = new LRUCache<string, number[]>({ max: INSTITUTIONS_MOST });

  constructor(services: Pick<SubgraphServices, 'clock' | 'config'>) {
    this.#services = services;
    this.secrets = new WebhookSecrets(services.config.keys.webhookSecrets);
    this.#poster = new Poster({ policy: services.config.webhooks });
  }

  /** What a receiver is signed with now, the newest first. */
  async secretsOf(sql: Sql, id: string): Promise<string[]> {
    const now = this.#services.clock.now().toString();
    const [row] = await sql`
      select secret, case when previous_secret_until > ${now}::timestamptz then previous_secret end as previous from subscriptions.subscription where id = ${id}`;
    return [row?.secret, row?.previous].filter((sealed) => sealed != null).map((sealed) => this.secrets.open(sealed, id));
  }

  /** What is wrong with a URL, or with what answers there; null where it may be sent events. */
  async findFault(to: { organizationId: string; url: string; subscriptionId: string; secrets: readonly string[] }): Promise<string | null> {
    const { clock, config } = this.#services;
    const checked = checkUrl(to.url, config.webhooks);
    if (!checked.ok) return checked.message;
    const waits = this.#waits(to.organizationId);
    if (waits > 0) return `webhookUrl: your institution had ${CHALLENGES_MOST} challenges sent within a minute, which is as many as it may; try again in ${Math.ceil(waits / 1_000)} s`;
    const answered = await challenge({ poster: this.#poster, policy: config.webhooks, clock }, to);
    return answered.ok ? null : answered.message;
  }

  /** For how many milliseconds no challenge may be sent; counts one where it may. */
  #waits(organizationId: string): number {
    const now = this.#services.clock.now().epochMilliseconds;
    const recent = (this.#challenged.get(organizationId) ?? []).filter((at) => now - at < WITHIN_MS);
    if (recent.length >= CHALLENGES_MOST) return recent[0]! + WITHIN_MS - now;
    this.#challenged.set(organizationId, [...recent, now]);
    return 0;
  }
}
