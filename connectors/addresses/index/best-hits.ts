/** An address that was found. */
export interface Hit {
  score: number;
  /** Its place among all addresses, the shorter first. */
  doc: number;
  code: number;
}

/** The best of all that are offered, no code twice. */
export class BestHits {
  readonly #most: number;
  readonly #hits: Hit[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get all(): readonly Hit[] {
    return this.#hits;
  }

  get best(): number {
    return this.#hits[0]?.score ?? Number.NEGATIVE_INFINITY;
  }

  /** What scores no better than this is of no use any more, if it comes later. */
  get least(): number {
    return this.#hits.length < this.#most ? Number.NEGATIVE_INFINITY : this.#hits.at(-1)!.score;
  }

  offer(score: number, doc: number, code: number): void {
    const comesBefore = (other: Hit) => score > other.score || (score === other.score && doc < other.doc);
    if (this.#hits.length === this.#most && !comesBefore(this.#hits.at(-1)!)) return;
    const same = this.#hits.findIndex((hit) => hit.code === code);
    if (same !== -1) {
      if (!comesBefore(this.#hits[same]!)) return;
      this.#hits.splice(same, 1);
    }
    let at = this.#hits.length;
    while (at > 0 && comesBefore(this.#hits[at - 1]!)) at--;
    this.#hits.splice(at, 0, { score, doc, code });
    if (this.#hits.length > this.#most) this.#hits.pop();
  }
}
