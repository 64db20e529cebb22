/** Somebody is watched by an institution for the sequences behind `from`, through `to`; null while it goes on. */
export interface Watched {
  personId: string;
  from: number;
  to: number | null;
}

/** Whom a subscription watched at each place of the log. */
export class Watch {
  readonly #spans = new Map<string, Watched[]>();
  /** Where the number of those watched changes, in order, with what it is behind there. */
  readonly #counts: { behind: number; watched: number }[] = [];

  constructor(all: readonly Watched[]) {
    for (const one of all) this.#spans.set(one.personId, [...(this.#spans.get(one.personId) ?? []), one]);
    const steps = all.flatMap(({ from, to }) => [[from, 1], ...(to === null ? [] : [[to, -1]])] as [number, number][]).sort(([one], [other]) => one - other);
    let watched = 0;
    for (const [behind, change] of steps) this.#counts.push({ behind, watched: (watched += change) });
  }

  has(personId: string, sequence: number): boolean {
    return this.#spans.get(personId)?.some(({ from, to }) => from < sequence && (to === null || sequence <= to)) ?? false;
  }

  /** Whether anybody was. */
  isAny(sequence: number): boolean {
    return (this.#counts.findLast(({ behind }) => behind < sequence)?.watched ?? 0) > 0;
  }
}
