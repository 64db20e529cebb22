/** Receivers of webhooks as far as a mutation has to do with them: whether one may be sent to, and wants to be. */
import type { Sql } from '#kernel/database.ts';
import type { SubgraphServices } from '../../module.ts';
import { challenge } from '../webhooks/challenge.ts';
import { checkUrl } from '../webhooks/guard.ts';
import { Poster } from '../webhooks/post.ts';
import { WebhookSecrets } from '../webhooks/secrets.ts';

/** One for each process. */
export class Receivers {
  readonly secrets: WebhookSecrets;
  readonly #services: Pick<SubgraphServices, 'clock' | 'config'>;
  readonly #poster: Poster;

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
  async findFault(to: { url: string; subscriptionId: string; secrets: readonly string[] }): Promise<string | null> {
    const { clock, config } = this.#services;
    const checked = checkUrl(to.url, config.webhooks);
    if (!checked.ok) return checked.message;
    const answered = await challenge({ poster: this.#poster, policy: config.webhooks, clock }, to);
    return answered.ok ? null : answered.message;
  }
}
