import type { Sql } from '#kernel/database.ts';

/** A person as the register names them. */
export interface CodedPerson {
  code: string;
  /** Oldest first. */
  formerCodes: string[];
}

/**
 * The only way between personal codes and person ids. The persons subgraph keeps the book, in the one schema that may
 * hold codes; connectors turn to it where a register wants a code and forget the code at once.
 */
export interface CodeBook {
  /** Today's code of each person that is known. */
  codesOf(ids: readonly string[]): Promise<Map<string, string>>;
  /** The person of each code, former ones included, that is known. */
  idsOf(codes: readonly string[], tx?: Sql): Promise<Map<string, string>>;
  /**
   * Remembers people and answers with the person of every code of theirs. An id never changes once given.
   *
   * @param known what `idsOf` just answered for all their codes, where it was asked
   */
  learn(people: readonly CodedPerson[], tx?: Sql, known?: ReadonlyMap<string, string>): Promise<Map<string, string>>;
}
