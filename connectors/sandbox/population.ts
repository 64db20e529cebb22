import { addressBook, type AddressBook } from './addresses.ts';
import { CurrentCodes } from './current-codes.ts';
import { Feed } from './feed.ts';
import { BLOCK_SIZE, REFERENCE_DAY, deriveBlock } from './households.ts';
import { NAMED_PEOPLE } from './identities.ts';
import { FIRST_BORN_INDEX, personalCodes } from './personal-codes.ts';
import type { SyntheticPerson } from './person.ts';

const INITIAL_CHANGE = `${REFERENCE_DAY}T00:00:00Z`;
const BLOCKS_KEPT = 48;

/** One municipality became part of another: a business event of the address register. */
export interface MunicipalityMerger {
  readonly position: number;
  readonly code: string;
  readonly successor: string;
  readonly on: string;
  readonly at: string;
}

/**
 * The register's whole world: derived people and addresses, with what has changed since laid over them. Only changed
 * people and a few recently used blocks are in memory, whatever the population.
 */
export class Population {
  readonly size: number;
  readonly codes: CurrentCodes;
  readonly addresses: AddressBook;
  readonly people: Feed;
  /** Deaths and their annulments, with the versions of `people`. */
  readonly deaths: Feed;
  /** Addresses that became protected or are so no longer, with the versions of `people`. */
  readonly protections: Feed;
  readonly addressFeed: Feed;
  readonly municipalityMergers: MunicipalityMerger[] = [];
  readonly #seed: string;
  readonly #blocks = new Map<number, SyntheticPerson[]>();
  readonly #changed = new Map<number, SyntheticPerson>();
  /** Of a record that turned out to be of somebody else's: who that is. */
  readonly #mergedInto = new Map<number, number>();
  /** The records merged into a person's, oldest merger first. */
  readonly #absorbed = new Map<number, number[]>();
  /** Of a child's record from before an adoption: their new one, which nothing on the wire leads to. */
  readonly #adoptedAs = new Map<number, number>();
  #born = 0;

  constructor(options: { seed: string; size: number }) {
    this.size = options.size;
    this.#seed = options.seed;
    this.codes = new CurrentCodes(personalCodes(options.seed, (index) => index < NAMED_PEOPLE));
    this.addresses = addressBook(options.seed, options.size);
    this.people = new Feed(options.size, INITIAL_CHANGE);
    this.deaths = new Feed(0, INITIAL_CHANGE);
    this.protections = new Feed(0, INITIAL_CHANGE);
    this.addressFeed = new Feed(this.addresses.count, INITIAL_CHANGE);
  }

  /** How many people were added since the start. */
  get born(): number {
    return this.#born;
  }

  /** False for a record that is given out no more. */
  has(index: number): boolean {
    if (this.#mergedInto.has(index) || this.#adoptedAs.has(index)) return false;
    return index < this.size || (index >= FIRST_BORN_INDEX && index < FIRST_BORN_INDEX + this.#born);
  }

  /** The person now; not to be changed in place. Throws RangeError for an index nobody has. */
  person(index: number): SyntheticPerson {
    const changed = this.#changed.get(index);
    if (changed) return changed;
    if (!this.has(index)) throw new RangeError(`Nobody has the index ${index}`);
    return this.#block(Math.floor(index / BLOCK_SIZE))[index % BLOCK_SIZE]!;
  }

  /** Whose code this is or was, mergers included; null for a code of nobody here. */
  indexOfCode(code: string): number | null {
    const index = this.codes.indexOf(code);
    return index === null ? null : this.recordOf(index);
  }

  /** The record that stands for this one now: its own or the one it was merged into. Null for a record without either. */
  recordOf(index: number): number | null {
    const survivor = this.#mergedInto.get(index);
    if (survivor !== undefined) return this.recordOf(survivor);
    return this.has(index) ? index : null;
  }

  /** The record that a human being, once of this index, has now. Not for the wire: it also follows adoptions. */
  beingOf(index: number): number {
    const next = this.#mergedInto.get(index) ?? this.#adoptedAs.get(index);
    return next === undefined ? index : this.beingOf(next);
  }

  /** All codes of the records merged into a person's. */
  mergedCodesOf(index: number): string[] {
    const { codes } = this;
    return (this.#absorbed.get(index) ?? []).flatMap((one) => [...codes.formerCodesOf(one), codes.codeOf(one)]);
  }

  /** Lays a changed copy over a person and tells the feed. Answers with the position. */
  replace(copy: SyntheticPerson, at: string): number {
    this.#changed.set(copy.index, copy);
    return this.people.append(copy.index, at, 'CHANGED');
  }

  /** Adds somebody new under the next free index. */
  add(at: string, make: (index: number) => SyntheticPerson): SyntheticPerson {
    const person = make(FIRST_BORN_INDEX + this.#born);
    this.#born++;
    this.#changed.set(person.index, person);
    this.people.append(person.index, at, 'CREATED');
    return person;
  }

  /** Gives a record out no more, because it is somebody else's. Answers with the position. */
  mergeInto(index: number, survivor: number, at: string): number {
    this.#absorbed.set(survivor, [...(this.#absorbed.get(survivor) ?? []), index, ...(this.#absorbed.get(index) ?? [])]);
    this.#absorbed.delete(index);
    this.#mergedInto.set(index, survivor);
    return this.#remove(index, at);
  }

  /** Gives a record out no more, because the child has another one since the adoption. Answers with the position. */
  adoptAs(index: number, successor: number, at: string): number {
    this.#adoptedAs.set(index, successor);
    return this.#remove(index, at);
  }

  #remove(index: number, at: string): number {
    this.#changed.delete(index);
    return this.people.append(index, at, 'REMOVED');
  }

  #block(block: number): SyntheticPerson[] {
    const people = this.#blocks.get(block) ?? deriveBlock(this.#seed, this.addresses, this.size, block);
    this.#blocks.delete(block);
    this.#blocks.set(block, people);
    if (this.#blocks.size > BLOCKS_KEPT) this.#blocks.delete(this.#blocks.keys().next().value!);
    return people;
  }
}
