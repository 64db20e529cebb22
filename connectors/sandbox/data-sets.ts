import { array, day, decimal, instant, number, object, oneOf, optional, text, yesOrNo, type Schema } from './json-schema.ts';

/** The data sets of this register. */
export const DATA_SETS = ['fpr_person', 'vzd_address'] as const;
export type DataSet = (typeof DATA_SETS)[number];

/** What every record is given out with, whatever a permission opens and a reader asks for. */
export const ALWAYS_GIVEN = {
  fpr_person: ['PersonCode', 'Version', 'ChangedAt'],
  vzd_address: ['Code', 'Version', 'ChangedAt'],
} as const satisfies Record<DataSet, readonly string[]>;

const PERIOD = { From: day, To: { ...optional(day), description: 'The first day on which it no longer holds' } };

const PERSON = object({
  PersonCode: text,
  FormerCodes: { ...array(text), description: "This person's own earlier codes, oldest first" },
  MergedCodes: { ...array(text), description: 'Codes of other records that turned out to be about this person' },
  Version: number,
  ChangedAt: instant,
  GivenName: text,
  Surname: text,
  Sex: oneOf('F', 'M'),
  BirthDate: day,
  VitalStatus: oneOf('ALIVE', 'DECEASED', 'MISSING', 'DECLARED_DEAD'),
  DeathDate: optional(day),
  Residences: {
    ...array(object({
      Kind: oneOf('DECLARED', 'REGISTERED', 'INDICATED', 'ABROAD', 'PROTECTED'),
      AddressCode: optional(text),
      MunicipalityCode: optional(text),
      ForeignText: optional(text),
      ...PERIOD,
    })),
    description: 'Of a protected person only one PROTECTED residence without any code',
  },
  Ties: array(object({
    Kind: {
      ...oneOf('CHILD', 'PARENT', 'SPOUSE', 'WARD', 'GUARDIAN', 'TRUSTEE', 'FOSTER_CHILD', 'FOSTER_PARENT'),
      description: 'What the other person is to this one',
    },
    PersonCode: text,
    Custody: { ...yesOrNo, description: 'The same from both ends; not taken back by itself when a child comes of age' },
    ...PERIOD,
  })),
  Flags: array(oneOf('POL_REP', 'NPK', 'WW2')),
}, ALWAYS_GIVEN.fpr_person);

const ADDRESS = object({
  Code: text,
  Status: oneOf('EKS', 'DEL', 'ERR'),
  Successor: { ...optional(text), description: 'The code it was merged into' },
  Text: text,
  PostalCode: text,
  MunicipalityCode: text,
  MunicipalityName: text,
  Parish: optional(text),
  Latitude: optional(decimal),
  Longitude: optional(decimal),
  Version: number,
  ChangedAt: instant,
}, ALWAYS_GIVEN.vzd_address);

/** What a record holds, as far as a permission opens it and a reader asks for it. */
export const RECORDS: Record<DataSet, Schema> = { fpr_person: PERSON, vzd_address: ADDRESS };

/** The fields of a record or, for a list, of each record in it; null where it has none. */
export function fieldsIn(schema: Schema): Record<string, Schema> | null {
  return schema.properties ?? schema.items?.properties ?? null;
}

/** @param path dotted, such as `Residences.Kind` */
export function hasField(dataSet: DataSet, path: string): boolean {
  let schema: Schema | undefined = RECORDS[dataSet];
  for (const name of path.split('.')) {
    const fields: Record<string, Schema> | null = schema && fieldsIn(schema);
    schema = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!schema) return false;
  }
  return true;
}
