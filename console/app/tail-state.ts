import type { Connection } from './live.ts';
import type { TailEvent } from './model.ts';

/** So many are kept on the page; what is older is in the log. */
export const ROWS_MOST = 200;
/** Of what waits unacknowledged at most so much is shown again at the beginning. */
const LOOKED_BACK_MOST = 10_000;
export const HEARTBEAT = 'lv.vienkopus.events.heartbeat.v1';

export interface TailState {
  /** Newest first. */
  rows: readonly TailEvent[];
  /** The newest sequence heard of, by an event or a heartbeat. */
  through: string | null;
  /** When that was, by this page's own time. */
  heardAt: number;
  connection: Connection;
  isPaused: boolean;
  /** Behind `after` the log no longer reaches. */
  isTooOld: boolean;
}

export type TailChange =
  | { type: 'heard'; events: readonly TailEvent[]; at: number }
  | { type: 'connection'; connection: Connection }
  | { type: 'paused'; isPaused: boolean }
  | { type: 'too-old' }
  | { type: 'cleared' };

export const emptyTail: TailState = { rows: [], through: null, heardAt: 0, connection: 'connecting', isPaused: false, isTooOld: false };

/** What the live tail shows after something has happened. Pure. */
export function reduceTail(state: TailState, change: TailChange): TailState {
  switch (change.type) {
    case 'heard':
      return heard(state, change.events, change.at);
    case 'connection':
      return { ...state, connection: change.connection };
    case 'paused':
      return { ...state, isPaused: change.isPaused, isTooOld: false };
    case 'too-old':
      return { ...state, isTooOld: true, isPaused: true };
    case 'cleared':
      return { ...state, rows: [] };
  }
}

function heard(state: TailState, events: readonly TailEvent[], at: number): TailState {
  const last = events.at(-1);
  if (!last) return state;
  const known = new Set(state.rows.map(({ id }) => id));
  const fresh = events.filter(({ type, id }) => type !== HEARTBEAT && !known.has(id)).toReversed();
  return { ...state, rows: [...fresh, ...state.rows].slice(0, ROWS_MOST), through: last.sequence, heardAt: at };
}

/** Where a tail begins: with what waits to be acknowledged, unless that is too much to look at. */
export function startOfTail({ acknowledged, lag }: { acknowledged: string; lag: number }): string {
  return String(Number(acknowledged) + Math.max(0, lag - LOOKED_BACK_MOST));
}
