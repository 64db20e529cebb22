import type { Sql } from '#kernel/database.ts';
import { MUNICIPALITIES, type Municipality } from './municipalities.ts';

/** A municipality became part of another. Days are ISO text. */
export interface MunicipalityMerger {
  code: string;
  successor: string;
  /** The first day on which it is part of the other. */
  on: string;
}

/** Far more than there are municipalities. */
const MERGERS_MOST = 1_000;

/** The municipalities of the classifier, with the mergers that the register has told of since it was written. */
export class Territories {
  #byCode!: ReadonlyMap<string, Municipality>;
  /** By the code of what ended. */
  #mergers!: ReadonlyMap<string, MunicipalityMerger>;

  constructor(mergers: readonly MunicipalityMerger[] = []) {
    this.know(mergers);
  }

  /**
   * Takes the place of what was known beside the classifier. What the classifier ends itself stays as it says, and a merger that
   * would make a municipality part of itself is none.
   */
  know(told: readonly MunicipalityMerger[]): void {
    const mergers = new Map(MUNICIPALITIES.flatMap(({ code, successor, validTo }): [string, MunicipalityMerger][] =>
      (successor === null || validTo === null ? [] : [[code, { code, successor, on: validTo }]])));
    for (const merger of told.toSorted((one, other) => (`${one.on} ${one.code}` < `${other.on} ${other.code}` ? -1 : 1))) {
      if (!mergers.has(merger.code) && lastOf(merger.successor, mergers) !== merger.code) mergers.set(merger.code, merger);
    }
    this.#mergers = mergers;
    this.#byCode = new Map(MUNICIPALITIES.map((municipality) => {
      const merger = mergers.get(municipality.code);
      return [municipality.code, merger ? { ...municipality, validTo: merger.on, successor: merger.successor } : municipality];
    }));
  }

  municipalityOf(code: string): Municipality | null {
    return this.#byCode.get(code) ?? null;
  }

  /** Those in force on a day, by code. */
  municipalitiesOn(day: string): Municipality[] {
    return [...this.#byCode.values()].filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo));
  }

  /** What a municipality is on a day: itself, or what it has become part of by then, however many mergers that took. */
  successorOn(code: string, day: string): string {
    return lastOf(code, this.#mergers, day);
  }

  /** Codes of all that is part of another by that day, each with what that is then. */
  movesBy(day: string): { codes: string[]; successors: string[] } {
    const codes = [...this.#mergers.values()].filter(({ on }) => on <= day).map(({ code }) => code).sort();
    return { codes, successors: codes.map((code) => this.successorOn(code, day)) };
  }

  /** Every code that stands for one municipality on a day, its own first: those of what has become part of it lead to it too. */
  codesOf(code: string, day: string): string[] {
    const current = this.successorOn(code, day);
    const { codes, successors } = this.movesBy(day);
    return [current, ...codes.filter((_, at) => successors[at] === current)];
  }
}

/** Follows mergers from one to the next; without a day, those to come as well. */
function lastOf(code: string, mergers: ReadonlyMap<string, MunicipalityMerger>, day?: string): string {
  let current = code;
  for (let merger = mergers.get(code); merger && (day === undefined || merger.on <= day); merger = mergers.get(current)) current = merger.successor;
  return current;
}

/** The mergers taken in so far, in the order of their days. @param sql may read the schema `addresses` */
export async function readMergers(sql: Sql): Promise<MunicipalityMerger[]> {
  const rows = await sql`select code, successor, on_day from addresses.municipality_merger order by on_day, code limit ${MERGERS_MOST}`;
  return rows.map((row) => ({ code: row.code, successor: row.successor, on: row.on_day }));
}
