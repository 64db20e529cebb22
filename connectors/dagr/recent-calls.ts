import { Lately, quantile } from '../lately.ts';
import { REGISTERS, type RegisterName } from './config.ts';
import type { CallKind, CallOutcome, RegisterObserver } from './measures.ts';

/** Reads of records of the last five minutes, a thousand at most. */
export interface RecentCalls {
  made: number;
  failed: number;
  /** In seconds, of those that were answered; null where none was. */
  median: number | null;
  /** All but one in a hundred took no longer. */
  p99: number | null;
}

/** What people wait for. Looks at feeds, which go on all day, would hide them. */
const KINDS: ReadonlySet<CallKind> = new Set(['read', 'batch']);

/** How registers answered lately, for who wants to know it without a database of metrics. */
export class CallsLately {
  readonly #answered = new Map<string, Lately>(REGISTERS.map((register) => [register, new Lately()]));
  readonly #failed = new Map<string, Lately>(REGISTERS.map((register) => [register, new Lately()]));

  called(register: string, kind: CallKind, outcome: CallOutcome, seconds: number): void {
    if (!KINDS.has(kind) || outcome === 'ABANDONED') return;
    const isAnswered = outcome === 'OK' || outcome === 'NOT_FOUND';
    (isAnswered ? this.#answered : this.#failed).get(register)?.note(seconds);
  }

  of(register: RegisterName): RecentCalls {
    const answered = this.#answered.get(register)!.values;
    const failed = this.#failed.get(register)!.values.length;
    return { made: answered.length + failed, failed, median: quantile(answered, 0.5), p99: quantile(answered, 0.99) };
  }

  /** Takes part in what is told to another. */
  beside(other: RegisterObserver | undefined): RegisterObserver {
    return {
      called: (...call) => {
        this.called(...call);
        other?.called(...call);
      },
      repeated: (...call) => other?.repeated(...call),
      refused: (...call) => other?.refused(...call),
      opened: (register) => other?.opened(register),
      closed: (register) => other?.closed(register),
    };
  }
}
