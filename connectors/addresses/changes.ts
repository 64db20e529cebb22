import type { Sql } from '#kernel/database.ts';
import type { DagrClient } from '../dagr/client.ts';
import type { KnownKeys } from '../dagr/feed-source.ts';
import { Follower } from '../dagr/follower.ts';
import type { ChangedRecord, FollowedBy } from '../dagr/follower-options.ts';
import { followTogether, type Following } from '../dagr/following.ts';
import { publishChanges, publishNewEra, type ChangeStream } from '../records/change-stream.ts';
import { GONE } from '../records/layer.ts';
import { readByAddressCodes, type AddressReader } from './reader.ts';
import { ADDRESS_SOURCE, OPEN_DATA_SOURCE, wireAddressChanges, type AddressRecord } from './record.ts';
import { saveAddresses } from './search.ts';

const CODE_DIGITS = 9;
/** Nobody waits for a new or renamed street as for a death: four looks a second would only spend the permission. */
const POLL_MS = 1_000;

/** Follows the address register: addresses are kept to be searched, then every instance forgets exactly those that changed. */
export function followAddresses(
  parts: { client: DagrClient; stream: ChangeStream; reader: AddressReader },
  following: FollowedBy,
): Following {
  const { client, stream, reader } = parts;
  const reading = (signal: AbortSignal) => ({ grant: reader.grant, urgency: 'change' as const, signal });
  const main = new Follower<AddressRecord>({
    pollMs: POLL_MS,
    ...following,
    name: ADDRESS_SOURCE,
    source: {
      page: (after, limit, signal) => client.changes('vzd_address', { after, limit }, { ...reading(signal), shape: wireAddressChanges }),
      records: (codes, signal) => readByAddressCodes(client, codes, reading(signal)),
      keysOf: (record) => [record.code],
      versionOf: (record) => record.version,
      known: knownAddresses(following.sql),
    },
    async apply(tx, changed, removed) {
      await doubtKept(tx, changed);
      await saveAddresses(tx, changed.map(({ record }) => record));
      const isLess = await closeAddresses(tx, removed);
      await publishChanges(tx, ADDRESS_SOURCE, [
        ...changed.map(({ record: { code: id, version } }) => ({ id, version })),
        ...removed.map((id) => ({ id, version: GONE })),
      ]);
      return isLess;
    },
    begunAnew: (tx) => publishNewEra(tx, ADDRESS_SOURCE),
    committed: () => stream.hearSoon(),
    consumed: () => stream.untilConsumed(ADDRESS_SOURCE),
  }).start();
  return followTogether(main);
}

/** What is read again in a repair is taken in although it is kept in this version already; after a RESET, in a later one. */
async function doubtKept(tx: Sql, changed: readonly ChangedRecord<AddressRecord>[]): Promise<void> {
  const again = changed.filter(({ repair }) => repair !== null);
  if (again.length === 0) return;
  const isReset = again[0]!.repair === 'RESET';
  await tx`
    update addresses.address kept set version = least(kept.version, told.version) - 1
    from unnest(${again.map(({ record }) => record.code)}::text[], ${again.map(({ record }) => String(record.version))}::text[]::bigint[]) as told(code, version)
    where kept.code = told.code and (kept.version = told.version or (${isReset} and kept.version > told.version))`;
}

/**
 * An address that is given out no more does not exist; what the open data tells is for the open data to take back.
 *
 * @returns whether any existed until now
 */
async function closeAddresses(tx: Sql, codes: readonly string[]): Promise<boolean> {
  if (codes.length === 0) return false;
  const closed = await tx`
    update addresses.address set status = 'DELETED'
    where code = any(${codes as string[]}::text[]) and source <> ${OPEN_DATA_SOURCE} and status <> 'DELETED' returning code`;
  return closed.length > 0;
}

/** Those that the register told, in order of their codes: a code is its own place. */
function knownAddresses(sql: Sql): KnownKeys {
  const codeAt = (place: number) => String(place).padStart(CODE_DIGITS, '0');
  return {
    async page(from, limit) {
      const rows = await sql`
        select code from addresses.address where code >= ${codeAt(from)} and source <> ${OPEN_DATA_SOURCE} order by code limit ${limit}`;
      const keys = rows.map((row) => row.code as string);
      return { keys, next: keys.length < limit ? null : Number(keys.at(-1)) + 1 };
    },
    async count(from) {
      const [row] = await sql`select count(*) as left from addresses.address where code >= ${codeAt(from)} and source <> ${OPEN_DATA_SOURCE}`;
      return row!.left;
    },
  };
}
