import { ForbiddenError } from '#kernel/errors.ts';
import { Territories } from '../addresses/territories.ts';
import type { ProjectedPerson } from './projection.ts';
import type { WirePerson } from './wire.ts';

/**
 * A person as the register holds them, in the hub's words: other people by id, and no personal code anywhere. What the
 * permission does not open is null or UNKNOWN, never an empty list: "not told" is no proof of "none".
 */
export interface PersonRecord {
  personId: string;
  version: number;
  changedAt: string;
  givenName: string | null;
  surname: string | null;
  sex: 'F' | 'M' | null;
  birthDay: string | null;
  vital: VitalStatus;
  deathDay: string | null;
  residences: Residence[] | null;
  ties: Tie[] | null;
  flags: string[] | null;
}

export type VitalStatus = 'ALIVE' | 'DECEASED' | 'MISSING' | 'DECLARED_DEAD' | 'UNKNOWN';
export type ResidenceState = 'DECLARED' | 'REGISTERED' | 'INDICATED' | 'ABROAD' | 'NONE' | 'PROTECTED' | 'UNKNOWN';

const TIE_KINDS = ['CHILD', 'PARENT', 'SPOUSE', 'WARD', 'GUARDIAN', 'TRUSTEE', 'FOSTER_CHILD', 'FOSTER_PARENT'] as const;
export type TieKind = (typeof TIE_KINDS)[number];

/** Holds from `from`, and on `to` no longer. */
export interface Period {
  from: string;
  to: string | null;
}

export interface Residence extends Period {
  kind: ResidenceState;
  addressCode: string | null;
  municipality: string | null;
  foreignText: string | null;
}

export interface Tie extends Period {
  kind: TieKind;
  otherId: string;
  custody: boolean;
}

/** @param idOf the person behind a code, undefined where no register knows one: such a tie is left out */
export function toRecord(wire: WirePerson, idOf: (code: string) => string | undefined): PersonRecord | null {
  const personId = idOf(wire.PersonCode);
  if (personId === undefined) return null;
  return {
    personId,
    version: wire.Version,
    changedAt: wire.ChangedAt,
    givenName: wire.GivenName ?? null,
    surname: wire.Surname ?? null,
    sex: wire.Sex ?? null,
    birthDay: wire.BirthDate ?? null,
    vital: oneOf(['ALIVE', 'DECEASED', 'MISSING', 'DECLARED_DEAD'], wire.VitalStatus) ?? 'UNKNOWN',
    deathDay: wire.DeathDate ?? null,
    residences: residencesOf(wire),
    ties: tiesOf(wire, idOf),
    flags: wire.Flags ?? null,
  };
}

/** Null too where the permission leaves out what kind of residence it is or when it was: one cannot tell past from present. */
function residencesOf({ Residences }: WirePerson): Residence[] | null {
  if (Residences == null) return null;
  const residences = Residences.flatMap(({ Kind, AddressCode, MunicipalityCode, ForeignText, From, To }): Residence[] => (Kind == null || From == null || To === undefined ? [] : [{
    kind: oneOf(['DECLARED', 'REGISTERED', 'INDICATED', 'ABROAD', 'PROTECTED'], Kind) ?? 'UNKNOWN',
    addressCode: AddressCode ?? null,
    municipality: MunicipalityCode ?? null,
    foreignText: ForeignText ?? null,
    from: From,
    to: To,
  }]));
  return residences.length === Residences.length ? residences : null;
}

/** Null too where the permission leaves out a part of a tie: without custody or the day it ends, who may do what is not known. */
function tiesOf({ Ties }: WirePerson, idOf: (code: string) => string | undefined): Tie[] | null {
  if (Ties == null) return null;
  const told = Ties.flatMap(({ Kind, PersonCode, Custody, From, To }) =>
    Kind == null || PersonCode == null || Custody == null || From == null || To === undefined ? [] : [{ Kind, PersonCode, custody: Custody, from: From, to: To }]);
  if (told.length < Ties.length) return null;
  return told.flatMap(({ Kind, PersonCode, ...tie }): Tie[] => {
    const kind = oneOf(TIE_KINDS, Kind);
    const otherId = idOf(PersonCode);
    return kind && otherId ? [{ kind, otherId, ...tie }] : [];
  });
}

export function holdsOn(period: Period, day: string): boolean {
  return period.from <= day && (period.to === null || day < period.to);
}

/** Dead in law: by a doctor's word or by a court's. */
export function isDead(vital: string): boolean {
  return vital === 'DECEASED' || vital === 'DECLARED_DEAD';
}

export interface CurrentResidence {
  state: ResidenceState;
  since: string | null;
  addressCode: string | null;
  municipality: string | null;
}

