/** The work behind subscriptions: what is pushed, what is published, and what is certified once a day. */
import type { Background, SubgraphServices } from '../module.ts';
import { certificateKey } from './certificates/certificate-key.ts';
import { startDailyCertificates } from './certificates/daily-certificates.ts';
import { followLog } from './follower.ts';
import { startJetStream } from './jetstream/jetstream.ts';
import { Dispatcher } from './lanes/dispatcher.ts';
import { readingsOf } from './reading/reading.ts';
import { Poster } from './webhooks/post.ts';
import { WebhookSecrets } from './webhooks/secrets.ts';
import { WebhookSender } from './webhooks/sender.ts';

export async function startDelivering(services: SubgraphServices): Promise<Background> {
  const { sql, log, tail, clock, random, logger, observe, config } = services;
  const readings = readingsOf(services);
  const consumer = followLog(services);
  const jetstream = config.nats && startJetStream(services, config.nats, observe);
  const poster = new Poster({ policy: config.webhooks });
  const deliverers = { WEBHOOK: new WebhookSender({ poster, clock }), ...(jetstream ? { NATS: jetstream.deliverer } : {}) };
  const dispatcher = new Dispatcher({ sql, readings, tail, clock, random, logger, observe, deliverers, secrets: new WebhookSecrets(config.keys.webhookSecrets) });
  const certificates = startDailyCertificates({ sql, readings, log, clock, logger, key: await certificateKey(config.keys.certificates) });
  return {
    consumers: [consumer],
    async settled() {
      await certificates.settled();
      await dispatcher.settled();
    },
    standing: () => ({
      ...dispatcher.standing(),
      jetstream: jetstream && { position: jetstream.publisher.position(), differences: { ...jetstream.reconciler.standing().differences } },
    }),
    async close() {
      await Promise.all([consumer.close(), dispatcher.close(), certificates.close()]);
      poster.close();
      await jetstream?.close();
    },
  };
}
