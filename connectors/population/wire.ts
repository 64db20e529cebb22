import { z } from 'zod';
import { feedPage } from '../dagr/feed-page.ts';

/**
 * A record of `fpr_person` as the register sends it. What is not in it the permission does not open: only what a record is told
 * apart by is always there. What the register has none of it sends as null or an empty list. Kinds and flags the hub does not
 * know pass as text: a new one must not stop everyone's record.
 */
const code = z.string().regex(/^\d{11}$/);
const day = z.iso.date();

const wireResidence = z.object({
  Kind: z.string().nullish(),
  AddressCode: z.string().nullish(),
  MunicipalityCode: z.string().nullish(),
  ForeignText: z.string().nullish(),
  From: day.nullish(),
  To: day.nullish(),
});

const wireTie = z.object({ Kind: z.string().nullish(), PersonCode: code.nullish(), Custody: z.boolean().nullish(), From: day.nullish(), To: day.nullish() });

const wireFields = z.object({
  PersonCode: code,
  FormerCodes: z.array(code).nullish(),
  MergedCodes: z.array(code).nullish(),
  Version: z.int(),
  ChangedAt: z.string(),
  GivenName: z.string().nullish(),
  Surname: z.string().nullish(),
  Sex: z.enum(['F', 'M']).nullish(),
  BirthDate: day.nullish(),
  VitalStatus: z.string().nullish(),
  DeathDate: day.nullish(),
  Residences: z.array(wireResidence).nullish(),
  Ties: z.array(wireTie).nullish(),
  Flags: z.array(z.string()).nullish(),
});

/** Every field that the hub knows, dotted; the register tells each that is open. */
export const PERSON_FIELDS: readonly string[] = Object.entries({ ...wireFields.shape, Residences: wireResidence, Ties: wireTie })
  .flatMap(([name, field]) => (field instanceof z.ZodObject ? Object.keys(field.shape).map((below) => `${name}.${below}`) : [name]));

export const wirePerson = wireFields.transform((wire) => ({
  ...wire,
  FormerCodes: wire.FormerCodes ?? [],
  MergedCodes: wire.MergedCodes ?? [],
  /** Whether former codes are told at all. Where they are not, a code nobody knows may be the new one of somebody known. */
  tellsFormerCodes: wire.FormerCodes != null,
}));

export type WirePerson = z.infer<typeof wirePerson>;

export const wirePersonBatch = z.object({ records: z.array(wirePerson).max(100) });

export const wirePersonChanges = feedPage('PersonCode', code);
