import type { Sql } from '#kernel/database.ts';

/**
 * Why everything known is read again. GAP: lines were dropped before they were read. RESET: the feed began anew, and versions
 * may have too. ASKED: somebody doubts what is kept.
 */
export type Repair = 'GAP' | 'RESET' | 'ASKED';

/** How far a change feed is followed. */
export interface FeedState {
  /** Up to here every line has taken effect. */
  position: number;
  /** The feed's end when it was first seen: up to there everything is discovery. Null before that. */
  discoveredThrough: number | null;
  repair: Repair | null;
  /** Up to which place among those known a repair has come; null while nothing is repaired. */
  repairedThrough: number | null;
  /** Another one after every change of the row, whoever makes it; null while there is none. */
  mark: string | null;
}

/** One line of a change feed, whatever the data set. */
export interface FeedLine {
  position: number;
  key: string;
  version: number;
  /** Milliseconds; null where the register does not tell. */
  changedAt: number | null;
  /** The record is given out no more. */
  isRemoved: boolean;
}

/** A page of a feed, with the oldest position that the register still keeps and the newest there is. */
export interface FeedPage {
  lines: FeedLine[];
  first: number;
  last: number;
}

const NOT_SEEN_YET: FeedState = { position: 0, discoveredThrough: null, repair: null, repairedThrough: null, mark: null };

/** The newest line of each key, oldest position first: one read of a record answers all its lines. */
export function newestLines(lines: readonly FeedLine[]): FeedLine[] {
  const newest = new Map<string, FeedLine>();
  for (const line of lines) {
    const other = newest.get(line.key);
    if (!other || other.version <= line.version) newest.set(line.key, line);
  }
  return [...newest.values()].sort((one, other) => one.position - other.position);
}

/** @param schema the schema with the table `feed(name, position, discovered_through, repair, repaired_through)` */
export async function loadFeed(sql: Sql, schema: string, name: string): Promise<FeedState> {
  const [row] = await sql`
    select position, discovered_through as "discoveredThrough", repair, repaired_through as "repairedThrough", xmin::text as mark
    from ${sql(schema)}.feed where name = ${name}`;
  return row ? { ...NOT_SEEN_YET, ...row } : NOT_SEEN_YET;
}

/**
 * Holds the cursor where it is, for effects that leave it there.
 *
 * @returns null when another instance has moved it
 */
export async function holdFeed(tx: Sql, schema: string, name: string, state: FeedState): Promise<FeedState | null> {
  const rows = await tx`select from ${tx(schema)}.feed where name = ${name} and xmin::text = ${state.mark} for update`;
  return rows.length === 1 ? state : null;
}

/**
 * Moves the cursor in the transaction of the effects.
 *
 * @returns how it stands then; null when another instance has moved it, or somebody asked for a repair: then nothing may be committed
 */
export async function moveFeed(tx: Sql, schema: string, name: string, from: FeedState, to: Pick<FeedState, 'position' | 'discoveredThrough'>): Promise<FeedState | null> {
  const [row] = await tx`
    insert into ${tx(schema)}.feed as kept (name, position, discovered_through)
    values (${name}, ${to.position}, ${to.discoveredThrough})
    on conflict (name) do update set position = excluded.position, discovered_through = excluded.discovered_through
    where kept.xmin::text = ${from.mark}
    returning xmin::text as mark`;
  return row ? { ...from, ...to, mark: row.mark } : null;
}

/**
 * Moves a repair on in the transaction of its effects, or goes on from another place with a repair from its beginning.
 *
 * @returns how it stands then; null when another instance has moved it meanwhile
 */
export async function moveRepair(tx: Sql, schema: string, name: string, from: FeedState, to: Omit<FeedState, 'mark'>): Promise<FeedState | null> {
  const [row] = await tx`
    update ${tx(schema)}.feed set position = ${to.position}, discovered_through = ${to.discoveredThrough}, repair = ${to.repair}, repaired_through = ${to.repairedThrough}
    where name = ${name} and xmin::text = ${from.mark}
    returning xmin::text as mark`;
  return row ? { ...to, mark: row.mark } : null;
}

/**
 * Asks whoever follows the feed to read everything known again; a repair that goes on already is enough.
 *
 * @returns whether the feed has been followed at all
 */
export async function askForRepair(sql: Sql, schema: string, name: string): Promise<boolean> {
  const rows = await sql`
    update ${sql(schema)}.feed set repair = coalesce(repair, 'ASKED'), repaired_through = coalesce(repaired_through, 0)
    where name = ${name} returning name`;
  return rows.length === 1;
}

/** One at a time among all instances: nobody tells of a change that another is just about to tell of. */
export async function lockDataSet(tx: Sql, dataSet: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext(${`takes in ${dataSet}`}))`;
}

/** Does not wait until the commit of this transaction is on the disk; whatever commits after it still comes after it there. */
export async function commitLazily(tx: Sql): Promise<void> {
  await tx`set local synchronous_commit = off`;
}
