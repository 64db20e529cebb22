/**
 * What a call to a register is for, the most urgent first. Where something runs short (calls at once, a permission's quota),
 * the last of these go without, so that the first still have it.
 */
export const URGENCIES = ['decision', 'urgent-change', 'shown', 'change', 'refresh'] as const;

/**
 * `decision`: something is accepted, granted or authorised by the answer. `urgent-change`: a death, a protected address.
 * `shown`: somebody waits for a page. `change`: the change feed is followed. `refresh`: a value that still serves is read anew.
 */
export type Urgency = (typeof URGENCIES)[number];

/** Whether somebody waits for the answer: they never queue behind work in the background. */
export function isAwaited(urgency: Urgency): boolean {
  return urgency === 'decision' || urgency === 'shown';
}
