import { uuidv5 } from '#kernel/ids.ts';
import type { Audience, CatalogueStep, LifeSituationModel } from '../models.ts';
import { situationId } from '../occurrence.ts';

export const RIGA = '0001000';
export const DAUGAVPILS = '0002000';
export const JURMALA = '0004000';
export const LIEPAJA = '0005000';
export const MARUPE = '0039000';
export const OGRE = '0040000';
export const VALMIERA = '0054000';

export interface StepSeed {
  lv: string;
  en: string;
  /** Identifier of the service, or identifiers by ATVK code. */
  service?: string | Record<string, string>;
  /** Code of the benefit. */
  benefit?: string;
  days?: number;
  months?: number;
  register?: true;
}

type BothLanguages = [lv: string, en: string];

const serviceId = (identifier: string) => uuidv5(`service:${identifier}`);

function step(seed: StepSeed, index: number): CatalogueStep {
  const { service } = seed;
  const local = typeof service === 'object' ? Object.entries(service) : [];
  return {
    order: index + 1,
    title: { lv: seed.lv, en: seed.en },
    serviceId: typeof service === 'string' ? serviceId(service) : null,
    serviceIdByMunicipality: Object.fromEntries(local.map(([code, identifier]) => [code, serviceId(identifier)])),
    benefitId: seed.benefit ? uuidv5(`benefit:${seed.benefit}`) : null,
    dueWithinDays: seed.days ?? null,
    dueWithinMonths: seed.months ?? null,
    shownByRegister: seed.register ?? false,
  };
}

export function situation(code: string, name: BothLanguages, description: BothLanguages, steps: StepSeed[], audience: Audience = 'RESIDENTS'): LifeSituationModel {
  return {
    id: situationId(code),
    code,
    name: { lv: name[0], en: name[1] },
    description: { lv: description[0], en: description[1] },
    audience,
    steps: steps.map(step),
  };
}
