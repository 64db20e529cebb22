import { addressBook, type AddressBook } from './addresses.ts';
import { Feed } from './feed.ts';
import { BLOCK_SIZE, REFERENCE_DAY, deriveBlock } from './households.ts';
import { NAMED_PEOPLE } from './identities.ts';
import { FIRST_BORN_INDEX, personalCodes, type PersonalCodes } from './personal-codes.ts';
import { copyOf, type SyntheticPerson } from './person.ts';

const INITIAL_CHANGE = `${REFERENCE_DAY}T00:00:00Z`;
const BLOCKS_KEPT = 48;

/**
 * The register's whole world: derived people and addresses, with what has changed since laid over them. Only changed
 * people and a few recently used blocks are in memory, whatever the population.
 */
export class Population {
  readonly size: number;
  readonly codes: PersonalCodes;
  readonly addresses: AddressBook;
  readonly people: Feed;
  readonly addressFeed: Feed;
  readonly #seed: string;
  readonly #blocks = new Map<number, SyntheticPerson[]>();
  readonly #changed = new Map<number, SyntheticPerson>();
  #born = 0;

  constructor(options: { seed: string; size: number }) {
    this.size = options.size;
    this.#seed = options.seed;
    this.codes = personalCodes(options.seed, (index) => index < NAMED_PEOPLE);
    this.addresses = addressBook(options.seed, options.size);
    this.people = new Feed(options.size, INITIAL_CHANGE);
    this.addressFeed = new Feed(this.addresses.count, INITIAL_CHANGE);
  }

  /** How many people were added since the start. */
  get born(): number {
    return this.#born;
  }

  has(index: number): boolean {
    return index < this.size || (index >= FIRST_BORN_INDEX && index < FIRST_BORN_INDEX + this.#born);
  }

  /** The person now; not to be changed in place. Throws RangeError for an index nobody has. */
  person(index: number): SyntheticPerson {
    const changed = this.#changed.get(index);
    if (changed) return changed;
    if (!this.has(index)) throw new RangeError(`Nobody has the index ${index}`);
    return this.#block(Math.floor(index / BLOCK_SIZE))[index % BLOCK_SIZE]!;
  }

  /** Whose code this is or was; null for a code of nobody here. */
  indexOfCode(code: string): number | null {
    const index = this.codes.indexOf(code);
    return index !== null && this.has(index) ? index : null;
  }

  /** Lays a changed copy over a person and tells the feed. Answers with the position. */
  change(index: number, at: string, edit: (person: SyntheticPerson) => void): number {
    const copy = copyOf(this.person(index));
    edit(copy);
    this.#changed.set(index, copy);
    return this.people.append(index, at, 'CHANGED');
  }

  /** Adds somebody new under the next free index. */
  add(at: string, make: (index: number) => SyntheticPerson): SyntheticPerson {
    const person = make(FIRST_BORN_INDEX + this.#born);
    this.#born++;
    this.#changed.set(person.index, person);
    this.people.append(person.index, at, 'CREATED');
    return person;
  }

  #block(block: number): SyntheticPerson[] {
    const people = this.#blocks.get(block) ?? deriveBlock(this.#seed, this.addresses, this.size, block);
    this.#blocks.delete(block);
    this.#blocks.set(block, people);
    if (this.#blocks.size > BLOCKS_KEPT) this.#blocks.delete(this.#blocks.keys().next().value!);
    return people;
  }
}
