import type { Resolvers } from '#codegen/generated/benefits.ts';
import { connection, pageRequest } from '#kernel/connection.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand, demandPerson, mayReadPerson } from '#kernel/identity/access.ts';
import { centsToDecimal } from '#kernel/money.ts';
import { amountOn, instructionStateOn, isActiveOn } from './benefit.ts';
import type { Context } from './context.ts';
import type { BenefitModel, CriterionModel } from './models.ts';
import { draft, publish, withdraw } from './publishing.ts';
import { draftsVisibleTo, maySee } from './rights.ts';
import { listBenefits, listKey } from './store.ts';

export const resolvers: Resolvers = {
  Query: {
    async benefit(_, { id }, context) {
      const benefit = await findBenefit(context, id);
      if (!benefit) throw new NotFoundError('Benefit', id);
      return benefit;
    },
    async benefits(_, { filter, first, after }, context) {
      const page = pageRequest({ first, after });
      const { grantorId = null, kind = null, municipalityCode = null } = filter ?? {};
      if (grantorId !== null && !isUuid(grantorId)) return connection([], page, listKey);
      const status = filter?.status ?? ['PUBLISHED'];
      const draftsOf = status.includes('DRAFT') ? draftsVisibleTo(context.viewer) : null;
      const { territories } = context.services.connectors;
      const municipalityCodes = municipalityCode === null ? null : territories.codesOf(municipalityCode, context.clock.today().toString());
      const states = (['PUBLISHED', 'WITHDRAWN'] as const).filter((state) => status.includes(state));
      const query = { states, draftsOf, grantorId, kind, municipalityCodes };
      return connection(await listBenefits(context.services.sql, query, page), page, listKey);
    },
  },
  Mutation: {
    async draftBenefit(_, { input }, context) {
      const viewer = demand(context.viewer, 'benefits:edit');
      const result = await draft(context, viewer, input);
      return '__typename' in result ? result : { __typename: 'DraftBenefitSuccess', benefit: result };
    },
    async publishBenefit(_, { id }, context) {
      const viewer = demand(context.viewer, 'benefits:edit');
      const result = await publish(context, viewer, id);
      return '__typename' in result ? result : { __typename: 'PublishBenefitSuccess', benefit: result };
    },
    async withdrawBenefit(_, { id }, context) {
      const viewer = demand(context.viewer, 'benefits:edit');
      const result = await withdraw(context, viewer, id);
      return '__typename' in result ? result : { __typename: 'WithdrawBenefitSuccess', benefit: result };
    },
  },
  Person: {
    __resolveReference: ({ id }, { services }) => ({ id: services.survivors.of(id) }),
    async benefits({ id }, { activeOn }, context) {
      demandPerson(context.viewer, id, 'benefits');
      if (!isUuid(id)) return [];
      const instructions = await context.instructionsOfPerson.load(id);
      return activeOn == null ? instructions : instructions.filter((instruction) => isActiveOn(instruction, activeOn));
    },
    async identificationMeans({ id }, _, context) {
      demandPerson(context.viewer, id, 'benefits');
      return isUuid(id) ? context.meansOfPerson.load(id) : [];
    },
  },
  Benefit: {
    __resolveReference: ({ id }, context) => findBenefit(context, id),
    name: ({ content }) => content.name,
    kind: ({ definition }) => definition.kind,
    unit: ({ definition }) => definition.unit,
    award: ({ definition }) => definition.award,
    grantor: ({ grantorId }) => ({ id: grantorId }),
    legalBasis: ({ content }) => content.legalBasis,
    value({ definition, content }, _, context) {
      const amount = amountOn(definition.amounts, context.clock.today().toString());
      const { limitCents, limitPer, description } = content.value;
      return {
        percent: definition.percent,
        amount: amount && euro(amount.cents),
        per: amount?.per ?? null,
        limit: limitCents === null ? null : euro(limitCents),
        limitPer,
        description,
      };
    },
    criteria: ({ definition }) => ({ node: definition.criteria[0]!, all: definition.criteria }),
    criteriaNodes: ({ definition }) => definition.criteria.map((node) => ({ node, all: definition.criteria })),
    criteriaText: ({ definition }) => definition.criteria[0]!.expression,
    priority: ({ definition }) => definition.priority,
    combinable: ({ definition }) => definition.combinable,
    validFrom: ({ definition }) => definition.validFrom,
    validTo: ({ definition }) => definition.validTo,
    version: ({ definition }) => definition.version,
    service: ({ definition }) => (definition.serviceId === null ? null : { id: definition.serviceId }),
    providers: ({ content }) => content.providerIds.map((id) => ({ id })),
  },
  Criterion: {
    id: ({ node }) => node.id,
    parentId: ({ node }) => node.parentId,
    operator: ({ node }) => node.operator,
    description: ({ node }) => node.description,
    operands: ({ node, all }): CriterionModel[] =>
      all.filter((other) => other.parentId === node.id).map((operand) => ({ node: operand, all })),
    expression: ({ node }) => node.expression,
    legalBasis: ({ node }) => node.legalBasis,
  },
  BenefitInstruction: {
    async __resolveReference({ id }, context) {
      const instruction = isUuid(id) ? await context.instructionById.load(id) : null;
      return instruction && mayReadPerson(context.viewer, instruction.personId, 'benefits') ? instruction : null;
    },
    benefit: async (instruction, _, context) => (await context.benefitById.load(instruction.benefitId))!,
    person: (instruction) => ({ id: instruction.personId }),
    state: (instruction, _, context) => instructionStateOn(instruction, context.clock.today().toString()),
  },
  IdentificationMeans: {
    issuer: (means) => (means.issuerId === null ? null : { id: means.issuerId }),
  },
};

/** Null for what does not exist and for what the viewer may not know to exist. */
async function findBenefit(context: Context, id: string): Promise<BenefitModel | null> {
  const benefit = isUuid(id) ? await context.benefitById.load(id) : null;
  return benefit && maySee(context.viewer, benefit) ? benefit : null;
}

function euro(cents: number): { amount: string; currency: string } {
  return { amount: centsToDecimal(cents), currency: 'EUR' };
}