/** What a municipality named in a record is today: a record may be older than a merger. */
export type Places = Pick<Territories, 'successorOn'>;

/** As the classifier was written, for who knows of no merger since. */
const AS_CLASSIFIED: Places = new Territories();

const NOWHERE: CurrentResidence = { state: 'NONE', since: null, addressCode: null, municipality: null };
/** Where several hold at once the first of these counts. */
const WEIGHT: ResidenceState[] = ['DECLARED', 'REGISTERED', 'INDICATED', 'ABROAD', 'UNKNOWN'];

/** Where a person lives on a day. Whoever is protected lives nowhere that may be told, even after death. */
export function residenceOn(record: Pick<PersonRecord, 'residences'>, day: string, places: Places = AS_CLASSIFIED): CurrentResidence {
  const { residences } = record;
  if (residences === null) return { ...NOWHERE, state: 'UNKNOWN' };
  const hidden = residences.find(({ kind }) => kind === 'PROTECTED');
  if (hidden) return { ...NOWHERE, state: 'PROTECTED', since: hidden.from };
  const [current] = residences
    .filter((residence) => holdsOn(residence, day))
    .sort((one, other) => WEIGHT.indexOf(one.kind) - WEIGHT.indexOf(other.kind) || (one.from < other.from ? 1 : -1));
  if (!current) return NOWHERE;
  const isSettled = isAtAddress(current.kind);
  return {
    state: current.kind,
    since: current.from,
    addressCode: isSettled ? current.addressCode : null,
    municipality: isSettled ? placeOf(current, day, places) : null,
  };
}

function placeOf({ municipality }: Residence, day: string, places: Places): string | null {
  return municipality === null ? null : places.successorOn(municipality, day);
}

function isAtAddress(state: ResidenceState): boolean {
  return state === 'DECLARED' || state === 'REGISTERED';
}

/**
 * Since when a person lives in today's municipality without a break: a move within it does not start anew, nor does a move
 * between parts of it that were municipalities of their own. The register tells of each home where it lies today.
 */
export function inMunicipalitySince(record: Pick<PersonRecord, 'residences'>, day: string, places: Places = AS_CLASSIFIED): string | null {
  const { municipality, since } = residenceOn(record, day, places);
  if (municipality === null || since === null) return null;
  const earlier = (record.residences ?? [])
    .filter((residence) => residence.from < since && placeOf(residence, day, places) === municipality)
    .sort((one, other) => (one.from < other.from ? 1 : -1));
  let start = since;
  for (const residence of earlier) {
    if (residence.to !== null && residence.to < start) break;
    start = residence.from;
  }
  return start;
}

/**
 * What a permission must open for the facts of everyone to be kept: under a narrower one the next record of each person would look
 * as if they had moved, parted or come back to life.
 */
export const PROJECTED_FIELDS = [
  'FormerCodes', 'MergedCodes', 'Sex', 'BirthDate', 'VitalStatus', 'DeathDate', 'Flags',
  ...['Kind', 'MunicipalityCode', 'From', 'To'].map((name) => `Residences.${name}`),
  ...['Kind', 'PersonCode', 'Custody', 'From', 'To'].map((name) => `Ties.${name}`),
];

/**
 * What offers may know of a person on a day. Of two ties of one kind to one person, the later counts.
 *
 * @throws FORBIDDEN where the permission does not open what decisions rest on and facts have no word for "not told" for
 */
export function toProjected(record: PersonRecord, day: string, places: Places): ProjectedPerson {
  const { birthDay, flags } = record;
  if (birthDay === null || flags === null || record.residences === null || record.ties === null) {
    throw new ForbiddenError('The permission does not open all of the birth day, residences, ties and flags of the population register, on which offers rest');
  }
  const residence = residenceOn(record, day, places);
  const ties = new Map<string, Tie>();
  for (const tie of record.ties.toSorted((one, other) => (one.from < other.from ? -1 : 1))) ties.set(`${tie.kind} ${tie.otherId}`, tie);
  return {
    personId: record.personId,
    birthDay,
    sex: record.sex,
    vital: record.vital,
    deathDay: record.deathDay,
    municipality: residence.municipality,
    residenceSince: inMunicipalitySince(record, day, places),
    // Whoever lives at an address lives in a municipality: where none is told, it is not open, which is not to live in none.
    residenceState: isAtAddress(residence.state) && residence.municipality === null ? 'UNKNOWN' : residence.state,
    flags,
    version: record.version,
    ties: [...ties.values()].map(({ otherId, kind, custody, from, to }) => ({ otherId, kind, custody, validFrom: from, validTo: to })),
  };
}

function oneOf<const T extends string>(known: readonly T[], text: string | null | undefined): T | undefined {
  return known.find((one) => one === text);
}
