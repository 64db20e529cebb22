interface On {
  /** ISO text; may lie in the past. */
  effectiveOn: string;
}

interface AboutPerson extends On {
  person: number;
}

interface AboutTwo extends On {
  one: number;
  other: number;
}

/** What a change of each kind tells: people by index, municipalities by code. */
interface Facts {
  birth: On & { mother: number };
  move: AboutPerson & { municipality: string };
  death: AboutPerson;
  'death-annulled': AboutPerson;
  'declare-missing': AboutPerson;
  'code-change': AboutPerson;
  merge: AboutPerson & { into: number };
  adoption: On & { child: number; parents: number[] };
  guardianship: On & { child: number; guardian: number };
  'custody-removed': On & { child: number; parent: number };
  'protect-address': AboutPerson;
  'unprotect-address': AboutPerson;
  marriage: AboutTwo;
  divorce: AboutTwo;
  'leave-country': AboutPerson & { country: string };
  'merge-municipalities': On & { municipality: string; into: string };
  storm: { count: number };
}

export type Kind = keyof Facts;
export type ChangeOf<One extends Kind> = { kind: One } & Facts[One];
/** A change of the registers as the journal keeps it. */
export type Change = { [One in Kind]: ChangeOf<One> }[Kind];

export interface Outcome {
  /** The one it is mainly about. */
  index: number | null;
  changed: number[];
  /** Position of the newest entry in the feed of people. */
  position: number;
}
