/**
 * A synthetic person as the register keeps them: other people by their index, addresses by theirs. Personal codes and
 * address codes exist only on the wire (`person-record.ts`). Days are ISO text, so that order of text is order of time.
 */
export type Sex = 'F' | 'M';
export type VitalStatus = 'ALIVE' | 'DECEASED' | 'MISSING' | 'DECLARED_DEAD';
export type ResidenceKind = 'DECLARED' | 'REGISTERED' | 'INDICATED' | 'ABROAD';
/** What the other person is to this one. */
export type TieKind =
  'CHILD' | 'PARENT' | 'SPOUSE' | 'WARD' | 'GUARDIAN' | 'TRUSTEE' | 'FOSTER_CHILD' | 'FOSTER_PARENT';
/** Politically repressed, member of the national resistance, participant of the Second World War. */
export type Flag = 'POL_REP' | 'NPK' | 'WW2';

/** Holds from `from` and no longer on `to`. */
export interface Residence {
  kind: ResidenceKind;
  address: number | null;
  foreignText: string | null;
  from: string;
  to: string | null;
}

/** Custody is the same seen from both ends. Holds from `from` and no longer on `to`. */
export interface Tie {
  kind: TieKind;
  other: number;
  custody: boolean;
  from: string;
  to: string | null;
  /** Whose death ended it, so that annulling the death brings back this and nothing else. */
  endedByDeathOf?: number;
}

export interface SyntheticPerson {
  readonly index: number;
  givenName: string;
  surname: string;
  sex: Sex;
  birthDate: string;
  vitalStatus: VitalStatus;
  deathDate: string | null;
  residences: Residence[];
  /** Of the dead: as they were while alive, for a death that is annulled. */
  residencesBeforeDeath: Residence[] | null;
  /** Since when the residence is hidden from every reader; the residences themselves stay known to the register. */
  protectedSince: string | null;
  ties: Tie[];
  flags: Flag[];
}

/** Ties two people to each other: `second` is a `kind` to `first`, and `first` is an `inverse` to `second`. */
export function tie(
  first: SyntheticPerson,
  second: SyntheticPerson,
  [kind, inverse]: readonly [TieKind, TieKind],
  { custody = false, from, to = null, ...more }: Partial<Omit<Tie, 'kind' | 'other'>> & { from: string },
): void {
  first.ties.push({ kind, other: second.index, custody, from, to, ...more });
  second.ties.push({ kind: inverse, other: first.index, custody, from, to, ...more });
}

export const CHILD_AND_PARENT = ['CHILD', 'PARENT'] as const;
export const SPOUSES = ['SPOUSE', 'SPOUSE'] as const;
export const WARD_AND_GUARDIAN = ['WARD', 'GUARDIAN'] as const;
export const WARD_AND_TRUSTEE = ['WARD', 'TRUSTEE'] as const;
export const FOSTER_CHILD_AND_PARENT = ['FOSTER_CHILD', 'FOSTER_PARENT'] as const;

/** What the first may be to the second, where the second is the key to the first. */
export const INVERSES: Record<TieKind, readonly TieKind[]> = {
  CHILD: ['PARENT'], PARENT: ['CHILD'], SPOUSE: ['SPOUSE'], WARD: ['GUARDIAN', 'TRUSTEE'], GUARDIAN: ['WARD'],
  TRUSTEE: ['WARD'], FOSTER_CHILD: ['FOSTER_PARENT'], FOSTER_PARENT: ['FOSTER_CHILD'],
};

/** The same tie as the other person has it. */
export function twinOf(one: Tie, person: SyntheticPerson, other: SyntheticPerson): Tie {
  return other.ties.find((twin) =>
    twin.other === person.index && INVERSES[one.kind].includes(twin.kind) &&
    twin.custody === one.custody && twin.from === one.from && twin.to === one.to)!;
}

/** Homes that began after the day were entered by mistake and are left out. */
export function endedOn(residences: readonly Residence[], day: string): Residence[] {
  return residences
    .filter(({ from }) => from <= day)
    .map((one) => ({ ...one, to: one.to !== null && one.to < day ? one.to : day }));
}

/** In law: by a doctor's word or by a court's. */
export function isDead(status: VitalStatus): boolean {
  return status === 'DECEASED' || status === 'DECLARED_DEAD';
}

export function isInForce(period: { from: string; to: string | null }, day: string): boolean {
  return period.from <= day && (period.to === null || day < period.to);
}

/** A copy that may be changed without changing the derived original. */
export function copyOf(person: SyntheticPerson): SyntheticPerson {
  return {
    ...person,
    residences: person.residences.map((residence) => ({ ...residence })),
    ties: person.ties.map((one) => ({ ...one })),
    flags: [...person.flags],
  };
}
