import type { Resolvers } from '#codegen/generated/offers.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand, demandPerson, mayReadPerson } from '#kernel/identity/access.ts';
import { residentId } from '#kernel/identity/viewer.ts';
import { centsToDecimal } from '#kernel/money.ts';
import type { Context } from './context.ts';
import { acceptOffer, declineOffer, markOffersSeen } from './decide.ts';
import type { BenefitOfferModel } from './models.ts';
import { offersByIds } from './store.ts';

export const resolvers: Resolvers = {
  Mutation: {
    acceptOffer(_, { id }, context) {
      demand(context.viewer, 'offers:decide');
      return acceptOffer(context, id);
    },
    declineOffer(_, { id, reason }, context) {
      demand(context.viewer, 'offers:decide');
      return declineOffer(context, id, reason ?? null);
    },
    markOffersSeen(_, { ids }, context) {
      demand(context.viewer, 'offers:decide');
      return markOffersSeen(context, ids);
    },
  },
  Subscription: {
    offerChanged: {
      subscribe: (_, __, context) => offerChanges(context),
      resolve: (offer: BenefitOfferModel) => offer,
    },
  },
  Person: {
    __resolveReference: ({ id }, { services }) => ({ id: services.survivors.of(id) }),
    offers({ id }, { states }, context) {
      demandPerson(context.viewer, id, 'offers');
      if (!isUuid(id)) return [];
      return context.offersOfPerson(states ?? null).load(id);
    },
  },
  BenefitOffer: {
    async __resolveReference({ id }, context) {
      const offer = isUuid(id) ? await context.offerById.load(id) : null;
      return offer && mayReadPerson(context.viewer, offer.personId, 'offers') ? offer : null;
    },
    person: ({ personId }) => ({ id: personId }),
    concerning: ({ concerningId }) => (concerningId ? { id: concerningId } : null),
    benefit: ({ benefitId }) => ({ id: benefitId }),
    service: ({ serviceId }) => (serviceId ? { id: serviceId } : null),
    value: ({ valueCents }) => (valueCents === null ? null : { amount: centsToDecimal(valueCents), currency: 'EUR' }),
    because: ({ because, checkedAt }) => because.map((reason) => ({ ...reason, checkedAt })),
  },
  CriterionOutcome: {
    provenance({ source, checkedAt }, _, { clock }) {
      if (!source) return null;
      const age = clock.now().since(checkedAt, { largestUnit: 'seconds' }).seconds;
      // Both sources tell the hub of every change, so a fact they said nothing more about still holds.
      return { source, readAt: checkedAt, ageSeconds: Math.max(0, age), stale: false, permission: null };
    },
  },
};

/** The signed-in resident's offers, as they are when they are taken. Watched from the moment of subscribing. */
function offerChanges({ viewer, hub, services }: Context): AsyncIterableIterator<BenefitOfferModel> {
  const personId = residentId(viewer);
  demandPerson(viewer, personId, 'offers');
  const ids = hub.watch(personId, viewer!.expiresAt);
  return {
    async next() {
      for (;;) {
        const { value: id, done } = await ids.next();
        if (done) return { value: undefined, done };
        const [offer] = await offersByIds(services.sql, [id]);
        if (offer) return { value: offer, done: false };
      }
    },
    // Not a generator: closing one would wait for the next change.
    async return() {
      await ids.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
