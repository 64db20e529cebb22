import type { Resolvers } from '#codegen/generated/persons.ts';
import { holdsOn, residenceOn } from '#connectors/population/record.ts';
import { connection, pageRequest } from '#kernel/connection.ts';
import { BadUserInputError, NotFoundError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand } from '#kernel/identity/access.ts';
import { residentId } from '#kernel/identity/viewer.ts';
import type { GraphQLResolveInfo } from 'graphql';
import { childrenOf, type Context } from './context.ts';
import { ageOf, sinceFirstDay } from './family.ts';
import { personByCode, personById, personsById } from './lookups.ts';
import { wrongPreferences } from './preferences.ts';
import { demandOwn, open, provenanceOf } from './reading.ts';
import { registersHealth } from './registers/health.ts';
import { dataPermissionsOf, pageOfAccess, savePreferences } from './store.ts';

const MOST_AT_ONCE = 100;

export const resolvers: Resolvers = {
  Query: {
    session: (_, __, { viewer }) => viewer,
    me: (_, __, { viewer }) => ({ id: residentId(viewer) }),
    person: (_, { id }, context) => personById(context, id),
    async persons(_, { ids }, context) {
      if (ids.length > MOST_AT_ONCE) throw new BadUserInputError(`ids: ${ids.length} are too many; ask for at most ${MOST_AT_ONCE}`);
      return personsById(context, ids) as Promise<{ id: string }[]>;
    },
    personByCode(_, { personalCode }, context, info) {
      refuseLiteral(info);
      return personByCode(context, personalCode);
    },
    municipalities: (_, { on }, context) => context.services.connectors.territories.municipalitiesOn(on ?? today(context)),
    async address(_, { code }, { addressByCode }) {
      const address = await addressByCode.load(code);
      if (!address) throw new NotFoundError('Address', code);
      return address;
    },
    async addresses(_, { search, first }, { addressSearch, addressByCode }) {
      const { limit } = pageRequest({ first });
      const codes = await addressSearch.search(search, limit);
      const found = await Promise.allSettled(codes.map((code) => addressByCode.load(code)));
      // What can be told is told; only where nothing can does the register's silence become an error.
      const silent = found.find((one) => one.status === 'rejected');
      if (silent && found.every((one) => one.status === 'rejected')) throw silent.reason;
      return found.flatMap((one) => (one.status === 'fulfilled' && one.value?.value.status === 'ACTIVE' ? [one.value] : []));
    },
    registers(_, __, { viewer, services }) {
      demand(viewer, 'registers:read');
      return registersHealth(services);
    },
  },

  Mutation: {
    async updatePreferences(_, { input }, context) {
      const by = demand(context.viewer, 'preferences:edit').label;
      const { services, clock, preferencesOf } = context;
      const personId = residentId(context.viewer);
      await demandOwn(context, personId, 'preferences');
      const wrong = wrongPreferences(input);
      if (wrong) return wrong;
      const { notifyOffers = null, evaluateOffers = null, channel = null, language = null } = input;
      const preferences = await savePreferences(services.sql, personId, { notifyOffers, evaluateOffers, channel, language }, by, clock.now());
      preferencesOf.clear(personId).prime(personId, preferences);
      return { __typename: 'UpdatePreferencesSuccess', person: { id: personId }, preferences };
    },
  },

  Session: {
    actor: ({ actor }) => actor && { id: actor.personId },
    actingFor: ({ actingFor }) => actingFor && { id: actingFor.personId },
    actingForOrganization: ({ actingForOrganization }) => (actingForOrganization === null ? null : { id: actingForOrganization }),
    organization: ({ organizationId }) => (organizationId === null ? null : { id: organizationId }),
    mandate: ({ actingFor }) => actingFor && { ...actingFor, id: actingFor.mandateId },
    expiresAt: ({ expiresAt }) => expiresAt.toString(),
  },

  Person: {
    __resolveReference: ({ id }, { services }) => (isUuid(id) ? { id: services.survivors.of(id) } : null),
    givenName: async ({ id }, _, context) => (await open(context, id, 'givenName')).value.givenName,
    surname: async ({ id }, _, context) => (await open(context, id, 'surname')).value.surname,
    birthDate: async ({ id }, _, context) => (await open(context, id, 'birthDate')).value.birthDay,
    async personalCode({ id }, _, context) {
      const { purpose } = await open(context, id, 'personalCode');
      return context.services.connectors.population.personalCodeOf(id, { purpose, signal: context.signal });
    },
    async age({ id }, _, context) {
      return ageOf((await open(context, id, 'age')).value, context.clock.today());
    },
    vitalStatus: async ({ id }, _, context) => (await open(context, id, 'vitalStatus')).value.vital,
    deathDate: async ({ id }, _, context) => (await open(context, id, 'deathDate')).value.deathDay,
    async declaredResidence({ id }, _, context) {
      const { addressCode } = residenceOn((await open(context, id, 'declaredResidence')).value, today(context));
      return addressCode === null ? null : context.addressByCode.load(addressCode);
    },
    residenceState: async ({ id }, _, context) => residenceOn((await open(context, id, 'residenceState')).value, today(context)).state,
    residenceSince: async ({ id }, _, context) => residenceOn((await open(context, id, 'residenceSince')).value, today(context)).since,
    async addresses({ id }, _, context) {
      const { value } = await open(context, id, 'addresses');
      if (residenceOn(value, today(context)).state === 'PROTECTED') return [];
      return value.residences?.toSorted((one, other) => (one.from < other.from ? 1 : -1)) ?? null;
    },
    async municipality({ id }, _, context) {
      const { territories } = context.services.connectors;
      const { municipality } = residenceOn((await open(context, id, 'municipality')).value, today(context), territories);
      return municipality === null ? null : territories.municipalityOf(municipality);
    },
    async children({ id }, _, context) {
      const { value, purpose } = await open(context, id, 'children');
      const ids = await childrenOf(context, value, purpose);
      return ids?.map((child) => ({ id: child })) ?? null;
    },
    async ties({ id }, _, context) {
      const { value } = await open(context, id, 'ties');
      return value.ties?.filter((tie) => holdsOn(tie, today(context))).map((tie) => sinceFirstDay(value.ties!, tie)) ?? null;
    },
    async provenance({ id }, _, context) {
      const opened = await open(context, id, 'provenance');
      return provenanceOf(context, opened);
    },
    async preferences({ id }, _, context) {
      await demandOwn(context, id, 'preferences');
      return context.preferencesOf.load(id);
    },
    async dataPermissions({ id }, _, context) {
      await demandOwn(context, id, 'dataPermissions');
      return dataPermissionsOf(context.services.sql, id);
    },
    async dataAccess({ id }, args, context) {
      await demandOwn(context, id, 'dataAccess');
      const page = pageRequest(args);
      if (page.after !== null && !/^\d{1,18}$/.test(page.after)) throw new BadUserInputError('after: this is not a cursor of this list');
      return connection(await pageOfAccess(context.services.sql, id, page), page, (look) => String(look.id));
    },
  },

  PersonAddress: {
    address: ({ addressCode }, _, { addressByCode }) => (addressCode === null ? null : addressByCode.load(addressCode)),
    validFrom: ({ from }) => from,
    validTo: ({ to }) => to,
  },

  FamilyTie: {
    person: ({ otherId }) => ({ id: otherId }),
    validFrom: ({ from }) => from,
    validTo: ({ to }) => to,
  },

  DataPermission: {
    recipient: ({ recipientId }) => (recipientId === null ? null : { id: recipientId }),
  },

  Address: {
    __resolveReference: ({ code }, { addressByCode }) => addressByCode.load(code),
    code: ({ value }) => value.code,
    text: ({ value }) => value.text,
    postalCode: ({ value }) => value.postalCode,
    municipality({ value }, _, context) {
      const { territories } = context.services.connectors;
      return value.municipality === null ? null : territories.municipalityOf(territories.successorOn(value.municipality, today(context)));
    },
    parish: ({ value }) => value.parish,
    latitude: ({ value }) => value.latitude,
    longitude: ({ value }) => value.longitude,
    status: ({ value }) => value.status,
    successor: ({ value }, _, { addressByCode }) => (value.successor === null ? null : addressByCode.load(value.successor)),
    provenance: (address, _, context) => provenanceOf(context, address),
  },

  Municipality: {
    __resolveReference: ({ code }, { services }) => services.connectors.territories.municipalityOf(code),
    successor: ({ successor }, _, { services }) => (successor === null ? null : services.connectors.territories.municipalityOf(successor)),
  },
};

function today({ clock }: Context): string {
  return clock.today().toString();
}

/** The gateway refuses literals before planning; whoever asks this subgraph by another way is refused here. */
function refuseLiteral(info: GraphQLResolveInfo): void {
  const argument = info.fieldNodes[0]?.arguments?.find(({ name }) => name.value === 'personalCode');
  if (argument && argument.value.kind !== 'Variable') {
    throw new BadUserInputError('personalCode: send it as a variable, by POST, so that no plan, log or address bar ever holds it');
  }
}
