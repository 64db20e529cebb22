/** What a part of `npm run bench:events` is given. */
export interface Bench {
  note(what: string, value: string): void;
  /** Sizes that take seconds instead of minutes, to try whether everything works. */
  isSmall: boolean;
}
