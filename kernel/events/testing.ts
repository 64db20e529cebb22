import type { EventEnvelope } from './envelope.ts';

/** A log in memory, for tests of those who follow one. */
export class Journal {
  readonly events: EventEnvelope[] = [];
  reads = 0;
  /** Whether reading fails. */
  isAway = false;
  readonly #listeners = new Set<(upTo: number) => void>();

  get head(): number {
    return this.events.length;
  }

  async read(after: number, limit: number): Promise<EventEnvelope[]> {
    this.reads++;
    if (this.isAway) throw new Error('away');
    return this.events.slice(after, after + limit);
  }

  onAppended(listener: (upTo: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onHidden(): () => void {
    return () => {};
  }

  append(...events: (Partial<EventEnvelope> & { type: string })[]): void {
    for (const event of events) {
      const sequence = this.events.length + 1;
      this.events.push({ sequence, id: String(sequence), subject: 's', subjectVersion: sequence, time: '', appendedAt: '', municipality: null, data: {}, ...event });
    }
    for (const listener of this.#listeners) listener(this.head);
  }
}
