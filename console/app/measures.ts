import {
  BenefitUseDocument, OffersDocument, ProcessingDaysDocument, RatingsDocument, RequestVolumeDocument,
  type BenefitUseQuery, type MetricDimension, type MetricQuery, type OffersQuery, type ProcessingDaysQuery, type RatingsQuery, type RequestVolumeQuery,
} from '#codegen/generated/portal.ts';
import type { TrustedDocument } from '#codegen/trusted-document.ts';
import type { MetricCell } from './model.ts';

export type MeasureName = 'requestVolume' | 'processingDays' | 'ratings' | 'offers' | 'benefitUse';
export type Column = 'count' | 'value' | 'p50' | 'p90' | 'found' | 'accepted' | 'declined';
type Answered = RequestVolumeQuery | ProcessingDaysQuery | RatingsQuery | OffersQuery | BenefitUseQuery;

export interface Measure {
  document: TrustedDocument<Answered, { query: MetricQuery }>;
  /** What the table shows; the first is what the chart shows unless another is chosen. */
  columns: readonly Column[];
  /** What it can be grouped by. */
  dimensions: readonly MetricDimension[];
}

const OF_OFFERS = ['SERVICE', 'ORGANIZATION', 'MUNICIPALITY', 'CHANNEL', 'BENEFIT'] as const;
const OF_REQUESTS = [...OF_OFFERS, 'STATUS'] as const;

export const MEASURES: Record<MeasureName, Measure> = {
  requestVolume: { document: RequestVolumeDocument, columns: ['count'], dimensions: OF_REQUESTS },
  processingDays: { document: ProcessingDaysDocument, columns: ['p50', 'p90', 'value', 'count'], dimensions: OF_REQUESTS },
  ratings: { document: RatingsDocument, columns: ['value', 'count'], dimensions: OF_REQUESTS },
  offers: { document: OffersDocument, columns: ['found', 'accepted', 'declined', 'value'], dimensions: OF_OFFERS },
  benefitUse: { document: BenefitUseDocument, columns: ['accepted', 'value'], dimensions: OF_OFFERS },
};

export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];

/** The cells of whichever measure was asked. */
export function cellsOf({ metrics }: Answered): MetricCell[] | null {
  return metrics ? (Object.values(metrics)[0] ?? null) : null;
}
