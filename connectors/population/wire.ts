import { z } from 'zod';
import type { FeedLine } from '../dagr/feed.ts';

/**
 * A record of `fpr_person` as the register sends it. Fields that a permission may not open are optional. Kinds and flags
 * the hub does not know pass as text: a new one must not stop everyone's record.
 */
const code = z.string().regex(/^\d{11}$/);
const day = z.iso.date();

export const wirePerson = z.object({
  PersonCode: code,
  FormerCodes: z.array(code).default([]),
  Version: z.int(),
  ChangedAt: z.string(),
  GivenName: z.string().nullish(),
  Surname: z.string().nullish(),
  Sex: z.enum(['F', 'M']).nullish(),
  BirthDate: day,
  VitalStatus: z.string().nullish(),
  DeathDate: day.nullish(),
  Residences: z.array(
    z.object({
      Kind: z.string(),
      AddressCode: z.string().nullish(),
      MunicipalityCode: z.string().nullish(),
      ForeignText: z.string().nullish(),
      From: day,
      To: day.nullish(),
    }),
  ).nullish(),
  Ties: z.array(z.object({ Kind: z.string(), PersonCode: code, Custody: z.boolean(), From: day, To: day.nullish() })).default([]),
  Flags: z.array(z.string()).default([]),
});

export type WirePerson = z.infer<typeof wirePerson>;

export const wirePersonBatch = z.object({ records: z.array(wirePerson).max(100) });

export const wirePersonChanges = z
  .object({
    changes: z.array(z.object({ Position: z.int(), PersonCode: code, Version: z.int() })).max(1_000),
    Last: z.int(),
  })
  .transform(({ changes, Last }): { lines: FeedLine[]; last: number } => ({
    lines: changes.map(({ Position, PersonCode, Version }) => ({ position: Position, key: PersonCode, version: Version })),
    last: Last,
  }));
