import type { RegisterName } from './config.ts';
import type { FailedOutcome } from './failure.ts';
import type { RefusalReason } from './refusal.ts';

/** What a call to a register is for; a probe looks whether one that failed answers again. */
export type CallKind = 'read' | 'batch' | 'changes' | 'events' | 'probe';
export type CallOutcome = FailedOutcome | 'OK' | 'NOT_FOUND';

/** Told of every call with all its attempts, of each attempt after the first, and of calls that were not sent. */
export interface RegisterObserver {
  called(register: string, kind: CallKind, outcome: CallOutcome, seconds: number): void;
  repeated(register: string, kind: CallKind): void;
  refused(register: string, kind: CallKind, reason: RefusalReason): void;
  /** A register failed too often: from now on it is only probed. */
  opened(register: string): void;
  /** It answers again. */
  closed(register: string): void;
}

/** How calls to a register fare now. */
export interface RegisterStanding {
  register: RegisterName;
  /** `paused`: the register asked not to be called for a while, at least under one permission. */
  state: 'closed' | 'open' | 'half-open' | 'paused';
  since: Temporal.Instant;
  /** Calls that wait for a place. */
  waiting: number;
  /** Calls under way. */
  atOnce: number;
  pausedUntil: Temporal.Instant | null;
}

export interface FeedStanding {
  feed: string;
  position: number;
  end: number;
  /** Null before the first time. */
  wentWellAtMs: number | null;
  /** `waiting`: the last look failed, and it is tried again. */
  state: 'discovering' | 'repairing' | 'following' | 'waiting';
  repair: 'GAP' | 'RESET' | 'ASKED' | null;
  /** Lines that tell of more than the register gives out yet. */
  lagging: number;
  lastFailure: { atMs: number; reason: string } | null;
}
