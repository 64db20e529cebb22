import type { Logger } from '#kernel/logger.ts';
import type { FeedState } from './feed.ts';
import { Pace } from './pace.ts';

const TELL_EVERY_MS = 10_000;

/** How far a discovery or a repair has come: for whoever asks, and now and then for the log. */
export class FeedProgress {
  readonly #feed: string;
  readonly #logger: Logger;
  #pace = new Pace();
  #toldAt = performance.now();
  /** How many of those known have been read again, and how many there are. */
  #repaired: { done: number; total: number } | null = null;

  constructor(feed: string, logger: Logger) {
    this.#feed = feed;
    this.#logger = logger;
  }

  /** Null while neither goes on. */
  describe({ position, discoveredThrough, repair }: Pick<FeedState, 'position' | 'discoveredThrough' | 'repair'>): string | null {
    const feed = this.#feed;
    if (discoveredThrough === null) return `${feed}: ${position} of an unknown number of records discovered`;
    if (position < discoveredThrough) return `${feed}: ${position} of ${discoveredThrough} records discovered${this.#pace.describe(discoveredThrough - position)}`;
    if (repair === null) return null;
    if (this.#repaired === null) return `${feed}: 0 of an unknown number of records repaired`;
    const { done, total } = this.#repaired;
    return `${feed}: ${done} of ${total} records repaired${this.#pace.describe(total - done)}`;
  }

  discovered(position: number, through: number): void {
    this.#pace.mark(position);
    if (position >= through) return this.#logger.info({ feed: this.#feed, position }, 'every record of the register has been discovered');
    this.#tell(position, through, 'the records of a register are being discovered');
  }

  get isRepairing(): boolean {
    return this.#repaired !== null;
  }

  beginRepair(total: number): void {
    this.#pace = new Pace();
    this.#repaired = { done: 0, total };
  }

  repaired(count: number, isEnd: boolean): void {
    const { done, total } = this.#repaired!;
    this.#repaired = { done: done + count, total: Math.max(total, done + count) };
    this.#pace.mark(done + count);
    if (isEnd) return this.#logger.info({ feed: this.#feed, records: done + count }, 'everything known of the register has been read again');
    this.#tell(done + count, total, 'the records of a register are being read again');
  }

  endRepair(): void {
    this.#repaired = null;
  }

  #tell(done: number, of: number, sentence: string): void {
    if (performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    const { perSecond } = this.#pace;
    this.#logger.info({ feed: this.#feed, done, of, perSecond, secondsLeft: this.#pace.secondsFor(of - done) }, sentence);
  }
}
