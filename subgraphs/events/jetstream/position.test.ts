import assert from 'node:assert/strict';
import test from 'node:test';
import { decidePlace, REBUILD, type LastMessage, type Place, type Published } from './position.ts';

const NOTED: Published = { logSequence: 50, streamSequence: 60, epoch: 'made once' };
const STREAM = { created: 'made once', lastSequence: 60 };
const LAST: LastMessage = { streamSequence: 60, sequence: 49, part: 0, isOfLog: true };
const at = (sequence: number, part: number, streamSequence: number, isNoted: boolean): Place => ({ kind: 'GO_ON', isNoted, position: { sequence, part, streamSequence } });

const cases: [string, Partial<Published>, Partial<typeof STREAM>, Partial<LastMessage> | null, Place][] = [
  ['the note and the stream agree', {}, {}, {}, at(50, 1, 60, true)],
  ['the stream has more than was noted', {}, { lastSequence: 63 }, { streamSequence: 63, sequence: 53, part: 0 }, at(53, 0, 63, false)],
  ['the newest messages were erased', {}, {}, { streamSequence: 58, sequence: 48 }, at(50, 1, 60, true)],
  ['the stream lost its end', {}, { lastSequence: 55 }, { streamSequence: 55, sequence: 45, part: 1 }, at(45, 1, 55, false)],
  ['everything in it has ended by age', {}, {}, null, at(50, 1, 60, true)],
  ['it is another stream, and empty', {}, { created: 'made again', lastSequence: 0 }, null, { kind: 'REFILL', isPurgedFirst: false }],
  ['it is the same stream, and lost everything', {}, { lastSequence: 0 }, null, { kind: 'REFILL', isPurgedFirst: false }],
  ['it is another stream that somebody filled from this log', {}, { created: 'made again', lastSequence: 9 }, { streamSequence: 9, sequence: 40 }, at(40, 0, 9, false)],
  ['it holds what the log does not know', {}, {}, { isOfLog: false }, { kind: 'DIVERGED' }],
  ['somebody asked for a refill', { epoch: REBUILD }, {}, { isOfLog: false }, { kind: 'REFILL', isPurgedFirst: true }],
  ['nothing was ever published', { logSequence: 0, streamSequence: 0, epoch: '' }, { lastSequence: 0 }, null, { kind: 'REFILL', isPurgedFirst: false }],
];
for (const [what, noted, stream, last, place] of cases) {
  test(`where publishing goes on when ${what}`, () => {
    assert.deepEqual(decidePlace({ ...NOTED, ...noted }, { ...STREAM, ...stream }, last && { ...LAST, ...last }), place);
  });
}
