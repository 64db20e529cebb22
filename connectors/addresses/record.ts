import { z } from 'zod';
import { dayOf } from '#kernel/days.ts';
import { feedPage } from '../dagr/feed-page.ts';

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
  /** Code of the address that it was merged into. */
  successor: string | null;
  version: number;
  /** ISO text, where the source tells it. */
  changedOn: string | null;
}

const STATUS = { EKS: 'ACTIVE', DEL: 'DELETED', ERR: 'ERRONEOUS' } as const;
const addressCode = z.string().regex(/^\d{9}$/);

/** Without these an address is nothing to show, to search or to live at: a permission that does not open them serves nobody. */
export const NEEDED_ADDRESS_FIELDS = ['Status', 'Text'] as const;

/** A record of `vzd_address` as the register sends it; what is not in it the permission does not open. */
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
    Successor: addressCode.nullish(),
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
    successor: wire.Successor ?? null,
    version: wire.Version,
    changedOn: wire.ChangedAt == null ? null : dayOf(Temporal.Instant.from(wire.ChangedAt)).toString(),
  }));

export const wireAddressBatch = z.object({ records: z.array(wireAddress).max(100) });

export const wireAddressChanges = feedPage('Code', addressCode);

/** Whether a text has the shape of an address code; anything else is not worth asking the register for. */
export function isAddressCode(text: string): boolean {
  return /^\d{9}$/.test(text);
}
