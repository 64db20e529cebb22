/** What resolvers hand to each other; days are ISO text. */

export interface Localized {
  lv: string;
  en: string | null;
}

export type Audience = 'RESIDENTS' | 'BUSINESSES' | 'INSTITUTIONS';

/** A step as the catalogue describes it. */
export interface CatalogueStep {
  order: number;
  title: Localized;
  /** The service that does it everywhere; null where it differs by municipality or where there is none. */
  serviceId: string | null;
  /** By ATVK code: the municipality's own service for it. */
  serviceIdByMunicipality: Record<string, string>;
  benefitId: string | null;
  dueWithinDays: number | null;
  dueWithinMonths: number | null;
  /** The situation only ever arises once the register shows this step as done. */
  shownByRegister: boolean;
}

export interface LifeSituationModel {
  id: string;
  code: string;
  name: Localized;
  description: Localized | null;
  audience: Audience;
  steps: CatalogueStep[];
}

/** A step with the service that does it where the person lives. */
export interface LifeSituationStepModel extends Omit<CatalogueStep, 'serviceIdByMunicipality'> {}

export type Cause = 'CHILD_BORN' | 'MOVED' | 'RELATIVE_DIED';

/** A situation that has arisen for one person. */
export interface Occurrence {
  id: string;
  situationId: string;
  personId: string;
  /** Whom the register told something about: the child, the person who moved, the deceased. */
  subjectId: string;
  since: string;
  cause: Cause;
  /** Where the person lived then, ATVK code; null for a protected person. */
  municipality: string | null;
}

export interface LifeSituationOccurrenceModel extends Occurrence {
  situation: LifeSituationModel;
  /** Services that the person requested, with the last day on which they did. */
  requested: Record<string, string>;
}

export interface OccurrenceStepModel {
  step: LifeSituationStepModel;
  done: boolean | null;
  dueOn: string | null;
}

export interface PersonModel {
  id: string;
}

export interface PublicServiceModel {
  id: string;
}
