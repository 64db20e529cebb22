/** One line of a change feed: which record, and which version of it this made. */
export interface FeedEntry {
  position: number;
  index: number;
  version: number;
  at: string;
  /** REMOVED: the record is given out no more. */
  kind: 'CREATED' | 'CHANGED' | 'REMOVED';
}

/** The records there are at one time, counted from 0. */
export interface Inventory {
  readonly count: number;
  index(nth: number): number;
}

/** A run of positions made at one time: `index(n)` is whose record position `first + n` is about. */
interface Run {
  readonly first: number;
  readonly at: string;
  readonly kind: FeedEntry['kind'];
  readonly count: number;
  /** Where the line tells of a version that another feed counts. */
  readonly version?: number | undefined;
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
  /** Since which position a record is given out no more. */
  readonly #removed = new Map<number, number>();
  readonly #initial: number;
  readonly #added: number[] = [];
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

  /**
   * Tells that one record was made, changed or removed; answers with the position.
   *
   * @param version for a list of single business events, whose lines tell of versions that the main feed counts
   */
  append(index: number, at: string, kind: FeedEntry['kind'], version?: number): number {
    const { first: position } = this.#add({ at, kind, count: 1, version, index: () => index, places: () => [0] });
    if (kind === 'CREATED') this.#added.push(index);
    if (kind === 'REMOVED') this.#removed.set(index, position);
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

  /** @param position from 1 to the last */
  entry(position: number): FeedEntry {
    const { first, at, kind, version, index } = this.#runs[this.#runAt(position)]!;
    const about = index(position - first);
    const isGone = (this.#removed.get(about) ?? Infinity) < position;
    return { position, index: about, version: version ?? this.versionOf(about, position), at, kind: isGone ? 'REMOVED' : kind };
  }

  /** The records that are here now, as arithmetic too. */
  inventory(): Inventory {
    const gone = [...this.#removed.keys()].filter((index) => index < this.#initial).sort((one, other) => one - other);
    const added = this.#added.filter((index) => !this.#removed.has(index));
    const kept = this.#initial - gone.length;
    return {
      count: kept + added.length,
      index(nth) {
        if (nth >= kept) return added[nth - kept]!;
        let index = nth;
        for (const one of gone) if (one <= index) index++;
        return index;
      },
    };
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

  /** When a record was last told of up to a position. */
  changedAt(index: number, upTo: number = this.#last): string {
    const single = this.#single.get(index)?.findLast(({ position }) => position <= upTo);
    let [position, at] = [single?.position ?? 0, single?.at ?? ''];
    for (const run of this.#wideRuns) {
      const nth = run.places(index).findLast((place) => run.first + place <= upTo);
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
