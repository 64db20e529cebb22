import { registerOf, type DataSet, type RegisterName } from '#connectors/dagr/config.ts';
import type { FeedHealth } from './feeds.ts';
import type { PermissionHealth, RegisterHealth, RegistersHealth } from './health.ts';

export type TroubleKind =
  | 'REGISTER_DOWN' | 'REGISTER_PAUSED' | 'REGISTER_FAILS'
  | 'FEED_FAILS' | 'FEED_REPAIRING' | 'FEED_BEHIND'
  | 'PERMISSION_NOT_VALID' | 'PERMISSION_ENDS_SOON' | 'QUOTA_USED_UP' | 'QUOTA_NEAR_END'
  | 'CHANGES_UNCONSUMED' | 'INSTANCE_DEAF' | 'ADDRESS_INDEX_AWAY';

export interface Trouble {
  kind: TroubleKind;
  /** Which register, feed or permission; `instance` for the process that answers. */
  about: string;
  /** For who reads it in a terminal. */
  message: string;
}

/** A tenth of at least so many reads that fail is more than a passing hitch. */
const READS_LEAST = 20;
const FAILED_SHARE = 0.1;
const LINES_BEHIND_MOST = 1_000;
const UNCONSUMED_MOST = 1_000;
/** A permission takes VIRSIS days to prolong. */
const ENDS_SOON_DAYS = 14;

/**
 * What somebody should look at, the worst of each part only, and one line for one cause: that a feed fails while its register is
 * away says nothing more. Discovery is no trouble: it ends by itself and serves meanwhile.
 */
export function troublesOf({ registers, feeds, permissions, addressIndex }: Omit<RegistersHealth, 'at' | 'troubles'>): Trouble[] {
  const away = new Set(registers.filter(({ state }) => state !== 'ANSWERING').map(({ name }) => name));
  return [
    ...registers.flatMap((register) => [ofRegister(register), ofChanges(register)]),
    ofInstance(registers),
    ...feeds.map((feed) => (feed.state === 'FAILING' && away.has(registerBehind(feed)) ? null : ofFeed(feed))),
    ...permissions.flatMap((permission) => [ofValidity(permission), ofQuota(permission)]),
    addressIndex?.state === 'FALLBACK' ? { kind: 'ADDRESS_INDEX_AWAY' as const, about: 'addresses', message: 'there is no address index; the database searches, slower and less well' } : null,
  ].filter((trouble) => trouble !== null);
}

function ofRegister({ name: about, state, sinceSeconds, pausedSeconds, calls: { made, failed } }: RegisterHealth): Trouble | null {
  if (state === 'DOWN' || state === 'PROBED') return { kind: 'REGISTER_DOWN', about, message: `does not answer, for ${Math.round(sinceSeconds)} s; it is only probed` };
  if (state === 'PAUSED') return { kind: 'REGISTER_PAUSED', about, message: `asked for a pause, which ends in ${Math.ceil(pausedSeconds ?? 0)} s` };
  if (made >= READS_LEAST && failed > made * FAILED_SHARE) return { kind: 'REGISTER_FAILS', about, message: `${failed} of the last ${made} reads failed` };
  return null;
}

function ofChanges({ name: about, records }: RegisterHealth): Trouble | null {
  const unconsumed = records ? records.changes.told - records.changes.consumed : 0;
  return unconsumed > UNCONSUMED_MOST ? { kind: 'CHANGES_UNCONSUMED', about, message: `${unconsumed} changes have not been heard of by every instance` } : null;
}

function ofInstance(registers: readonly RegisterHealth[]): Trouble | null {
  const isDeaf = registers.some(({ records }) => records?.memory.isListening === false);
  return isDeaf ? { kind: 'INSTANCE_DEAF', about: 'instance', message: 'does not hear of changes and serves nothing from its memory' } : null;
}

/** A list of single events is named after its data set, with its own name behind. */
function registerBehind({ name }: FeedHealth): RegisterName {
  return registerOf[name.split('/')[0] as DataSet];
}

function ofFeed({ name: about, state, repair, behind, lastFailure }: FeedHealth): Trouble | null {
  if (state === 'FAILING') return { kind: 'FEED_FAILS', about, message: `cannot be followed now: ${lastFailure?.reason ?? 'it is tried again'}` };
  if (state === 'REPAIRING') return { kind: 'FEED_REPAIRING', about, message: `everything known is read again (${repair})` };
  if (state === 'FOLLOWING' && behind !== null && behind > LINES_BEHIND_MOST) return { kind: 'FEED_BEHIND', about, message: `${behind} lines have still to be followed` };
  return null;
}

function ofValidity({ number: about, purposes, isValid, daysLeft }: PermissionHealth): Trouble | null {
  if (!isValid) return { kind: 'PERMISSION_NOT_VALID', about, message: `opens nothing now; ${purposes.join(', ')} rest on it` };
  if (daysLeft !== null && daysLeft <= ENDS_SOON_DAYS) return { kind: 'PERMISSION_ENDS_SOON', about, message: daysLeft === 0 ? 'ends today' : `ends in ${daysLeft} days` };
  return null;
}

function ofQuota({ number: about, used, quota, warns }: PermissionHealth): Trouble | null {
  if (quota === null || !warns) return null;
  if (used >= quota) return { kind: 'QUOTA_USED_UP', about, message: `was used as often as it may be: ${used} of ${quota} times` };
  return { kind: 'QUOTA_NEAR_END', about, message: `was used ${used} of ${quota} times; what is left is kept for what is urgent` };
}
