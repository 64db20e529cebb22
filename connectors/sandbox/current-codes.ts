import type { PersonalCodes } from './personal-codes.ts';

/** The codes people have now: those that follow from their index, until somebody is given another one. */
export class CurrentCodes {
  readonly #derived: PersonalCodes;
  /** Whose the nth given code is. */
  readonly #holders: number[] = [];
  /** The numbers of the codes given to a person, oldest first. */
  readonly #given = new Map<number, number[]>();

  constructor(derived: PersonalCodes) {
    this.#derived = derived;
  }

  codeOf(index: number): string {
    const newest = this.#given.get(index)?.at(-1);
    return newest === undefined ? this.#derived.codeOf(index) : this.#derived.replacement(newest);
  }

  /** Oldest first. */
  formerCodesOf(index: number): string[] {
    const given = (this.#given.get(index) ?? []).map((nth) => this.#derived.replacement(nth));
    const former = this.#derived.formerCodeOf(index);
    const all = [...(former === null ? [] : [former]), this.#derived.codeOf(index), ...given];
    return all.slice(0, -1);
  }

  /** Stays the same whatever codes are given later: person ids are made from it. */
  oldestCodeOf(index: number): string {
    return this.#derived.formerCodeOf(index) ?? this.#derived.codeOf(index);
  }

  /** Whose code this is or was; null for a code that was given to nobody. */
  indexOf(code: string): number | null {
    const nth = this.#derived.replacementNumber(code);
    return nth === null ? this.#derived.indexOf(code) : (this.#holders[nth] ?? null);
  }

  /** Gives a person the next code of the new form that nobody has had. */
  replace(index: number): void {
    const nth = this.#holders.push(index) - 1;
    this.#given.set(index, [...(this.#given.get(index) ?? []), nth]);
  }
}
