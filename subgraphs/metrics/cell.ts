import { hash } from 'node:crypto';
import { uuidFrom } from '#kernel/ids.ts';

/** What is counted: how many of something, by a day and by what it is about. */

export type Measure =
  | 'SUBMITTED'
  /** Outcomes, by bins of a sketch of the days they took. */
  | 'OUTCOMES'
  /** Those days added up, for means. */
  | 'DAYS'
  /** By the rating, as bins. */
  | 'RATINGS'
  | 'FOUND' | 'ACCEPTED' | 'DECLINED';

export interface Cell {
  measure: Measure;
  day: string;
  serviceId: string | null;
  organizationId: string | null;
  municipality: string | null;
  channel: string | null;
  status: string | null;
  benefitId: string | null;
  bin: number;
  amount: number;
}

/** With a key that follows from all but the amount. */
export interface KeyedCell extends Cell {
  key: string;
}

/** Changes of cells, added up before they are written. */
export class Tally {
  #cells = new Map<string, Cell>();
  readonly #isCounted: (day: string) => boolean;

  /** @param isCounted whether what happens on a day is counted here at all */
  constructor(isCounted: (day: string) => boolean = () => true) {
    this.#isCounted = isCounted;
  }

  /** What something counted for, and what it counts for now. */
  move(before: readonly Cell[], after: readonly Cell[]): void {
    for (const cell of before) this.#add(cell, -cell.amount);
    for (const cell of after) this.#add(cell, cell.amount);
  }

  changes(): KeyedCell[] {
    return [...this.#cells].filter(([, { amount }]) => amount !== 0).map(([about, cell]) => ({ ...cell, key: uuidFrom(hash('sha1', about, 'buffer'), 5) }));
  }

  #add(cell: Cell, amount: number): void {
    if (!this.#isCounted(cell.day)) return;
    const { measure, day, serviceId, organizationId, municipality, channel, status, benefitId, bin } = cell;
    const about = `${measure} ${day} ${serviceId} ${organizationId} ${municipality} ${channel} ${status} ${benefitId} ${bin}`;
    const known = this.#cells.get(about);
    if (known) known.amount += amount;
    else this.#cells.set(about, { ...cell, amount });
  }
}
