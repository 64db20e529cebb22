import { municipalityNumber } from './distributions.ts';
import type { Builder } from './households.ts';
import { CHILD_AND_PARENT, SPOUSES, tie, type SyntheticPerson } from './person.ts';

/** A resident whom everyone may sign in as; their facts never depend on the seed, only their codes do. */
export interface ResidentIdentity {
  readonly as: string;
  readonly role: 'resident';
  readonly index: number;
  readonly description: string;
}

/** Somebody who signs in for an institution: known by role and institution, not as a person. */
export interface StaffIdentity {
  readonly as: string;
  readonly role: 'officer' | 'vpvkac' | 'system' | 'grantor' | 'analyst' | 'admin';
  readonly roles: readonly string[];
  /** Key of the institution, as in `uuidv5('organization:' + key)`. */
  readonly organization: string | null;
  readonly purpose: string | null;
  readonly description: string;
}

export type Identity = ResidentIdentity | StaffIdentity;

const resident = (as: string, index: number, description: string): ResidentIdentity =>
  ({ as, role: 'resident', index, description });

export const IDENTITIES: readonly Identity[] = [
  resident('anna', 0, 'mother of two minors, Rīga'),
  resident('martins', 1, "Anna's spouse, father of her children, Rīga"),
  resident('marta', 2, "Anna's child, 15"),
  resident('janis', 4, 'retired, Daugavpils'),
  resident('petra', 5, 'protected address'),
  resident('olena', 6, 'temporary protection, Liepāja'),
  {
    as: 'officer-vsaa', role: 'officer', roles: ['officer', 'officer-codes'], organization: 'VSAA',
    purpose: 'social-insurance', description: 'officer of the social insurance agency, may read personal codes',
  },
  {
    as: 'officer-riga', role: 'officer', roles: ['officer'], organization: 'RIGA',
    purpose: 'municipal-social-services', description: 'officer of Rīga',
  },
  {
    as: 'officer-vpvkac', role: 'vpvkac', roles: ['vpvkac'], organization: 'VARAM',
    purpose: 'assisted-service', description: 'one-stop customer centre',
  },
  {
    as: 'system-riga', role: 'system', roles: ['system'], organization: 'RIGA',
    purpose: 'municipal-social-services', description: "Rīga's own information system",
  },
  {
    as: 'grantor-riga', role: 'grantor', roles: ['grantor'], organization: 'RIGA',
    purpose: null, description: "edits Rīga's benefits",
  },
  { as: 'analyst', role: 'analyst', roles: ['analyst'], organization: null, purpose: null, description: 'reads metrics' },
  { as: 'admin', role: 'admin', roles: ['admin'], organization: null, purpose: null, description: 'runs the hub' },
];

export function identityNamed(as: string): Identity | null {
  return IDENTITIES.find((identity) => identity.as === as) ?? null;
}

/** Named people and their households come first, so their indexes are fixed. */
export const NAMED_PEOPLE = 8;

/** Their facts are these whatever the seed: Anna's family, Jānis, Petra, Olena and her son. */
export function namedHouseholds(builder: Builder): void {
  const ozols = ['Ozols', 'Ozola'] as const;
  const anna = builder.person({ sex: 'F', givenName: 'Anna', surname: ozols, birthDate: '1988-04-17' });
  const martins = builder.person({ sex: 'M', givenName: 'Mārtiņš', surname: ozols, birthDate: '1986-09-03' });
  const marta = builder.person({ sex: 'F', givenName: 'Marta', surname: ozols, birthDate: '2011-05-09' });
  const emils = builder.person({ sex: 'M', givenName: 'Emīls', surname: ozols, birthDate: '2021-02-22' });
  tie(anna, martins, SPOUSES, { from: '2010-08-14' });
  for (const child of [marta, emils]) {
    for (const parent of [anna, martins]) {
      tie(parent, child, CHILD_AND_PARENT, { custody: true, from: child.birthDate });
    }
  }
  live(builder, '0001000', '2013-06-01', [anna, martins, marta, emils]);

  const janis = builder.person({ sex: 'M', givenName: 'Jānis', surname: ['Kalniņš', 'Kalniņa'], birthDate: '1956-03-12' });
  live(builder, '0002000', '1998-11-20', [janis]);

  const petra = builder.person({ sex: 'F', givenName: 'Petra', surname: ['Liepiņš', 'Liepiņa'], birthDate: '1991-12-02' });
  live(builder, '0054000', '2019-01-15', [petra]);
  petra.protectedSince = '2025-09-01';

  const kovalenko = ['Kovalenko', 'Kovalenko'] as const;
  const olena = builder.person({ sex: 'F', givenName: 'Olena', surname: kovalenko, birthDate: '1990-07-25' });
  const danylo = builder.person({ sex: 'M', givenName: 'Danylo', surname: kovalenko, birthDate: '2016-10-30' });
  tie(olena, danylo, CHILD_AND_PARENT, { custody: true, from: danylo.birthDate });
  live(builder, '0005000', '2022-04-11', [olena, danylo]);
}

function live(builder: Builder, municipality: string, since: string, members: SyntheticPerson[]): void {
  const address = builder.home(municipalityNumber(municipality));
  for (const member of members) {
    const from = member.birthDate > since ? member.birthDate : since;
    member.residences.push({ kind: 'DECLARED', address, foreignText: null, from, to: null });
  }
}
