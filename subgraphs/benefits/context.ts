/** What a request's resolvers share: loaders that turn many single reads into one statement. */
import DataLoader from 'dataloader';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import type { BenefitInstructionModel, BenefitModel, IdentificationMeansModel } from './models.ts';
import { benefitsById, instructionsById, instructionsOfPersons, meansOfPersons } from './store.ts';

export interface Context extends BaseContext {
  benefitById: DataLoader<string, BenefitModel | null>;
  instructionById: DataLoader<string, BenefitInstructionModel | null>;
  instructionsOfPerson: DataLoader<string, BenefitInstructionModel[]>;
  meansOfPerson: DataLoader<string, IdentificationMeansModel[]>;
}

export function createContext(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock } = services;
  return (request) => ({
    ...request,
    clock,
    services,
    benefitById: byId((ids) => benefitsById(sql, ids)),
    instructionById: byId((ids) => instructionsById(sql, ids)),
    instructionsOfPerson: byPerson((ids) => instructionsOfPersons(sql, ids)),
    meansOfPerson: byPerson((ids) => meansOfPersons(sql, ids)),
  });
}

function byId<T extends { id: string }>(read: (ids: readonly string[]) => Promise<T[]>): DataLoader<string, T | null> {
  return new DataLoader(async (ids) => {
    const found = new Map((await read(ids)).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

function byPerson<T extends { personId: string }>(read: (ids: readonly string[]) => Promise<T[]>): DataLoader<string, T[]> {
  return new DataLoader(async (ids) => {
    const found = Map.groupBy(await read(ids), (row) => row.personId);
    return ids.map((id) => found.get(id) ?? []);
  });
}
