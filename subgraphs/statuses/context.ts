/** What a request's resolvers share: loaders that turn many single reads into one statement. */
import DataLoader from 'dataloader';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import type { SocialStatusModel, SocialStatusTypeModel, StatusDecisionModel } from './models.ts';
import { allTypes, decisionsById, statusesById, statusesOfDecisions, statusesOfPersons } from './store.ts';

export interface Context extends BaseContext {
  /** The catalogue of types is short: read once per request. */
  types: { all(): Promise<SocialStatusTypeModel[]>; byCode(code: string): Promise<SocialStatusTypeModel | undefined> };
  statusById: DataLoader<string, SocialStatusModel | null>;
  statusesOfPerson: DataLoader<string, SocialStatusModel[]>;
  statusesOfDecision: DataLoader<string, SocialStatusModel[]>;
  decisionById: DataLoader<string, StatusDecisionModel | null>;
}

export function createContext(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock } = services;
  return (request) => {
    let catalogue: Promise<SocialStatusTypeModel[]> | undefined;
    const all = () => (catalogue ??= allTypes(sql));
    return {
      viewer: request.viewer,
      requestId: request.requestId,
      signal: request.signal,
      freshness: request.freshness,
      clock,
      services,
      types: { all, byCode: async (code) => (await all()).find((type) => type.code === code) },
      statusById: oneLoader((ids) => statusesById(sql, ids)),
      statusesOfPerson: manyLoader((ids) => statusesOfPersons(sql, ids), (status) => status.personId),
      statusesOfDecision: manyLoader((ids) => statusesOfDecisions(sql, ids), (status) => status.decisionId!),
      decisionById: oneLoader((ids) => decisionsById(sql, ids)),
    };
  };
}

function oneLoader<T extends { id: string }>(read: (ids: readonly string[]) => Promise<T[]>): DataLoader<string, T | null> {
  return new DataLoader(async (ids) => {
    const found = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

function manyLoader<T>(read: (ids: readonly string[]) => Promise<T[]>, keyOf: (row: T) => string): DataLoader<string, T[]> {
  return new DataLoader(async (ids) => {
    const found = Map.groupBy(await read(ids), keyOf);
    return ids.map((id) => found.get(id) ?? []);
  });
}
