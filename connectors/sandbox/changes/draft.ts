import { copyOf, twinOf, type SyntheticPerson, type Tie } from '../person.ts';
import type { Population } from '../population.ts';

/** One change to several people: everyone touched gets one new version, in the order in which they were touched. */
export class Draft {
  readonly #population: Population;
  readonly #copies = new Map<number, SyntheticPerson>();

  constructor(population: Population) {
    this.#population = population;
  }

  /** The copy of a person that this change edits. */
  of(index: number): SyntheticPerson {
    const copy = this.#copies.get(index) ?? copyOf(this.#population.person(index));
    this.#copies.set(index, copy);
    return copy;
  }

  /** Edits both ends of a person's ties that are meant. */
  eachTie(index: number, isMeant: (one: Tie) => boolean, edit: (end: Tie, holder: SyntheticPerson) => void): void {
    const person = this.of(index);
    for (const one of person.ties.filter(isMeant)) {
      const other = this.of(one.other);
      const twin = twinOf(one, person, other);
      edit(one, person);
      edit(twin, other);
    }
  }

  /** Takes a person's ties away from the other ends. */
  untie(index: number): void {
    for (const other of new Set(this.#population.person(index).ties.map((one) => one.other))) {
      const relative = this.of(other);
      relative.ties = relative.ties.filter((one) => one.other !== index);
    }
  }

  /** Answers with everyone touched and the newest position. */
  save(at: string): { changed: number[]; position: number } {
    let position = this.#population.people.last;
    for (const copy of this.#copies.values()) position = this.#population.replace(copy, at);
    return { changed: [...this.#copies.keys()], position };
  }
}
