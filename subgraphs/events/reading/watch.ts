/** Somebody is watched by an institution for the sequences behind `from`, through `to`; null while it goes on. */
export interface Watched {
  personId: string;
  from: number;
  to: number | null;
}

/** Whom a subscription watched at each place of the log. */
export class Watch {
  readonly #spans = new Map<string, Watched[]>();
  readonly #begunBehind: number;

  /** @param begunBehind where it first watched anybody; Infinity where it never did */
  constructor(all: readonly Watched[], begunBehind: number) {
    this.#begunBehind = begunBehind;
    for (const one of all) this.#spans.set(one.personId, [...(this.#spans.get(one.personId) ?? []), one]);
  }

  has(personId: string, sequence: number): boolean {
    return this.#spans.get(personId)?.some(({ from, to }) => from < sequence && (to === null || sequence <= to)) ?? false;
  }

  /** Whether it is about whom it watches: when the last of them is gone it does not widen to everybody. */
  hasBegun(sequence: number): boolean {
    return this.#begunBehind < sequence;
  }
}
