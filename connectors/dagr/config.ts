import type { CryptoKey, JWK } from 'jose';

/** Data sets of DAGR that the hub reads, by their service name. */
export type DataSet = 'fpr_person' | 'vzd_address';

export const REGISTERS = ['population', 'addresses', 'permissions'] as const;
/** What people call a register; shown in errors. The list of permissions counts as one: it fails for itself. */
export type RegisterName = (typeof REGISTERS)[number];

/** The register behind a data set. */
export const registerOf = { fpr_person: 'population', vzd_address: 'addresses' } as const satisfies Record<DataSet, RegisterName>;

/** The data set of a register; undefined for the list of permissions. */
export function dataSetOf(register: RegisterName): DataSet | undefined {
  return (Object.keys(registerOf) as DataSet[]).find((dataSet) => registerOf[dataSet] === register);
}

/** Where DAGR is and how this connection introduces itself. */
export interface DagrConfig {
  url: string;
  clientId: string;
  /** Private ES256 key of the connection. */
  privateKey: CryptoKey | JWK;
  /** DAGR's paths are only partly public, so none of them stands in code. */
  paths?: Partial<DagrPaths>;
  limits?: Partial<DagrLimits>;
  /** Takes the place of `purposes.ts` where permissions have other numbers. */
  purposes?: Purposes;
}

export interface DagrPaths {
  token: string;
  permissions: string;
  read: Record<DataSet, string>;
  batch: Record<DataSet, string>;
  changes: Record<DataSet, string>;
  /** Lists of one kind of event each, for what cannot wait until its turn in the changes comes. */
  events: {
    fpr_person: Record<'death' | 'address-protection', string>;
    vzd_address: Record<'municipality-merged', string>;
  };
}

/** The names of a data set's lists of events. */
export type EventList<D extends DataSet> = keyof DagrPaths['events'][D] & string;

export interface DagrLimits {
  /** For one call with all its attempts; a shorter deadline of the request wins. */
  deadlineMs: number;
  /** Attempts after the first. */
  retries: number;
  /** Longest answer that is read at all. */
  answerBytes: number;
  /** Calls of one register that people wait for. */
  awaitedAtOnce: number;
  /** Such calls that wait for a place. */
  awaitedWaiting: number;
  /** Calls of one register that nobody waits for. */
  backgroundAtOnce: number;
  backgroundWaiting: number;
  /** When a register that fails too often is first asked whether it answers again. */
  probeFirstMs: number;
  /** The longest wait between two such questions. */
  probeMostMs: number;
  /** How long each may take. */
  probeMs: number;
  /** The longest pause that is granted to a register that asks for one. */
  pauseMostMs: number;
}

/** Purpose → number of the permission, for each data set it opens. */
export type Purposes = Record<string, Partial<Record<DataSet, string>>>;

export const BATCH_MOST = 100;
export const PAGE_MOST = 1_000;

export const defaultPaths: DagrPaths = {
  token: '/token',
  permissions: '/current_user_permissions',
  read: { fpr_person: '/fpr_person/read', vzd_address: '/vzd_address/read' },
  batch: { fpr_person: '/fpr_person/batch', vzd_address: '/vzd_address/batch' },
  changes: { fpr_person: '/fpr_person/changes', vzd_address: '/vzd_address/changes' },
  events: {
    fpr_person: { death: '/fpr_person/events/death', 'address-protection': '/fpr_person/events/address-protection' },
    vzd_address: { 'municipality-merged': '/vzd_address/events/municipality-merged' },
  },
};

/**
 * A dashboard should answer within a second or two even when a register hangs; a batch of 100 records is about 100 kB.
 * At 50 ms a call, 32 places are 640 calls a second, and whoever is last of those that wait is in after 0.4 s. A register
 * that answers again is asked again within 3.5 s at the latest: a probe that still hangs, and the wait for the next.
 */
export const defaultLimits: DagrLimits = {
  deadlineMs: 2_000,
  retries: 2,
  answerBytes: 4_000_000,
  awaitedAtOnce: 32,
  awaitedWaiting: 256,
  backgroundAtOnce: 8,
  backgroundWaiting: 64,
  probeFirstMs: 500,
  probeMostMs: 2_000,
  probeMs: 1_500,
  pauseMostMs: 60_000,
};
