import { MUNICIPALITIES } from './distributions.ts';
import type { Flag, ResidenceKind, Sex, TieKind, VitalStatus } from './person.ts';
import type { Population } from './population.ts';

/** A record of `fpr_person`, as the register gives it out. */
export interface PersonRecord {
  PersonCode: string;
  /** Oldest first. */
  FormerCodes: string[];
  /** Codes of other records that turned out to be this person's. */
  MergedCodes: string[];
  Version: number;
  ChangedAt: string;
  GivenName: string;
  Surname: string;
  Sex: Sex;
  BirthDate: string;
  VitalStatus: VitalStatus;
  DeathDate: string | null;
  Residences: {
    Kind: ResidenceKind | 'PROTECTED';
    AddressCode: string | null;
    MunicipalityCode: string | null;
    ForeignText: string | null;
    From: string;
    To: string | null;
  }[];
  Ties: { Kind: TieKind; PersonCode: string; Custody: boolean; From: string; To: string | null }[];
  Flags: Flag[];
}

/** Of a protected person nothing about where they live leaves the register, past homes included. */
export function personRecord(population: Population, index: number): PersonRecord {
  const { codes, addresses, people } = population;
  const person = population.person(index);
  return {
    PersonCode: codes.codeOf(index),
    FormerCodes: codes.formerCodesOf(index),
    MergedCodes: population.mergedCodesOf(index),
    Version: people.versionOf(index),
    ChangedAt: people.changedAt(index),
    GivenName: person.givenName,
    Surname: person.surname,
    Sex: person.sex,
    BirthDate: person.birthDate,
    VitalStatus: person.vitalStatus,
    DeathDate: person.deathDate,
    Residences: person.protectedSince !== null
      ? [{
          Kind: 'PROTECTED', AddressCode: null, MunicipalityCode: null, ForeignText: null,
          From: person.protectedSince, To: person.deathDate,
        }]
      : person.residences.map(({ kind, address, foreignText, from, to }) => ({
          Kind: kind,
          AddressCode: address === null ? null : addresses.codeOf(address),
          MunicipalityCode: address === null ? null : MUNICIPALITIES[addresses.municipalityOf(address)]!.code,
          ForeignText: foreignText,
          From: from,
          To: to,
        })),
    Ties: person.ties.map(({ kind, other, custody, from, to }) => ({
      Kind: kind, PersonCode: codes.codeOf(other), Custody: custody, From: from, To: to,
    })),
    Flags: person.flags,
  };
}
