import type { CloudEvent } from './cloud-event.ts';

/** What became of one attempt to hand an event over. `reason` is a short code, never a word of the receiver's. */
export type Outcome =
  | { kind: 'DELIVERED'; status?: number }
  | { kind: 'FAILED'; reason: string; status?: number; retryAfterMs?: number }
  | { kind: 'GONE'; reason: string };

/** Whom an event is pushed to. */
export interface Receiver {
  subscriptionId: string;
  organizationId: string;
  webhookUrl: string | null;
  /** The newest first; two while one replaces the other. */
  secrets: readonly string[];
  /** 1 for the first. */
  attempt: number;
  /** It was delivered before, or given up, and is sent again because somebody asked for it. */
  isReplay?: boolean;
}

/** One transport that pushes. Never throws for what a receiver does; what is broken off by the signal is a failure like any other. */
export interface Deliverer {
  deliver(event: CloudEvent, to: Receiver, signal: AbortSignal): Promise<Outcome>;
}
