/** Where what was got first differs from what a subscription should have got, found by certificates of ever smaller parts. */
import { hashOf, type Certified, type Got } from './certificate-file.ts';

export type Difference =
  /** The event at this sequence was not got. */
  | { kind: 'MISSING'; sequence: number }
  /** This was got, and is none of the subscription's there; it stands where the event behind `after` should. */
  | { kind: 'EXTRA'; id: string; sequence: number | null; after: number };

/** At most as much as the hub certifies at once. */
const PART_MOST = 5_000_000;

/**
 * Some 23 certificates for five million sequences. What comes before `after` is always found to agree.
 *
 * @param certify asks the hub for a part
 */
export async function firstDifference(got: readonly Got[], { firstSequence, lastSequence }: Certified, certify: (from: number, to: number) => Promise<Pick<Certified, 'count' | 'hash'>>): Promise<Difference> {
  let after = firstSequence - 1;
  let end = lastSequence;
  let agreed = 0;
  const agrees = async (to: number) => {
    const part = await certify(after + 1, to);
    const isSame = hashOf(got.slice(agreed, agreed + part.count)) === part.hash;
    if (isSame) [after, agreed] = [to, agreed + part.count];
    return isSame;
  };
  while (end - after > 1) {
    const middle = Math.min(Math.floor((after + end) / 2), after + PART_MOST);
    if (!(await agrees(middle))) end = middle;
  }
  if (end === after || (await agrees(end))) return { kind: 'EXTRA', ...got[agreed]!, after: end };
  const { hash } = await certify(end, end);
  const isGotLater = got.slice(agreed + 1).some((one) => hashOf([one]) === hash);
  return isGotLater ? { kind: 'EXTRA', ...got[agreed]!, after } : { kind: 'MISSING', sequence: end };
}
