import type { Follower } from './follower.ts';
import type { FeedStanding } from './measures.ts';

/** What follows a data set: its feed of everything and, beside it, lists of single events. */
export interface Following {
  /** Of the feed of everything. */
  readonly position: number;
  readonly isDiscovering: boolean;
  readonly progress: string | null;
  readonly standings: readonly FeedStanding[];
  poke(): void;
  /** Resolves when everything that stands in the feeds now has taken effect and every instance has heard of it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function followTogether(main: Follower<unknown>, urgent: readonly Follower<unknown>[] = []): Following {
  const all = [...urgent, main];
  return {
    get position() {
      return main.position;
    },
    get isDiscovering() {
      return main.isDiscovering;
    },
    get progress() {
      return main.progress;
    },
    get standings() {
      return [main, ...urgent].map(({ standing }) => standing);
    },
    poke: () => all.forEach((follower) => follower.poke()),
    settled: async () => void (await Promise.all(all.map((follower) => follower.settled()))),
    close: async () => void (await Promise.all(all.map((follower) => follower.close()))),
  };
}
