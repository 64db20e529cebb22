import type { ProjectedPerson } from './projection.ts';
import type { WirePerson } from './wire.ts';

/** A person as the register holds them, in the hub's words: other people by id, and no personal code anywhere. */
export interface PersonRecord {
  personId: string;
  version: number;
  changedAt: string;
  givenName: string | null;
  surname: string | null;
  sex: 'F' | 'M' | null;
  birthDay: string;
  vital: VitalStatus;
  deathDay: string | null;
  /** Null where the permission does not open them. */
  residences: Residence[] | null;
  ties: Tie[];
  flags: string[];
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
    birthDay: wire.BirthDate,
    vital: oneOf(['ALIVE', 'DECEASED', 'MISSING', 'DECLARED_DEAD'], wire.VitalStatus) ?? 'UNKNOWN',
    deathDay: wire.DeathDate ?? null,
    residences: wire.Residences?.map((residence) => ({
      kind: oneOf(['DECLARED', 'REGISTERED', 'INDICATED', 'ABROAD', 'PROTECTED'], residence.Kind) ?? 'UNKNOWN',
      addressCode: residence.AddressCode ?? null,
      municipality: residence.MunicipalityCode ?? null,
      foreignText: residence.ForeignText ?? null,
      from: residence.From,
      to: residence.To ?? null,
    })) ?? null,
    ties: wire.Ties.flatMap((tie): Tie[] => {
      const kind = oneOf(TIE_KINDS, tie.Kind);
      const otherId = idOf(tie.PersonCode);
      return kind && otherId ? [{ kind, otherId, custody: tie.Custody, from: tie.From, to: tie.To ?? null }] : [];
    }),
    flags: wire.Flags,
  };
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

const NOWHERE: CurrentResidence = { state: 'NONE', since: null, addressCode: null, municipality: null };
/** Where several hold at once the first of these counts. */
const WEIGHT: ResidenceState[] = ['DECLARED', 'REGISTERED', 'INDICATED', 'ABROAD', 'UNKNOWN'];

/** Where a person lives on a day. Whoever is protected lives nowhere that may be told, even after death. */
export function residenceOn(record: Pick<PersonRecord, 'residences'>, day: string): CurrentResidence {
  const { residences } = record;
  if (residences === null) return { ...NOWHERE, state: 'UNKNOWN' };
  const hidden = residences.find(({ kind }) => kind === 'PROTECTED');
  if (hidden) return { ...NOWHERE, state: 'PROTECTED', since: hidden.from };
  const [current] = residences
    .filter((residence) => holdsOn(residence, day))
    .sort((one, other) => WEIGHT.indexOf(one.kind) - WEIGHT.indexOf(other.kind) || (one.from < other.from ? 1 : -1));
  if (!current) return NOWHERE;
  const isAtAddress = current.kind === 'DECLARED' || current.kind === 'REGISTERED';
  return {
    state: current.kind,
    since: current.from,
    addressCode: isAtAddress ? current.addressCode : null,
    municipality: isAtAddress ? current.municipality : null,
  };
}

/** Since when a person lives in today's municipality without a break: a move within it does not start anew. */
export function inMunicipalitySince(record: Pick<PersonRecord, 'residences'>, day: string): string | null {
  const { municipality, since } = residenceOn(record, day);
  if (municipality === null || since === null) return null;
  const earlier = (record.residences ?? [])
    .filter((residence) => residence.municipality === municipality && residence.from < since)
    .sort((one, other) => (one.from < other.from ? 1 : -1));
  let start = since;
  for (const residence of earlier) {
    if (residence.to !== null && residence.to < start) break;
    start = residence.from;
  }
  return start;
}

/** What offers may know of a person on a day. Of two ties of one kind to one person, the later counts. */
export function toProjected(record: PersonRecord, day: string): ProjectedPerson {
  const residence = residenceOn(record, day);
  const ties = new Map<string, Tie>();
  for (const tie of record.ties.toSorted((one, other) => (one.from < other.from ? -1 : 1))) ties.set(`${tie.kind} ${tie.otherId}`, tie);
  return {
    personId: record.personId,
    birthDay: record.birthDay,
    sex: record.sex,
    vital: record.vital,
    deathDay: record.deathDay,
    municipality: residence.municipality,
    residenceSince: inMunicipalitySince(record, day),
    residenceState: residence.state,
    flags: record.flags,
    version: record.version,
    ties: [...ties.values()].map(({ otherId, kind, custody, from, to }) => ({ otherId, kind, custody, validFrom: from, validTo: to })),
  };
}

function oneOf<const T extends string>(known: readonly T[], text: string | null | undefined): T | undefined {
  return known.find((one) => one === text);
}
