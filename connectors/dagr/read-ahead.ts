/** One read that is begun before its turn: while one page is being written, the next is already read. */
export class ReadAhead<T> {
  #begun: { at: number; read: Promise<T> } | null = null;

  get isUnderWay(): boolean {
    return this.#begun !== null;
  }

  begin(at: number, read: () => Promise<T>): void {
    this.#begun = { at, read: read() };
    this.#begun.read.catch(() => {}); // heard of when its turn comes
  }

  /** What was begun for that place, or else a read of now. */
  take(at: number, read: () => Promise<T>): Promise<T> {
    const begun = this.#begun;
    this.#begun = null;
    return begun?.at === at ? begun.read : read();
  }

  /** Waits for what is under way, and forgets it. */
  async drop(): Promise<void> {
    await this.#begun?.read.catch(() => {});
    this.#begun = null;
  }
}
