import type { FeedEntry } from './feed.ts';
import { readWholeNumber } from './http.ts';
import { LARGEST_PAGE } from './openapi.ts';
import type { MunicipalityMerger } from './population.ts';

const DEFAULT_PAGE = 100;

/** Lines with positions of their own, of which old ones may be gone. */
interface Lines {
  readonly first: number;
  readonly last: number;
  read(after: number, limit: number): FeedEntry[];
}

/** A page of changes after a position, oldest first. */
export function changesPage(lines: Lines, query: URLSearchParams, key: (index: number) => object): object {
  const { after, limit } = asked(query);
  return {
    changes: lines.read(after, limit).map(({ position, index, version, at, kind }) => ({
      Position: position, ...key(index), Version: version, ChangedAt: at, Kind: kind,
    })),
    First: lines.first,
    Last: lines.last,
  };
}

/** The few mergers of municipalities there were; position n is the nth. */
export function mergersPage(mergers: readonly MunicipalityMerger[], query: URLSearchParams): object {
  const { after, limit } = asked(query);
  return {
    changes: mergers.slice(after, after + limit).map(({ position, code, successor, on, at }) => ({
      Position: position, Code: code, Successor: successor, On: on, ChangedAt: at,
    })),
    First: 1,
    Last: mergers.length,
  };
}

function asked(query: URLSearchParams): { after: number; limit: number } {
  return {
    after: readWholeNumber(query, 'after', 0, Number.MAX_SAFE_INTEGER, 0),
    limit: readWholeNumber(query, 'limit', 1, LARGEST_PAGE, DEFAULT_PAGE),
  };
}
