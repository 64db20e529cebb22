import { Lane, type LaneParts } from './lane.ts';
import type { PushedSubscription } from './pushed.ts';
import { ReplayRun } from './replay-run.ts';

const ENDS_WITHIN_MS = 2_000;

interface Kept {
  lane: Lane;
  transport: PushedSubscription['transport'];
  replay: ReplayRun | null;
}

/** The lanes of all subscriptions, each with its replay, as the database has them. */
export class Lanes {
  readonly #parts: LaneParts;
  readonly #kept = new Map<string, Kept>();
  /** Whose last attempt is still under way, or has only ended since `tidy`: its cursor may be further than the database was asked for. */
  readonly #ending = new Map<string, { ended: Promise<unknown>; isOver: boolean }>();
  #isClosed = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  standing(): { lanes: number; failing: number } {
    const lanes = [...this.#kept.values()].map(({ lane }) => lane);
    return { lanes: lanes.length, failing: lanes.filter(({ isFailing }) => isFailing).length };
  }

  /** Whether everyone whose receiver takes things has been told of everything through a sequence. @param read through which the end of the log has been read */
  haveReached(sequence: number, read: number): boolean {
    return [...this.#kept.values()].every(({ lane }) => lane.isFailing || lane.isEnded || lane.hasReached(sequence, read));
  }

  /** When the oldest event got its place in the log that a receiver waits for which takes things; null where none does. */
  waitingSince(): string | null {
    let oldest: string | null = null;
    for (const { lane } of this.#kept.values()) {
      const since = lane.waitingSince();
      if (since !== null && (oldest === null || Date.parse(since) < Date.parse(oldest))) oldest = since;
    }
    return oldest;
  }

  /** What a transport stands on is there again: who is pushed to by it waits no longer. */
  tryNow(by: PushedSubscription['transport']): void {
    for (const { transport, lane, replay } of this.#kept.values()) {
      if (transport !== by) continue;
      lane.tryNow();
      replay?.tryNow();
    }
  }

  /** @param askedAt when the database was asked, by `performance.now()` */
  keep(all: readonly PushedSubscription[], askedAt: number): void {
    if (this.#isClosed) return;
    const wanted = new Map(all.map((one) => [one.id, one]));
    for (const [id, { transport }] of this.#kept) if (wanted.get(id)?.transport !== transport) this.#end(id);
    for (const to of all) {
      const kept = this.#kept.get(to.id);
      if (kept) this.#change(kept, to, askedAt);
      else if (!this.#ending.has(to.id)) this.#kept.set(to.id, { lane: new Lane(this.#parts, to), transport: to.transport, replay: this.#replayOf(to) });
    }
  }

  /** Lets go of those that have ended, and waits for none. Where they ended stands in the journal then: another may begin once that is written. */
  async tidy(): Promise<void> {
    for (const [id, { lane }] of this.#kept) if (lane.isEnded) this.#end(id);
    await new Promise((resolve) => setImmediate(resolve));
    for (const [id, { isOver }] of this.#ending) if (isOver) this.#ending.delete(id);
  }

  /** Breaks everything off, and writes nothing of it. */
  cut(): void {
    this.#isClosed = true;
    for (const { lane, replay } of this.#kept.values()) {
      void lane.cut();
      void replay?.cut();
    }
  }

  /** Lets attempts under way end, for a while. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const id of this.#kept.keys()) this.#stop(id);
    const ended = Promise.all([...this.#ending.values()].map((one) => one.ended));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, ENDS_WITHIN_MS).unref())]);
    this.cut();
    this.#kept.clear();
    await ended;
  }

  #change(kept: Kept, to: PushedSubscription, askedAt: number): void {
    kept.lane.change(to, askedAt);
    kept.replay?.change(to);
    if (kept.replay?.id === to.replay?.id) return;
    // One that is stopped may have an attempt under way; the next begins once that has ended.
    if (kept.replay && !kept.replay.isEnded) void kept.replay.stop();
    else kept.replay = this.#replayOf(to);
  }

  #replayOf(to: PushedSubscription): ReplayRun | null {
    return to.replay && new ReplayRun(this.#parts, to, to.replay);
  }

  #end(id: string): void {
    this.#stop(id);
    this.#kept.delete(id);
  }

  #stop(id: string): void {
    const { lane, replay } = this.#kept.get(id)!;
    const ending = { ended: Promise.all([lane.stop(), replay?.stop()]).finally(() => (ending.isOver = true)), isOver: false };
    this.#ending.set(id, ending);
  }
}
