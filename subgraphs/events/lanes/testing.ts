/** A log, a journal and receivers to test lanes with, all in memory. */
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Deliverer, Outcome, Receiver } from '../delivery.ts';
import type { Reading } from '../reading/reading.ts';
import type { DeliveryObserver } from './attempts.ts';
import type { Attempted, DeadLetter, Failing, LaneJournal } from './lane-journal.ts';
import type { PushedSubscription } from './pushed.ts';

export const unobserved: DeliveryObserver = { attempted() {}, delivered() {}, died() {} };

export class MemoryLog {
  readonly events: EventEnvelope[] = [];
  readonly #waiting = new Set<() => void>();
  following = { state: 'ACTIVE', transport: 'WEBHOOK', isDeleted: false } as Reading['following'];

  append(count: number, appendedAt: Temporal.Instant): EventEnvelope[] {
    const added = Array.from({ length: count }, (_, index): EventEnvelope => ({
      sequence: this.events.length + index + 1,
      id: crypto.randomUUID(),
      type: 'requests.submitted.v1',
      subject: crypto.randomUUID(),
      subjectVersion: 1,
      time: appendedAt.toString(),
      appendedAt: appendedAt.toString(),
      municipality: null,
      data: {},
    }));
    this.events.push(...added);
    this.wake();
    return added;
  }

  wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Of every event, those at sequences that `fits`. */
  open(fits: (sequence: number) => boolean = () => true): Reading {
    const { events } = this;
    const waiting = this.#waiting;
    const following = () => this.following;
    return {
      get following() {
        return following();
      },
      refresh: async () => {},
      close() {},
      async read(after, most) {
        const fitting = events.slice(after).filter(({ sequence }) => fits(sequence)).slice(0, most);
        return { events: fitting, through: fitting.length === most ? fitting.at(-1)!.sequence : Math.max(after, events.length), leftOut: { FILTER: 0, RIGHT: 0, INTERNAL: 0 } };
      },
      async wait(after, _ms, signal) {
        if (events.length > after || signal?.aborted) return after;
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
        await promise;
        waiting.delete(resolve);
        return after;
      },
    };
  }
}

export class MemoryJournal implements LaneJournal {
  readonly lines: Attempted[] = [];
  readonly dead = new Map<number, DeadLetter>();
  readonly failings: Failing[] = [];
  readonly ended: string[] = [];
  /** What it waits with, if it does. */
  waiting: Failing | null = null;
  cursor = 0;
  state: 'ACTIVE' | 'FAILING' | 'DISABLED' = 'ACTIVE';
  told = 0;
  replayPosition = 0;

  async delivered(line: Attempted): Promise<void> {
    this.lines.push(line);
    this.cursor = line.sequence;
    this.state = 'ACTIVE';
    this.waiting = null;
  }

  looked(_subscriptionId: string, through: number): void {
    this.cursor = through;
  }

  async failed(failing: Failing, line?: Attempted): Promise<void> {
    if (line) this.lines.push(line);
    this.failings.push(failing);
    this.waiting = failing;
    if (!failing.isTold || this.state === 'FAILING') return;
    this.state = 'FAILING';
    this.told++;
  }

  async died(_subscriptionId: string, letters: readonly DeadLetter[], line?: Attempted): Promise<void> {
    if (line) this.lines.push(line);
    for (const letter of letters) this.dead.set(letter.sequence, letter);
    this.cursor = letters.at(-1)!.sequence;
  }

  async gone(line: Attempted): Promise<void> {
    this.lines.push(line);
    this.state = 'DISABLED';
  }

  async replayed(_replayId: string, line: Attempted): Promise<void> {
    this.lines.push(line);
    if (line.outcome === 'DELIVERED') this.dead.delete(line.sequence);
  }

  async replayMoved(_replayId: string, position: number): Promise<void> {
    this.replayPosition = position;
  }

  async replayEnded(_replayId: string, position: number, how: 'DONE' | 'FAILED'): Promise<void> {
    this.replayPosition = position;
    this.ended.push(how);
  }

  async deadLetters(_subscriptionId: string, after: number, through: number, most: number): Promise<number[]> {
    return [...this.dead.keys()].filter((sequence) => sequence > after && sequence <= through).sort((one, other) => one - other).slice(0, most);
  }
}

/** Takes what it is told to take. */
export class ScriptedReceiver implements Deliverer {
  readonly taken: string[] = [];
  readonly seen: { id: string; to: Receiver }[] = [];
  answer: (id: string) => Outcome = () => ({ kind: 'DELIVERED', status: 200 });

  async deliver(event: { id: string }, to: Receiver): Promise<Outcome> {
    this.seen.push({ id: event.id, to });
    const outcome = this.answer(event.id);
    if (outcome.kind === 'DELIVERED') this.taken.push(event.id);
    return outcome;
  }
}

export function pushedTo(over: Partial<PushedSubscription> = {}): PushedSubscription {
  return {
    id: '00000000-0000-4000-8000-000000000001', organizationId: '00000000-0000-4000-8000-000000000002', transport: 'WEBHOOK', version: 1, acknowledged: 0, webhookUrl: null, secrets: [],
    failures: 0, failingSince: null, nextAttemptAt: null, replay: null, ...over,
  };
}

/** Looks again until it holds. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${holds} did not come true in ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
