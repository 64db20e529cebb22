/** Where publishing goes on: what the database noted, against what the stream itself holds. */
import { LAST_PART } from './subjects.ts';

/** The row of `subscriptions.published`. */
export interface Published {
  /** Everything of the log up to here is in the stream. */
  logSequence: number;
  /** The stream's sequence then. */
  streamSequence: number;
  /** When the stream was made, by which it is told from another of the same name; or REBUILD. */
  epoch: string;
}

/** Instead of an epoch: whoever publishes next empties the stream and fills it anew. */
export const REBUILD = 'rebuild';

export interface StreamStanding {
  created: string;
  lastSequence: number;
}

/** The newest message of ours that the stream still holds. */
export interface LastMessage {
  streamSequence: number;
  sequence: number;
  part: number;
  /** False where the log holds another event at this sequence, or has not come so far. */
  isOfLog: boolean;
}

/** The first message behind (sequence, part) comes next, and the stream's sequence must be `streamSequence` then. */
export interface Position {
  sequence: number;
  part: number;
  streamSequence: number;
}

export type Place =
  | { kind: 'GO_ON'; position: Position; isNoted: boolean }
  | { kind: 'REFILL'; isPurgedFirst: boolean }
  | { kind: 'DIVERGED' };

export function decidePlace(noted: Published, stream: StreamStanding, last: LastMessage | null): Place {
  if (noted.epoch === REBUILD) return { kind: 'REFILL', isPurgedFirst: true };
  const isSameStream = noted.epoch === stream.created && stream.lastSequence >= noted.streamSequence;
  const asNoted: Place = {
    kind: 'GO_ON', isNoted: true, position: { sequence: noted.logSequence, part: LAST_PART, streamSequence: stream.lastSequence },
  };
  if (!last) return isSameStream ? asNoted : { kind: 'REFILL', isPurgedFirst: false };
  if (!last.isOfLog) return { kind: 'DIVERGED' };
  // What stands in the stream behind the note was acknowledged to one who could not note it any more. A stream whose end was lost, or
  // that another one filled, goes on behind what it has.
  if (isSameStream && last.streamSequence <= noted.streamSequence) return asNoted;
  return { kind: 'GO_ON', isNoted: false, position: { sequence: last.sequence, part: last.part, streamSequence: stream.lastSequence } };
}
