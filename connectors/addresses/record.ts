import { z } from 'zod';
import { dayOf } from '#kernel/days.ts';
import type { FeedLine } from '../dagr/feed.ts';

/** Who tells of an address: the register itself, and the files it publishes. */
export const ADDRESS_SOURCE = 'vzd_address';
export const OPEN_DATA_SOURCE = 'vzd_address open data';

/** An address of the State Address Register in the hub's words. */
export interface AddressRecord {
  code: string;
  status: 'ACTIVE' | 'DELETED' | 'ERRONEOUS';
  text: string;
  postalCode: string | null;
  municipality: string | null;
  parish: string | null;
  latitude: number | null;
  longitude: number | null;
  version: number;
  /** ISO text, where the source tells it. */
  changedOn: string | null;
}

const STATUS = { EKS: 'ACTIVE', DEL: 'DELETED', ERR: 'ERRONEOUS' } as const;
const addressCode = z.string().regex(/^\d{9}$/);

/** A record of `vzd_address` as the register sends it. */
export const wireAddress = z
  .object({
    Code: addressCode,
    Status: z.enum(['EKS', 'DEL', 'ERR']),
    Text: z.string(),
    PostalCode: z.string().nullish(),
    MunicipalityCode: z.string().nullish(),
    Parish: z.string().nullish(),
    Latitude: z.number().nullish(),
    Longitude: z.number().nullish(),
    Version: z.int(),
    ChangedAt: z.iso.datetime({ offset: true }).nullish().catch(null),
  })
  .transform((wire): AddressRecord => ({
    code: wire.Code,
    status: STATUS[wire.Status],
    text: wire.Text,
    postalCode: wire.PostalCode ?? null,
    municipality: wire.MunicipalityCode ?? null,
    parish: wire.Parish ?? null,
    latitude: wire.Latitude ?? null,
    longitude: wire.Longitude ?? null,
    version: wire.Version,
    changedOn: wire.ChangedAt == null ? null : dayOf(Temporal.Instant.from(wire.ChangedAt)).toString(),
  }));

export const wireAddressBatch = z.object({ records: z.array(wireAddress).max(100) });

export const wireAddressChanges = z
  .object({ changes: z.array(z.object({ Position: z.int(), Code: addressCode, Version: z.int() })).max(1_000), Last: z.int() })
  .transform(({ changes, Last }): { lines: FeedLine[]; last: number } => ({
    lines: changes.map(({ Position, Code, Version }) => ({ position: Position, key: Code, version: Version })),
    last: Last,
  }));

/** Whether a text has the shape of an address code; anything else is not worth asking the register for. */
export function isAddressCode(text: string): boolean {
  return /^\d{9}$/.test(text);
}
