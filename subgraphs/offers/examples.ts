/** People and benefits for tests, as short as a case needs them. */
import type { PersonFacts, TieFacts } from '#connectors/population/projection.ts';
import type { BenefitDefinition, CriterionNode, FactTest } from '../benefits/events.ts';

export const PARENT = '00000000-0000-8000-8000-00000000000a';

/** Everyone is an adult living in Rīga unless said otherwise. */
export function person(facts: Partial<PersonFacts> = {}): PersonFacts {
  return { personId: PARENT, birthDay: '1988-03-14', sex: 'F', vital: 'ALIVE', deathDay: null, municipality: '0001000',
    residenceSince: '2015-05-01', residenceState: 'DECLARED', flags: [], ties: [], ...facts };
}

export function childId(number: number): string {
  return `00000000-0000-8000-8000-00000000010${number}`;
}

/** The person's own children, in their custody. */
export function children(...birthDays: string[]): TieFacts[] {
  return birthDays.map((birthDay, index) => child({ otherId: childId(index), birthDay, validFrom: birthDay }));
}

export function child(tie: Partial<TieFacts>): TieFacts {
  return { otherId: childId(0), kind: 'CHILD', custody: true, validFrom: '2000-01-01', validTo: null, birthDay: '2020-01-01', vital: 'ALIVE', ...tie };
}

/** A tree of conditions as nested arrays: `['ALL', a, ['NOT', b]]`. */
export type Tree = FactTest | ['ALL' | 'ANY' | 'NOT', ...Tree[]];

/** The flat list that grantors publish, ids being the path from the root. */
export function nodes(tree: Tree, id = '1', parentId: string | null = null): CriterionNode[] {
  const [operator, ...operands] = Array.isArray(tree) ? tree : (['FACT'] as const);
  const test = Array.isArray(tree) ? null : tree;
  const node = { id, parentId, operator, description: { lv: id, en: id }, expression: test?.fact ?? operator, legalBasis: null, test };
  return [node, ...operands.flatMap((operand, index) => nodes(operand, `${id}.${index + 1}`, id))];
}

export function benefit(criteria: Tree, definition: Partial<BenefitDefinition> = {}): BenefitDefinition {
  return { benefitId: '00000000-0000-5000-8000-000000000001', code: 'EXAMPLE', version: 1, kind: 'GRANT', unit: 'PERSON',
    award: 'APPLICATION', grantorId: '00000000-0000-5000-8000-000000000002', municipalityCode: null, serviceId: null, priority: 1,
    combinable: true, validFrom: '2013-01-01', validTo: null, concerning: 'SELF', oncePerFamily: false, exclusiveGroup: null,
    proactive: true, decidedOn: 'APPLICATION', applyWithinMonths: null, applyFrom: 'NONE', lateConsequence: null, amounts: [],
    percent: null, asks: [], criteria: nodes(criteria), ...definition };
}
