import type { Sql } from '#kernel/database.ts';

/** How far a change feed is followed. */
export interface FeedState {
  position: number;
  /** The feed's end when it was first seen: up to there everything is discovery. Null before that. */
  discoveredThrough: number | null;
}

/** One line of a change feed, whatever the data set. */
export interface FeedLine {
  position: number;
  key: string;
  version: number;
}

/** The newest line of each key, oldest position first: one read of a record answers all its lines. */
export function newestLines(lines: readonly FeedLine[]): FeedLine[] {
  const newest = new Map<string, FeedLine>();
  for (const line of lines) {
    const other = newest.get(line.key);
    if (!other || other.version <= line.version) newest.set(line.key, line);
  }
  return [...newest.values()].sort((one, other) => one.position - other.position);
}

/** @param schema the schema with the table `feed(name, position, discovered_through)` */
export async function loadFeed(sql: Sql, schema: string, name: string): Promise<FeedState> {
  const [row] = await sql`select position, discovered_through from ${sql(schema)}.feed where name = ${name}`;
  return row ? { position: row.position, discoveredThrough: row.discovered_through } : { position: 0, discoveredThrough: null };
}

/**
 * Moves the cursor in the transaction of the effects.
 *
 * @returns false when another instance has moved it meanwhile; then nothing may be committed
 */
export async function moveFeed(tx: Sql, schema: string, name: string, from: FeedState, to: FeedState): Promise<boolean> {
  const rows = await tx`
    insert into ${tx(schema)}.feed as kept (name, position, discovered_through)
    values (${name}, ${to.position}, ${to.discoveredThrough})
    on conflict (name) do update set position = excluded.position, discovered_through = excluded.discovered_through
    where kept.position = ${from.position}
    returning name`;
  return rows.length === 1;
}

/** Does not wait until the commit of this transaction is on the disk; whatever commits after it still comes after it there. */
export async function commitLazily(tx: Sql): Promise<void> {
  await tx`set local synchronous_commit = off`;
}
