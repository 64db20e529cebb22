import DataLoader from 'dataloader';
import type { BaseContext, RequestInfo, SubgraphServices } from '../module.ts';
import { Catalogue } from './catalogue.ts';
import type { LifeSituationOccurrenceModel } from './models.ts';
import { allSituations, occurrencesOf } from './store.ts';

export interface Context extends BaseContext {
  catalogue(): Promise<Catalogue>;
  occurrencesOfPerson: DataLoader<string, LifeSituationOccurrenceModel[]>;
}

export function contextOf(services: SubgraphServices): (request: RequestInfo) => Context {
  const { sql, clock } = services;
  const catalogue = keptCatalogue(services);
  return (request) => ({
    ...request,
    clock,
    services,
    catalogue,
    occurrencesOfPerson: new DataLoader(async (personIds) => {
      const [known, occurrences] = await Promise.all([catalogue(), occurrencesOf(sql, personIds)]);
      const complete = occurrences.map((occurrence) => ({ ...occurrence, situation: known.byId(occurrence.situationId)! }));
      const byPerson = Map.groupBy(complete, ({ personId }) => personId);
      return personIds.map((id) => byPerson.get(id) ?? []);
    }),
  });
}

/** Read once and kept: the catalogue changes only by the seed of a new version, before that version answers anyone. */
function keptCatalogue({ sql }: SubgraphServices): () => Promise<Catalogue> {
  let kept: Promise<Catalogue> | null = null;
  return () => {
    kept ??= allSituations(sql).then(
      (situations) => {
        if (situations.length === 0) kept = null;
        return new Catalogue(situations);
      },
      (error: unknown) => {
        kept = null;
        throw error;
      },
    );
    return kept;
  };
}
