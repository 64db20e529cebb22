import type { FeedStanding } from '#connectors/dagr/measures.ts';

/** What one process can tell of itself; what it does not have is not asked about. */
export interface HealthParts {
  /** Whether the database answers in time. */
  answers?: (() => Promise<boolean>) | undefined;
  /** Since the relay of events last worked. */
  relayIdleMs?: (() => number) | undefined;
  feeds?: (() => readonly Pick<FeedStanding, 'feed' | 'wentWellAtMs'>[]) | undefined;
}

export interface HealthState {
  /** Why it is not ready; empty when it is. */
  reasons: string[];
  /** Each part by name: `ok`, or what is wrong. */
  checks: Record<string, string>;
}

const QUIET_MOST_MS = 10_000;
const OK = 'ok';

/**
 * Only what another instance could do better makes this one not ready. A register that is away, or a relay that does not
 * get on, is the same for every instance: to take them all out of service would turn a hole into an outage. It is shown.
 */
export async function checkHealth({ answers, relayIdleMs, feeds }: HealthParts): Promise<HealthState> {
  const state: HealthState = { reasons: [], checks: {} };
  if (answers) {
    const isThere = await answers();
    state.checks.database = isThere ? OK : 'does not answer';
    if (!isThere) state.reasons.push('the database does not answer');
  }
  if (relayIdleMs) state.checks.relay = sinceText(relayIdleMs(), 'has not worked');
  for (const { feed, wentWellAtMs } of feeds?.() ?? []) {
    state.checks[`feed ${feed}`] = wentWellAtMs === null ? 'not heard yet' : sinceText(Date.now() - wentWellAtMs, 'not heard');
  }
  return state;
}

function sinceText(quietMs: number, says: string): string {
  return quietMs <= QUIET_MOST_MS ? OK : `${says} for ${Math.round(quietMs / 1_000)} s`;
}
