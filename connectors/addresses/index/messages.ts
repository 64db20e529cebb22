/** What the main thread says to the worker that holds the index. */
export type ToWorker =
  | { kind: 'rows'; lines: string }
  | { kind: 'build' }
  | { kind: 'change'; codes: number[]; lines: string }
  | { kind: 'search'; text: string; first: number };

/** And what it answers: each kind once, in the order asked. */
export type FromWorker =
  | { kind: 'taken' }
  | ({ kind: 'built' } & IndexSize)
  | ({ kind: 'changed'; changes: number } & IndexSize)
  | { kind: 'found'; codes: number[] };

export interface IndexSize {
  addresses: number;
  /** Of the arrays; the memory of the thread itself is not among them. */
  bytes: number;
}
