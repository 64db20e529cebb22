/** What resolvers hand to each other. */
import type { MetricDimension } from '#codegen/generated/metrics.ts';

/** The cell of an answer; figures that are left out are empty. */
export interface MetricCellModel {
  bucket: string | null;
  about: Partial<Record<MetricDimension, string | null>>;
  count?: number | null | undefined;
  value?: number | null | undefined;
  p50?: number | null | undefined;
  p90?: number | null | undefined;
  found?: number | null | undefined;
  accepted?: number | null | undefined;
  declined?: number | null | undefined;
  suppressed: boolean;
}

/** Asked for field by field. */
export type MetricsModel = Record<never, never>;

export interface PublicServiceModel {
  id: string;
}

export interface PublicOrganizationModel {
  id: string;
}

export interface BenefitModel {
  id: string;
}

export interface MunicipalityModel {
  code: string;
}
