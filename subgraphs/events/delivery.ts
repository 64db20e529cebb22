import type { CloudEvent } from './cloud-event.ts';

/**
 * What became of one attempt to hand an event over. `reason` is a short code, never a word of the receiver's. The next attempt waits
 * at least as long as the receiver asked for, and at most `waitMostMs` where it was no fault of the receiver's.
 */
export type Outcome =
  | { kind: 'DELIVERED'; status?: number }
  | { kind: 'FAILED'; reason: string; status?: number; retryAfterMs?: number; waitMostMs?: number }
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
  /** By which it is sent again, having been delivered before or given up; null for the first time. */
  replayId?: string | null;
}

/** One transport that pushes. Never throws for what a receiver does; what is broken off by the signal is a failure like any other. */
export interface Deliverer {
  deliver(event: CloudEvent, to: Receiver, signal: AbortSignal): Promise<Outcome>;
  /** Tells when what it stands on is there again. @returns to hear no more */
  onBack?(listener: () => void): () => void;
}
