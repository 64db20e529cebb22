import { BadUserInputError } from './errors.ts';

/** Relay connections, forward only: at most 100 a page, stable cursors over a sort key. */
export interface PageRequest {
  limit: number;
  /** The sort key of the last row seen, or null for the first page. */
  after: string | null;
}

export interface Connection<T> {
  edges: { node: T; cursor: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

export const PAGE_MOST = 100;
const PREFIX = 'k:';

export function pageRequest(args: { first?: number | null; after?: string | null }): PageRequest {
  const limit = args.first ?? 20;
  if (limit < 1 || limit > PAGE_MOST) {
    throw new BadUserInputError(`first: ${limit} is out of range; ask for 1 to ${PAGE_MOST} and page on with after`);
  }
  return { limit, after: args.after == null ? null : decodeCursor(args.after) };
}

/** @param rows one row more than `page.limit`, when there is one, tells that a next page exists */
export function connection<T>(rows: readonly T[], page: PageRequest, key: (row: T) => string): Connection<T> {
  const edges = rows.slice(0, page.limit).map((node) => ({ node, cursor: encodeCursor(key(node)) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function encodeCursor(key: string): string {
  return Buffer.from(PREFIX + key).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const text = cursor.length <= 1_000 ? Buffer.from(cursor, 'base64url').toString() : '';
  if (!text.startsWith(PREFIX)) throw new BadUserInputError(`after: "${cursor.slice(0, 60)}" is not a cursor of this list`);
  return text.slice(PREFIX.length);
}
