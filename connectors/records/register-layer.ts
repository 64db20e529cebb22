import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '#kernel/clock.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { BATCH_MOST, registerOf } from '../dagr/config.ts';
import type { Grant } from '../dagr/grant.ts';
import type { Urgency } from '../dagr/urgency.ts';
import { GONE, type Answers, type Asking, type Entry, type Layer } from './layer.ts';

export interface RegisterLayerParts<T> {
  clock: Clock;
  /** One call of the register: at most 100 ids; unknown ones are left out. */
  fetch(ids: string[], reading: { grant: Grant; urgency: Urgency }): Promise<Map<string, T>>;
  versionOf(record: T): number;
  /** How long is waited before a record that is older than the feed is read again, each time. */
  lagWaitsMs?: readonly number[];
}

/** A replica is a few hundred milliseconds behind its source. For a page it is waited only once: others wait in the same batch. */
const LAG_WAITS_MS = [50, 100, 200, 400];

/** The register itself: a call for every hundred records. */
export class RegisterLayer<T> implements Layer<T> {
  readonly #parts: RegisterLayerParts<T>;

  constructor(parts: RegisterLayerParts<T>) {
    this.#parts = parts;
  }

  async read(ids: readonly string[], asking: Asking): Promise<Answers<T>> {
    const batches = Array.from({ length: Math.ceil(ids.length / BATCH_MOST) }, (_, at) => ids.slice(at * BATCH_MOST, (at + 1) * BATCH_MOST));
    const answers = await Promise.all(batches.map((batch) => this.#batch(batch, asking)));
    return new Map(answers.flatMap((each) => [...each]));
  }

  /** A record older than what the feed has told of is read again a moment later. */
  async #batch(ids: readonly string[], asking: Asking): Promise<Answers<T>> {
    const answers = await this.#call(ids, asking);
    const waits = this.#parts.lagWaitsMs ?? LAG_WAITS_MS;
    for (const wait of asking.demand === 'register' ? waits : waits.slice(0, 1)) {
      const behind = ids.filter((id) => isBehind(answers.get(id), asking.atLeast?.get(id)));
      if (behind.length === 0) return answers;
      await pause(wait);
      for (const [id, answer] of await this.#call(behind, asking)) answers.set(id, answer);
    }
    for (const id of ids) {
      const answer = answers.get(id)!;
      if (isBehind(answer, asking.atLeast?.get(id))) answers.set(id, this.#behind(answer as Entry<T>, asking));
    }
    return answers;
  }

  /** What is decided must not rest on what is known to be old. */
  #behind(entry: Entry<T>, { demand, grant }: Asking): Entry<T> | Error {
    return demand === 'register' ? new RegisterUnavailableError(registerOf[grant.dataSet]) : { ...entry, isBehind: true };
  }

  /** Whoever is gone is nobody, whatever a replica still gives out. */
  async #call(ids: readonly string[], asking: Asking): Promise<Answers<T>> {
    const readAt = this.#parts.clock.now().epochMilliseconds;
    const there = ids.filter((id) => asking.atLeast?.get(id) !== GONE);
    const answers: Answers<T> = there.length > 0 ? await this.#ask(there, asking) : new Map();
    for (const id of ids) if (!answers.has(id)) answers.set(id, { value: null, version: null, readAt });
    return answers;
  }

  async #ask(ids: readonly string[], { grant, urgency }: Asking): Promise<Answers<T>> {
    const { clock, fetch, versionOf } = this.#parts;
    const readAt = clock.now().epochMilliseconds;
    try {
      const found = await fetch([...ids], { grant, urgency });
      return new Map(ids.map((id) => {
        const value = found.get(id) ?? null;
        return [id, { value, version: value === null ? null : versionOf(value), readAt }];
      }));
    } catch (error) {
      return new Map(ids.map((id) => [id, error as Error]));
    }
  }
}

function isBehind(answer: Entry<unknown> | Error | undefined, atLeast: number | undefined): boolean {
  if (atLeast === undefined || answer === undefined || answer instanceof Error) return false;
  // Nobody where somebody was told of is as old; 0 is told by no register.
  if (answer.version === null) return atLeast > 0 && atLeast !== GONE;
  return answer.version < atLeast;
}
