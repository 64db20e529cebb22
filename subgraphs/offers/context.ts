import DataLoader from 'dataloader';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import type { OfferState } from './events.ts';
import type { BenefitOfferModel } from './models.ts';
import { OfferHub } from './offer-hub.ts';
import { offersByIds, offersOfPersons } from './store.ts';

export interface Context extends BaseContext {
  offerById: DataLoader<string, BenefitOfferModel | null>;
  /** One loader for each set of states asked for, so that many people's offers are one statement. */
  offersOfPerson(states: readonly OfferState[] | null): DataLoader<string, BenefitOfferModel[]>;
  hub: OfferHub;
}

export function createContext(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock, tail } = services;
  const hub = new OfferHub({ tail, clock });
  return (request) => {
    const byStates = new Map<string, DataLoader<string, BenefitOfferModel[]>>();
    return {
      ...request,
      clock,
      services,
      hub,
      offerById: new DataLoader(async (ids) => {
        const found = new Map((await offersByIds(sql, ids)).map((offer) => [offer.id, offer]));
        return ids.map((id) => found.get(id) ?? null);
      }),
      offersOfPerson(states) {
        const key = states ? [...new Set(states)].sort().join(' ') : '*';
        const loader = byStates.get(key) ?? new DataLoader<string, BenefitOfferModel[]>(async (personIds) => {
          const found = Map.groupBy(await offersOfPersons(sql, personIds, states), (offer) => offer.personId);
          return personIds.map((id) => found.get(id) ?? []);
        });
        byStates.set(key, loader);
        return loader;
      },
    };
  };
}
