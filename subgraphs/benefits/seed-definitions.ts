/** The benefits known from the start, read from `definitions/` into their published shape: one file for each kind of grantor. */
import { uuidv5 } from '#kernel/ids.ts';
import type { DefinitionBody } from './benefit.ts';
import { parseCriteria } from './criteria.ts';
import { flattenCriteria, type Remarks } from './criterion-nodes.ts';
import merchants from './definitions/merchants.json' with { type: 'json' };
import municipal from './definitions/municipal.json' with { type: 'json' };
import state from './definitions/state.json' with { type: 'json' };
import vsaa from './definitions/vsaa.json' with { type: 'json' };
import type { Content } from './models.ts';
import { withCannotTell } from './sentences.ts';
import { municipalityOfCouncil } from '../councils.ts';

interface Entry extends Omit<DefinitionBody, 'grantorId' | 'municipalityCode' | 'serviceId' | 'criteria'> {
  /** Where and when the facts were read, and what is simplified. */
  source: string;
  grantor: string;
  service: string | null;
  /** Who gives it at points of service; absent where the grantor itself does. */
  providers?: string[];
  name: { lv: string; en: string };
  legalBasis: { title: string; url: string | null }[];
  valueInWords: { lv: string; en: string };
  criteria: string;
  remarks: Remarks;
}

export interface SeedBenefit {
  benefitId: string;
  definition: DefinitionBody;
  content: Content;
  remarks: Remarks;
}

const entries = [...vsaa, ...state, ...municipal, ...merchants] as unknown as Entry[];

export const seedBenefits: SeedBenefit[] = entries.map((entry) => {
  const { source: _, grantor, service, providers = [], name, legalBasis, valueInWords, criteria, remarks: said, ...rest } = entry;
  const remarks = sayWhatIsUnknown(said);
  const grantorId = organizationId(grantor);
  return {
    benefitId: uuidv5(`benefit:${entry.code}`),
    definition: {
      ...rest,
      grantorId,
      municipalityCode: municipalityOfCouncil(grantorId),
      serviceId: service === null ? null : uuidv5(`service:${service}`),
      criteria: flattenCriteria(parseCriteria(criteria), remarks),
    },
    content: { name, legalBasis, value: { description: valueInWords, limitCents: null, limitPer: null }, providerIds: providers.map(organizationId) },
    remarks,
  };
});

function organizationId(key: string): string {
  return uuidv5(`organization:${key}`);
}

function sayWhatIsUnknown(remarks: Remarks): Remarks {
  return Object.fromEntries(Object.entries(remarks).map(([expression, remark]) =>
    [expression, expression.startsWith('unknown ') && remark.sentence ? { ...remark, sentence: withCannotTell(remark.sentence) } : remark]));
}
