import type { Sql } from '#kernel/database.ts';
import { loadFeed, type FeedState } from './feed.ts';
import { LaggingLines } from './lagging-lines.ts';

/** How often it is looked up whether somebody asked for a repair. */
const LOAD_EVERY_MS = 1_000;
const NOT_SEEN_YET: Pick<FeedState, 'position' | 'discoveredThrough' | 'repair'> = { position: 0, discoveredThrough: null, repair: null };

/** How far a feed is followed: as it was last kept, and what this instance has read beyond. */
export class FeedCursor {
  readonly #sql: Sql;
  readonly #schema: string;
  readonly #name: string;
  readonly #now: () => number;
  /** As it was last known; what another instance did since is noticed when it is moved. */
  #state: FeedState | null = null;
  #isSure = false;
  #loadedAt = -Infinity;
  #through = 0;
  #lagging = LaggingLines.none;

  constructor({ sql, schema, name, now }: { sql: Sql; schema: string; name: string; now: () => number }) {
    this.#sql = sql;
    this.#schema = schema;
    this.#name = name;
    this.#now = now;
  }

  get state(): Pick<FeedState, 'position' | 'discoveredThrough' | 'repair'> {
    return this.#state ?? NOT_SEEN_YET;
  }

  /** Up to here lines were read, some of which may lag. */
  get through(): number {
    return this.#through;
  }

  get lagging(): LaggingLines {
    return this.#lagging;
  }

  /** Whether there may be records that have not been met yet. */
  get isDiscovering(): boolean {
    const { discoveredThrough, position } = this.state;
    return discoveredThrough === null || position < discoveredThrough;
  }

  /**
   * As this instance left it, looked up now and then.
   *
   * @param isBusy what is read ahead will be taken in or refused: no look is worth its time
   * @param elsewhere called where another instance, or a repair, has moved it
   */
  async current(isBusy: boolean, elsewhere: () => void): Promise<FeedState> {
    const kept = this.#isSure ? this.#state : null;
    if (kept && (isBusy || this.#now() - this.#loadedAt < LOAD_EVERY_MS)) return kept;
    const state = await loadFeed(this.#sql, this.#schema, this.#name);
    this.#loadedAt = this.#now();
    if (kept && state.mark === kept.mark) return this.adopt(state, this.#through, this.#lagging);
    elsewhere();
    this.#isSure = true;
    return this.adopt(state, state.position, LaggingLines.none);
  }

  adopt(state: FeedState, through: number, lagging: LaggingLines): FeedState {
    this.#state = state;
    this.#through = through;
    this.#lagging = lagging;
    return state;
  }

  /** It may have been moved: before anything else it is looked up. */
  doubt(): void {
    this.#isSure = false;
  }
}
