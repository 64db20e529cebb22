import { z } from 'zod';
import { PAGE_MOST } from './config.ts';
import type { FeedPage } from './feed.ts';

/** A page of a change feed as the register sends it. A kind the hub does not know is a change like any other. */
export function feedPage(key: 'PersonCode' | 'Code', code: z.ZodType<string>): z.ZodType<FeedPage> {
  const name = key as 'Code';
  const line = z.object({ Position: z.int(), [name]: code, Version: z.int(), ChangedAt: z.string().nullish(), Kind: z.string().nullish() });
  return z
    .object({ changes: z.array(line).max(PAGE_MOST), First: z.int().default(1), Last: z.int() })
    .transform(({ changes, First, Last }): FeedPage => ({
      lines: changes.map((change) => ({
        position: change.Position, key: change[name], version: change.Version, changedAt: instantOf(change.ChangedAt), isRemoved: change.Kind === 'REMOVED',
      })),
      first: First,
      last: Last,
    }));
}

function instantOf(text: string | null | undefined): number | null {
  const at = text ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : at;
}
