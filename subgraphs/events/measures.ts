import type { DeliveryObserver } from './lanes/attempts.ts';
import type { JetStreamObserver } from './jetstream/jetstream.ts';

/** Told of each attempt and of what went into JetStream. */
export type EventsObserver = DeliveryObserver & JetStreamObserver;

/** How deliveries stand in this process. */
export interface EventsStanding {
  /** Subscriptions that this process delivers to; none in one that does not. */
  lanes: number;
  /** Those of them whose receivers do not take what is sent. */
  failing: number;
  /** Null where there is no NATS. */
  jetstream: {
    /** The sequence of the log through which everything is published. */
    position: number;
    /** What the stream has otherwise than the log, by how. */
    differences: Readonly<Record<string, number>>;
  } | null;
}
