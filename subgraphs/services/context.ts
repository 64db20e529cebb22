import DataLoader from 'dataloader';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import type { ContactPointModel, PublicOrganizationModel, PublicServiceModel } from './models.ts';
import { contactPointsByIds, organizationsByIds, servicesByIds } from './store.ts';

export interface Context extends BaseContext {
  serviceById: DataLoader<string, PublicServiceModel | null>;
  organizationById: DataLoader<string, PublicOrganizationModel | null>;
  contactPointById: DataLoader<string, ContactPointModel | null>;
}

/** Every id asked for within one request is read once, all together in one statement. */
export function contextOf(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock } = services;
  return (request) => ({
    ...request,
    clock,
    services,
    serviceById: byId((ids) => servicesByIds(sql, ids)),
    organizationById: byId((ids) => organizationsByIds(sql, ids)),
    contactPointById: byId((ids) => contactPointsByIds(sql, ids)),
  });
}

function byId<T extends { id: string }>(read: (ids: readonly string[]) => Promise<T[]>): DataLoader<string, T | null> {
  return new DataLoader(async (ids) => {
    const found = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}
