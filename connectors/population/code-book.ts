import type { Sql } from '#kernel/database.ts';

/** A person as the register names them. */
export interface CodedPerson {
  code: string;
  /** This person's own earlier codes, oldest first. */
  formerCodes: string[];
  /** Codes of other records that turned out to be this person. */
  mergedCodes: string[];
}

/** A code that is known, and whether it is the one its person has today. */
export interface KnownCode {
  personId: string;
  isCurrent: boolean;
}

/** Two ids that turned out to be one person: the former leads to the survivor from now on. */
export interface Merger {
  formerId: string;
  survivorId: string;
}

/** What happened to codes of people who were known before. */
export interface CodeNews {
  /** People who have another code than before; each keeps the id. */
  recoded: string[];
  merged: Merger[];
  /** People who were taken for somebody else, and are themselves again: a merger undone. */
  parted: string[];
}

/**
 * The only way between personal codes and person ids. The persons subgraph keeps the book, in the one schema that may
 * hold codes; connectors turn to it where a register wants a code and forget the code at once.
 */
export interface CodeBook {
  /** Today's code of each person that is known; codes that were given up or merged are never among them. */
  codesOf(ids: readonly string[]): Promise<Map<string, string>>;
  /** The person of each code, former and merged ones included, that is known. */
  idsOf(codes: readonly string[], tx?: Sql): Promise<Map<string, string>>;
  /** The same, and whether it is today's code. */
  known(codes: readonly string[], tx?: Sql): Promise<Map<string, KnownCode>>;
  /**
   * For whoever reads: answers with the person of every code, and remembers people of whom no code is known, but nobody
   * whose code the register gives out no more: a replica that lags may still have an adopted child's past. What changed
   * of people who are known is left to the follower to learn, which tells of it exactly once.
   */
  meet(people: readonly CodedPerson[]): Promise<Map<string, string>>;
  /**
   * For the follower, in the transaction of its cursor: takes in what the register says of codes, and what of it is news.
   * An id never changes once given.
   *
   * @param known what `known` just answered for all their codes
   */
  learn(people: readonly CodedPerson[], tx: Sql, known: ReadonlyMap<string, KnownCode>): Promise<{ ids: Map<string, string>; news: CodeNews }>;
}

/** Own codes oldest first, then those of other records. */
export function allCodes({ code, formerCodes, mergedCodes }: CodedPerson): string[] {
  return [...formerCodes, code, ...mergedCodes];
}
