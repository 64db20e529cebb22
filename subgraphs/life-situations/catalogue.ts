import type { Audience, LifeSituationModel } from './models.ts';

/** The life situations in their order, found by what one asks for. */
export class Catalogue {
  readonly situations: readonly LifeSituationModel[];
  #byId: Map<string, LifeSituationModel>;
  #byService = new Map<string, LifeSituationModel[]>();

  constructor(situations: readonly LifeSituationModel[]) {
    this.situations = situations;
    this.#byId = new Map(situations.map((situation) => [situation.id, situation]));
    for (const situation of situations) {
      for (const id of servicesOf(situation)) this.#byService.set(id, [...(this.#byService.get(id) ?? []), situation]);
    }
  }

  byId(id: string): LifeSituationModel | null {
    return this.#byId.get(id) ?? null;
  }

  /** All, or those for one audience. */
  for(audience: Audience | null): LifeSituationModel[] {
    return this.situations.filter((situation) => audience === null || situation.audience === audience);
  }

  /** Those in which the service is a step, in any municipality. */
  withService(serviceId: string): LifeSituationModel[] {
    return this.#byService.get(serviceId) ?? [];
  }
}

function servicesOf(situation: LifeSituationModel): Set<string> {
  const ids = situation.steps.flatMap((step) => [step.serviceId, ...Object.values(step.serviceIdByMunicipality)]);
  return new Set(ids.filter((id) => id !== null));
}
