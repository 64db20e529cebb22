import { setImmediate } from 'node:timers/promises';
import { personIdOf } from '#kernel/identity/person-id.ts';
import { NAMED_PEOPLE } from './identities.ts';
import { FIRST_BORN_INDEX } from './personal-codes.ts';
import type { Population } from './population.ts';

const MADE_AT_ONCE = 2_000;

/**
 * Person ids as the hub knows them, and back. An id is a keyed hash of the oldest code, so the way back needs a table
 * over everyone: made when first asked for, in small steps between other work. It holds only indexes in an open
 * hash table (16 MB for two million people); a found index is proven by making its id again.
 */
export class PersonIds {
  readonly #key: Uint8Array;
  readonly #population: Population;
  /** The named people and those born since the start, who are asked for most and need no table. */
  readonly #near = new Map<string, number>();
  #bornHere = 0;
  #table: Promise<Uint32Array> | null = null;

  constructor(key: Uint8Array, population: Population) {
    this.#key = key;
    this.#population = population;
    for (let index = 0; index < NAMED_PEOPLE; index++) this.#near.set(this.of(index), index);
  }

  of(index: number): string {
    return personIdOf(this.#key, this.#population.codes.oldestCodeOf(index));
  }

  /** Whom this id means now, mergers included; null where nobody has it. */
  async indexOf(id: string): Promise<number | null> {
    const index = await this.#find(id);
    return index === null ? null : this.#population.recordOf(index);
  }

  async #find(id: string): Promise<number | null> {
    for (; this.#bornHere < this.#population.born; this.#bornHere++) {
      const index = FIRST_BORN_INDEX + this.#bornHere;
      this.#near.set(this.of(index), index);
    }
    const near = this.#near.get(id);
    if (near !== undefined) return near;
    this.#table ??= this.#build();
    const table = await this.#table;
    for (let slot = slotOf(id, table.length); table[slot] !== 0; slot = (slot + 1) % table.length) {
      const index = table[slot]! - 1;
      if (this.of(index) === id) return index;
    }
    return null;
  }

  async #build(): Promise<Uint32Array> {
    const { size } = this.#population;
    const table = new Uint32Array(2 ** Math.ceil(Math.log2(size * 2)));
    for (let index = 0; index < size; index++) {
      if (index % MADE_AT_ONCE === MADE_AT_ONCE - 1) await setImmediate();
      let slot = slotOf(this.of(index), table.length);
      while (table[slot] !== 0) slot = (slot + 1) % table.length;
      table[slot] = index + 1;
    }
    return table;
  }
}

function slotOf(id: string, size: number): number {
  return Number.parseInt(id.slice(0, 8), 16) % size;
}
