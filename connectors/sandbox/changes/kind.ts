import type { VitalStatus } from '../person.ts';
import type { Population } from '../population.ts';
import type { ChangeOf, Kind, Outcome } from './change.ts';

/** What a change is checked against. */
export interface Scene {
  readonly population: Population;
  readonly day: string;
  /** What whoever asks calls a person; refusals name people by this, never by code. */
  name(index: number): string;
}

/** Whether something stands against a change, and the sentence that says what. */
export type Objection = readonly [stands: boolean, because: string];

/** How changes of one kind are checked and made. */
export interface KindOfChange<One extends Kind> {
  /** Whom it is about; they must be born by then. */
  people(change: ChangeOf<One>): readonly number[];
  /** In which states of death they may be; alive or missing they always may. */
  readonly ofTheDead?: readonly VitalStatus[];
  /** What else may stand against it. They are asked one after another: each may rely on those before not standing. */
  objections?(scene: Scene, change: ChangeOf<One>): Iterable<Objection>;
  /** Makes a checked change. The same changes in the same order make the same world. */
  make(population: Population, change: ChangeOf<One>, setting: { seed: string; at: string }): Outcome;
}
