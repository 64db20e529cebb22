import type { FeedStanding } from '#connectors/dagr/measures.ts';
import type { Sql } from '#kernel/database.ts';

export interface FeedHealth {
  name: string;
  /** Whether this process follows it. Of one that another follows only what the database holds is known. */
  isFollowedHere: boolean;
  state: 'DISCOVERING' | 'REPAIRING' | 'FOLLOWING' | 'FAILING';
  position: number;
  end: number | null;
  /** Lines still to follow. */
  behind: number | null;
  /** Since it was last looked at with success. */
  quietSeconds: number | null;
  /** Lines that tell of more than the register gives out yet. */
  lagging: number;
  repair: 'GAP' | 'RESET' | 'ASKED' | null;
  lastFailure: { secondsAgo: number; reason: string } | null;
}

const STATES = { discovering: 'DISCOVERING', repairing: 'REPAIRING', following: 'FOLLOWING', waiting: 'FAILING' } as const;

/** Every feed: those that this process follows by what it knows, the others by what the database holds. */
export async function feedsIn(sql: Sql, followed: readonly FeedStanding[]): Promise<FeedHealth[]> {
  const here = followed.map(followedHere);
  const names = new Set(here.map(({ name }) => name));
  const rows = await sql`select name, position, discovered_through, repair from persons.feed order by name`;
  return [...here, ...rows.filter(({ name }) => !names.has(name)).map(followedElsewhere)];
}

function followedHere({ feed, state, position, end, wentWellAtMs, lagging, repair, lastFailure }: FeedStanding): FeedHealth {
  const secondsSince = (atMs: number) => Math.max(0, (Date.now() - atMs) / 1_000);
  const isKnown = wentWellAtMs !== null;
  return {
    name: feed,
    isFollowedHere: true,
    state: STATES[state],
    position,
    end: isKnown ? end : null,
    behind: isKnown ? Math.max(0, end - position) : null,
    quietSeconds: isKnown ? secondsSince(wentWellAtMs) : null,
    lagging,
    repair,
    lastFailure: lastFailure && { secondsAgo: secondsSince(lastFailure.atMs), reason: lastFailure.reason },
  };
}

function followedElsewhere({ name, position, discovered_through: through, repair }: Record<string, any>): FeedHealth {
  const isDiscovering = through === null || position < through;
  return {
    name,
    isFollowedHere: false,
    state: isDiscovering ? 'DISCOVERING' : repair === null ? 'FOLLOWING' : 'REPAIRING',
    position, end: null, behind: null, quietSeconds: null, lagging: 0, repair, lastFailure: null,
  };
}
