import type { CallFailure } from './failure.ts';

/** What a call to a register is for. */
export type CallKind = 'read' | 'batch' | 'changes';

/** Told of every call with all its attempts, and of each attempt after the first. */
export interface RegisterObserver {
  called(register: string, kind: CallKind, outcome: string, seconds: number): void;
  repeated(register: string, kind: CallKind): void;
}

/** A failure in one of a few words, to be counted by. */
export function outcomeOf({ status, message, transient }: CallFailure): string {
  if (status === 429) return 'TOO_MANY_REQUESTS';
  if (status !== null) return status >= 500 ? 'SERVER_ERROR' : 'REFUSED';
  if (message === 'no answer before the deadline') return 'TIMEOUT';
  if (message === 'the request ended first') return 'ABANDONED';
  return transient && message.startsWith('connection failed') ? 'NO_CONNECTION' : 'MALFORMED';
}

export interface FeedStanding {
  feed: string;
  position: number;
  end: number;
  /** Null before the first time. */
  wentWellAtMs: number | null;
}
