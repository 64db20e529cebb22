/** The benefits known from the start, read from `definitions.json` into their published shape. */
import { uuidv5 } from '#kernel/ids.ts';
import type { DefinitionBody } from './benefit.ts';
import { parseCriteria } from './criteria.ts';
import { flattenCriteria, type Remarks } from './criterion-nodes.ts';
import definitions from './definitions.json' with { type: 'json' };
import type { Content } from './models.ts';
import { withCannotTell } from './sentences.ts';
import { municipalityOfOrganization } from './vocabulary.ts';

interface Entry extends Omit<DefinitionBody, 'grantorId' | 'municipalityCode' | 'serviceId' | 'criteria'> {
  /** Where and when the facts were read, and what is simplified. */
  source: string;
  grantor: string;
  service: string | null;
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

export const seedBenefits: SeedBenefit[] = (definitions as unknown as Entry[]).map((entry) => {
  const { source: _, grantor, service, name, legalBasis, valueInWords, criteria, remarks: said, ...rest } = entry;
  const remarks = sayWhatIsUnknown(said);
  const grantorId = uuidv5(`organization:${grantor}`);
  return {
    benefitId: uuidv5(`benefit:${entry.code}`),
    definition: {
      ...rest,
      grantorId,
      municipalityCode: municipalityOfOrganization(grantorId),
      serviceId: service === null ? null : uuidv5(`service:${service}`),
      criteria: flattenCriteria(parseCriteria(criteria), remarks),
    },
    content: { name, legalBasis, value: { description: valueInWords, limitCents: null, limitPer: null }, providerIds: [] },
    remarks,
  };
});

function sayWhatIsUnknown(remarks: Remarks): Remarks {
  return Object.fromEntries(Object.entries(remarks).map(([expression, remark]) =>
    [expression, expression.startsWith('unknown ') && remark.sentence ? { ...remark, sentence: withCannotTell(remark.sentence) } : remark]));
}
