/** One line of a change feed: which record, and which version of it this made. */
export interface FeedEntry {
  position: number;
  index: number;
  version: number;
  at: string;
  kind: 'CREATED' | 'CHANGED';
}

/** A run of positions made at one time: `index(n)` is whose record position `first + n` is about. */
interface Run {
  readonly first: number;
  readonly at: string;
  readonly kind: FeedEntry['kind'];
  readonly count: number;
  index(nth: number): number;
  /** The numbers within the run, ascending, that are about this record. */
  places(index: number): number[];
}

/**
 * Numbers every change of a register. The initial records and mass corrections are kept as arithmetic, not as lines,
 * so a feed over two million records and a storm over half a million of them cost nothing until they are read.
 */
export class Feed {
  readonly #runs: Run[] = [];
  /** The initial records and the mass corrections; single changes are looked up by record instead. */
  readonly #wideRuns: Run[] = [];
  readonly #single = new Map<number, { position: number; at: string }[]>();
  readonly #initial: number;
  #last = 0;

  /** @param initialAt when the derived records were made */
  constructor(initial: number, initialAt: string) {
    this.#initial = initial;
    this.#wideRuns.push(this.#add({
      at: initialAt, kind: 'CREATED', count: initial,
      index: (nth) => nth,
      places: (index) => (index < initial ? [index] : []),
    }));
  }

  /** The newest position. */
  get last(): number {
    return this.#last;
  }

  /** Tells that one record was made or changed; answers with the position. */
  append(index: number, at: string, kind: FeedEntry['kind']): number {
    const { first: position } = this.#add({ at, kind, count: 1, index: () => index, places: () => [0] });
    const told = this.#single.get(index);
    if (told) told.push({ position, at });
    else this.#single.set(index, [{ position, at }]);
    return position;
  }

  /** Tells that `count` of the initial records changed, evenly spread in order; more than there are means rounds. */
  spread(count: number, at: string): number {
    const initial = this.#initial;
    const rounds = Math.floor(count / initial);
    const rest = count - rounds * initial;
    this.#wideRuns.push(this.#add({
      at, kind: 'CHANGED', count,
      index: (nth) => {
        if (nth < rounds * initial) return nth % initial;
        return Math.floor(((nth - rounds * initial) * initial) / rest);
      },
      places: (index) => {
        if (index >= initial) return [];
        const places = Array.from({ length: rounds }, (_, round) => round * initial + index);
        const nth = Math.ceil((index * rest) / initial);
        if (nth < rest && Math.floor((nth * initial) / rest) === index) places.push(rounds * initial + nth);
        return places;
      },
    }));
    return this.#last;
  }

  /** The entries after a position, oldest first, at most `limit`. */
  read(after: number, limit: number): FeedEntry[] {
    const entries: FeedEntry[] = [];
    let run = this.#runAt(after + 1);
    for (let position = after + 1; position <= Math.min(this.#last, after + limit); position++) {
      while (position >= this.#runs[run]!.first + this.#runs[run]!.count) run++;
      const { first, at, kind, index } = this.#runs[run]!;
      const about = index(position - first);
      entries.push({ position, index: about, version: this.versionOf(about, position), at, kind });
    }
    return entries;
  }

  /** How many times a record was told of up to a position: its version then. */
  versionOf(index: number, upTo: number = this.#last): number {
    let version = 0;
    for (const run of this.#wideRuns) {
      for (const nth of run.places(index)) if (run.first + nth <= upTo) version++;
    }
    for (const { position } of this.#single.get(index) ?? []) if (position <= upTo) version++;
    return version;
  }

  changedAt(index: number): string {
    const single = this.#single.get(index)?.at(-1);
    let [position, at] = [single?.position ?? 0, single?.at ?? ''];
    for (const run of this.#wideRuns) {
      const nth = run.places(index).at(-1);
      if (nth !== undefined && run.first + nth > position) [position, at] = [run.first + nth, run.at];
    }
    return at;
  }

  #add(run: Omit<Run, 'first'>): Run {
    const placed = { ...run, first: this.#last + 1 };
    this.#runs.push(placed);
    this.#last += run.count;
    return placed;
  }

  #runAt(position: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#runs[middle]!.first <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
