import type { AddressSearchStanding } from './addresses/index/address-search.ts';
import type { FeedStanding, RegisterStanding } from './dagr/measures.ts';
import type { PermissionStanding } from './dagr/permissions.ts';
import type { RecentCalls } from './dagr/recent-calls.ts';
import type { AgesStanding } from './records/ages.ts';
import type { MemoryCounts } from './records/memory-layer.ts';

/** How often each level had what was asked for, what the first of them holds, and how old it was. */
export interface RecordsStanding {
  memory: MemoryCounts & { bytes: number; entries: number };
  shared: { hit: number; stale: number; miss: number };
  ages: AgesStanding;
}

/** How it stands with the registers, as far as this process knows without asking anybody. */
export interface RegistersStanding {
  registers: (RegisterStanding & { calls: RecentCalls })[];
  /** Of what this process follows; none where the worker does it. */
  feeds: FeedStanding[];
  permissions: PermissionStanding[];
  caches: { register: 'population' | 'addresses'; standing: RecordsStanding }[];
  /** Whether this process hears of changes; while it does not, its memory serves nothing. */
  isListening: boolean;
  /** Null where addresses are not searched. */
  addressSearch: AddressSearchStanding | null;
}

/** What the database knows of all instances together. */
export interface SharedStanding {
  register: 'population' | 'addresses';
  /** Changes told so far, and those that every live instance has heard of. */
  told: number;
  consumed: number;
  instances: number;
  /** Records that instances share. */
  records: number;
}

/** While one is looking, all others who ask meanwhile get the same answer: records are counted one by one. */
export function lookingTogether<T>(look: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  return () => (underWay ??= look().finally(() => (underWay = null)));
}
