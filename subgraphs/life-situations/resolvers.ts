import { NotFoundError } from '#kernel/errors.ts';
import { demandPerson } from '#kernel/identity/access.ts';
import type { Resolvers } from '#codegen/generated/life-situations.ts';
import type { Context } from './context.ts';
import { stepIn, stepsOf } from './step.ts';

export const resolvers: Resolvers<Context> = {
  Query: {
    async lifeSituation(_, { id }, { catalogue }) {
      const situation = (await catalogue()).byId(id);
      if (!situation) throw new NotFoundError('Life situation', id);
      return situation;
    },
    lifeSituations: async (_, { audience }, { catalogue }) => (await catalogue()).for(audience ?? null),
  },

  Person: {
    __resolveReference: ({ id }, { services }) => ({ id: services.survivors.of(id) }),
    lifeSituations({ id }, _, { viewer, occurrencesOfPerson }) {
      demandPerson(viewer, id, 'life-situations');
      return occurrencesOfPerson.load(id);
    },
  },

  PublicService: {
    __resolveReference: ({ id }) => ({ id }),
    lifeSituations: async ({ id }, _, { catalogue }) => (await catalogue()).withService(id),
  },

  LifeSituation: {
    __resolveReference: async ({ id }, { catalogue }) => (await catalogue()).byId(id),
    steps: ({ steps }) => steps.map((step) => stepIn([], step)),
  },

  LifeSituationStep: {
    service: ({ serviceId }) => (serviceId === null ? null : { id: serviceId }),
    benefit: ({ benefitId }) => (benefitId === null ? null : { id: benefitId }),
  },

  LifeSituationOccurrence: {
    steps(occurrence, _, { services, clock }) {
      const { municipality } = occurrence;
      return stepsOf(occurrence, municipality === null ? [] : services.connectors.territories.codesOf(municipality, clock.today().toString()));
    },
  },
};
