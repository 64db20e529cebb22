import type { CryptoKey, JWK } from 'jose';

/** Data sets of DAGR that the hub reads, by their service name. */
export type DataSet = 'fpr_person' | 'vzd_address';

/** What people call the register behind a data set; shown in errors. */
export const registerOf: Record<DataSet, string> = { fpr_person: 'population', vzd_address: 'addresses' };

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
}

export interface DagrLimits {
  /** For one call with all its attempts; a shorter deadline of the request wins. */
  deadlineMs: number;
  /** Attempts after the first. */
  retries: number;
  /** Longest answer that is read at all. */
  answerBytes: number;
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
};

/** A dashboard should answer within a second or two even when a register hangs; a batch of 100 records is about 100 kB. */
export const defaultLimits: DagrLimits = { deadlineMs: 2_000, retries: 2, answerBytes: 4_000_000 };
