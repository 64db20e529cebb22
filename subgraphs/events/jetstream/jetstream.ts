import type { NatsConfig, SubgraphServices } from '../../module.ts';
import type { Deliverer } from '../delivery.ts';
import { natsDeliverer } from './deliverer.ts';
import { NatsLink, type NatsAddress } from './link.ts';
import { startPublisher, type Publisher, type PublisherOptions } from './publisher.ts';
import { startReconciler, type Reconciler, type ReconcilerOptions } from './reconciler.ts';

/** All that stands between the hub and JetStream, in one process. */
export interface JetStream {
  link: NatsLink;
  publisher: Publisher;
  reconciler: Reconciler;
  deliverer: Deliverer;
  close(): Promise<void>;
}

export type JetStreamServices = Pick<SubgraphServices, 'sql' | 'log' | 'clock' | 'random' | 'logger'>;
export type JetStreamObserver = NonNullable<PublisherOptions['observe']> & NonNullable<ReconcilerOptions['observe']>;

export function addressOf({ url, credentialsPath }: NatsConfig): NatsAddress {
  return { servers: url.split(','), credentials: credentialsPath };
}

/** Puts the log into the stream, compares the two, and delivers to subscriptions. NATS need not be there yet. */
export function startJetStream(services: JetStreamServices, nats: NatsConfig, observe: JetStreamObserver = {}): JetStream {
  const stream = { replicas: nats.replicas };
  const link = NatsLink.open(addressOf(nats), services);
  const options = { ...services, nats: link, stream, observe };
  const publisher = startPublisher(options);
  const reconciler = startReconciler({ ...options, publisher });
  return {
    link,
    publisher,
    reconciler,
    deliverer: natsDeliverer(link, stream),
    async close() {
      await Promise.all([publisher.close(), reconciler.close()]);
      await link.close();
    },
  };
}
