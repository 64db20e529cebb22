import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Why a row was not taken in. */
export const REASONS = {
  fields: 'it has another number of fields than the header',
  malformed: 'something stands before or behind the quotes of a field',
  code: 'KODS is not a code of nine digits',
  again: 'its code stands in the delivery already, further up',
  kind: 'TIPS_CD is not the type that the file holds',
  status: 'STATUSS is neither EKS, DEL nor ERR',
  day: 'DAT_SAK, DAT_MOD or DAT_BEIG is not a day as yyyy.mm.dd',
  changed: 'DAT_MOD is empty',
  future: 'DAT_MOD is a day that has not come yet',
  parent: 'it exists, and what it hangs from (VKUR_CD) was not taken in before it',
  text: 'STD, for a place NOSAUKUMS, is empty or longer than 1,000 bytes',
  atvk: 'it exists, and ATRIB is not its ATVK code of seven digits',
} as const;

/** What was left out of a row that was taken in. */
export const REMARKS = {
  coordinates: 'taken in without coordinates: neither DD_N and DD_E nor KOORD_X and KOORD_Y are numbers that lie in Latvia',
  postcode: 'taken in without postcode: ATRIB is not one (LV-1234)',
} as const;

export type Reason = keyof typeof REASONS;
export type Remark = keyof typeof REMARKS;

/** How often a reason was given, and where first. */
export interface Tally {
  sentence: string;
  isRejected: boolean;
  count: number;
  examples: { file: string; line: number; value: string }[];
}

const EXAMPLES_MOST = 3;
const VALUE_MOST = 80;

/** Writes down every rejected row as it comes, and keeps in memory only how often and a few examples of each reason. */
export class Rejections {
  readonly #file: FileHandle;
  readonly #tallies = new Map<string, Tally>();
  #waiting = 'file,line,outcome,reason,value\n';
  rejected = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<Rejections> {
    await mkdir(dirname(path), { recursive: true });
    return new Rejections(await open(path, 'w'));
  }

  reject(file: string, line: number, reason: Reason, value: string): void {
    this.rejected++;
    this.#add(file, line, value, REASONS[reason], true);
  }

  remark(file: string, line: number, remark: Remark, value: string): void {
    this.#add(file, line, value, REMARKS[remark], false);
  }

  /** What there is of each reason, the most frequent first. */
  get tallies(): Tally[] {
    return [...this.#tallies.values()].sort((one, other) => Number(other.isRejected) - Number(one.isRejected) || other.count - one.count);
  }

  /** Hands what has gathered to the disk, and waits where that is behind. */
  async flush(): Promise<void> {
    if (this.#waiting === '') return;
    const text = this.#waiting;
    this.#waiting = '';
    await this.#file.appendFile(text);
  }

  async close(): Promise<void> {
    await this.flush().finally(() => this.#file.close());
  }

  #add(file: string, line: number, value: string, sentence: string, isRejected: boolean): void {
    const shown = value.replace(/\s+/g, ' ').slice(0, VALUE_MOST);
    let tally = this.#tallies.get(sentence);
    if (!tally) this.#tallies.set(sentence, (tally = { sentence, isRejected, count: 0, examples: [] }));
    tally.count++;
    if (tally.examples.length < EXAMPLES_MOST) tally.examples.push({ file, line, value: shown });
    this.#waiting += `${file},${line},${isRejected ? 'rejected' : 'taken in'},${quoted(sentence)},${quoted(shown)}\n`;
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
