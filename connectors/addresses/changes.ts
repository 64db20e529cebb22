import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import type { DagrClient } from '../dagr/client.ts';
import { Follower } from '../dagr/follower.ts';
import type { AddressReader } from './reader.ts';
import { ADDRESS_SOURCE, wireAddressBatch, wireAddressChanges, type AddressRecord } from './record.ts';
import { saveAddresses } from './search.ts';

export interface AddressFollowing {
  sql: Sql;
  /** The schema with the table `feed`. */
  schema: string;
  logger: Logger;
  random: Random;
  pollMs?: number;
}

/** Follows the address register: addresses are kept to be searched, then memory forgets exactly those that changed. */
export function followAddresses(
  parts: { client: DagrClient; reader: AddressReader },
  following: AddressFollowing,
): Follower<AddressRecord> {
  const { client, reader } = parts;
  return new Follower<AddressRecord>({
    ...following,
    name: ADDRESS_SOURCE,
    source: {
      page: (after, limit, signal) =>
        client.changes('vzd_address', { after, limit }, { permission: reader.permission(), shape: wireAddressChanges, signal }),
      records: async (codes, signal) =>
        (await client.batch('vzd_address', { body: { Codes: codes }, permission: reader.permission(), shape: wireAddressBatch, signal })).records,
      keysOf: (record) => [record.code],
      versionOf: (record) => record.version,
    },
    async apply(tx, changed) {
      const records = changed.map(({ record }) => record);
      await saveAddresses(tx, records);
      return () => reader.purge(records.map(({ code }) => code));
    },
    overtaken: () => reader.clear(),
  }).start();
}
