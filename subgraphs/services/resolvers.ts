import { connection, pageRequest } from '#kernel/connection.ts';
import { NotFoundError } from '#kernel/errors.ts';
import { centsToDecimal } from '#kernel/money.ts';
import type { Resolvers } from '#codegen/generated/services.ts';
import type { Context } from './context.ts';
import { mutations } from './mutations.ts';
import { maySee, visibleStates } from './rights.ts';
import { isRequestableOnline } from './service.ts';
import { allPortals, contactPointsOf, listKey, pageOfOrganizations, pageOfServices } from './store.ts';

export const resolvers: Resolvers<Context> = {
  Query: {
    async service(_, { id }, { serviceById, viewer }) {
      const service = await serviceById.load(id);
      if (!service || !maySee(viewer, service)) throw new NotFoundError('Service', id);
      return service;
    },
    async services(_, { search, filter, ...args }, { services, viewer }) {
      const page = pageRequest(args);
      const query = { search, ...filter, status: visibleStates(viewer, filter?.status) };
      return connection(await pageOfServices(services.sql, query, page), page, listKey);
    },
    async organization(_, { id }, { organizationById }) {
      const organization = await organizationById.load(id);
      if (!organization) throw new NotFoundError('Organization', id);
      return organization;
    },
    async organizations(_, { search, ...args }, { services }) {
      const page = pageRequest(args);
      return connection(await pageOfOrganizations(services.sql, search, page), page, listKey);
    },
    portals: (_, __, { services }) => allPortals(services.sql),
    contactPoints(_, { municipalityCode }, { services, clock }) {
      const codes = municipalityCode == null ? null : services.connectors.territories.codesOf(municipalityCode, clock.today().toString());
      return contactPointsOf(services.sql, codes);
    },
  },

  Mutation: mutations,

  PublicService: {
    async __resolveReference({ id }, { serviceById, viewer }) {
      const service = await serviceById.load(id);
      return service && maySee(viewer, service) ? service : null;
    },
    owner: async ({ ownerId }, _, { organizationById }) => (await organizationById.load(ownerId))!,
    async providers({ providerIds }, _, { organizationById }) {
      const providers = await Promise.all(providerIds.map((id) => organizationById.load(id)));
      return providers.filter((provider) => provider !== null);
    },
    requestableOnline: ({ channels }) => isRequestableOnline(channels),
    // Ratings are counted where requests are measured; until that part exists nobody knows.
    rating: () => null,
  },

  Cost: {
    amount: ({ cents }) => ({ amount: centsToDecimal(cents), currency: 'EUR' }),
  },

  PublicOrganization: {
    __resolveReference: ({ id }, { organizationById }) => organizationById.load(id),
    async services({ id }, args, { services }) {
      const page = pageRequest(args);
      const query = { organizationId: id, status: ['PUBLISHED'] as const };
      return connection(await pageOfServices(services.sql, query, page), page, listKey);
    },
  },

  ContactPoint: {
    __resolveReference: ({ id }, { contactPointById }) => contactPointById.load(id),
    organization: ({ organizationId }, _, { organizationById }) => organizationById.load(organizationId),
    address: ({ addressCode }) => (addressCode === null ? null : { code: addressCode }),
  },
};
