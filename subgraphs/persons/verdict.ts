import type { Difference } from './verification.ts';

const SHOWN_MOST = 100;

/** What comparing many people came to, however many differ. */
export class Verdict {
  people = 0;
  /** Of whom the register has a newer version. */
  behind = 0;
  wrong = 0;
  /** How often each fact was wrong. */
  readonly fields = new Map<string, number>();
  /** The first who are wrong. */
  readonly shown: Difference[] = [];

  add(differences: readonly Difference[]): void {
    for (const difference of differences) {
      if (difference.isBehind) {
        this.behind++;
        continue;
      }
      this.wrong++;
      for (const field of difference.fields) this.fields.set(field, (this.fields.get(field) ?? 0) + 1);
      if (this.shown.length < SHOWN_MOST) this.shown.push(difference);
    }
  }
}

export interface Judging {
  /** Compares people with the register now. */
  compare(ids: readonly string[]): Promise<Difference[]>;
  /** How long after its change a record is taken in at the latest. */
  followedWithinMs: number;
  pause(ms: number): Promise<unknown>;
  now?: () => number;
  /** How many have been compared so far. */
  tell?: (people: number) => void;
}

/** Compares page after page. Who differs is compared again later, for the follower may just have been about to hear of them. */
export async function judge(pages: AsyncIterable<readonly string[]>, judging: Judging): Promise<Verdict> {
  const { compare, followedWithinMs, pause, now = () => performance.now(), tell } = judging;
  const verdict = new Verdict();
  const suspected: { at: number; ids: string[] }[] = [];
  const compareAgain = async () => verdict.add(await compare(suspected.shift()!.ids));
  for await (const ids of pages) {
    const ofPage = await compare(ids);
    verdict.people += ids.length;
    tell?.(verdict.people);
    if (ofPage.length > 0) suspected.push({ at: now(), ids: ofPage.map(({ personId }) => personId) });
    while (suspected[0] && now() - suspected[0].at >= followedWithinMs) await compareAgain();
  }
  while (suspected[0]) {
    await pause(Math.max(0, followedWithinMs - (now() - suspected[0].at)));
    await compareAgain();
  }
  return verdict;
}
