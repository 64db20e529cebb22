/** What lanes have written down, and how they are told that others write now. */
import type { EventDeliveryModel } from '../models.ts';

/** One attempt, as the delivery log shows it. */
export interface Attempted extends Omit<EventDeliveryModel, 'id'> {
  subscriptionId: string;
}

/** How a subscription stands that waits for its receiver. */
export interface Failing {
  subscriptionId: string;
  organizationId: string;
  /** In a row. */
  failures: number;
  since: Temporal.Instant;
  reason: string;
  nextAttemptAt: Temporal.Instant;
  /** It has failed often enough for its institution to be told, once. */
  isTold: boolean;
}

export interface DeadLetter {
  sequence: number;
  eventId: string;
  type: string;
  reason: string;
}

/** Rejects once another process writes; whoever is told so stops. */
export interface LaneJournal {
  /** Its cursor moves there, and it fails no more. Written within a tenth of a second with what others delivered; waits only where too much does. */
  delivered(line: Attempted): Promise<void>;
  /** Through here there is nothing else for it. Written when there is time. */
  looked(subscriptionId: string, through: number): void;
  /** It waits. @param line the attempt, where it is not written down yet */
  failed(failing: Failing, line?: Attempted): Promise<void>;
  /** Given up, in order; the cursor moves behind them. @param line the attempt by which it was decided, where there was one */
  died(subscriptionId: string, letters: readonly DeadLetter[], line?: Attempted): Promise<void>;
  /** Its receiver does not want any more: it is disabled until somebody resumes it. */
  gone(line: Attempted, organizationId: string): Promise<void>;
  /** One attempt of a replay; a dead letter that was taken after all is none any more. */
  replayed(replayId: string, line: Attempted): Promise<void>;
  /** How far a replay is. */
  replayMoved(replayId: string, position: number): Promise<void>;
  replayEnded(replayId: string, position: number, how: 'DONE' | 'FAILED'): Promise<void>;
  /** Sequences of dead letters, in order. */
  deadLetters(subscriptionId: string, after: number, through: number, most: number): Promise<number[]>;
}
