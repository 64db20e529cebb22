/** What the schema's types are made of. */

export type Transport = 'STREAM' | 'WEBHOOK' | 'NATS';
export type SubscriptionState = 'ACTIVE' | 'PAUSED' | 'FAILING' | 'DISABLED';

export interface EventSubscriptionModel {
  id: string;
  organizationId: string;
  name: string;
  transport: Transport;
  state: SubscriptionState;
  purpose: string | null;
  createdAt: string;
  acknowledged: number;
  startedAfter: number;
  webhookUrl: string | null;
  failures: number;
  failingSince: string | null;
  failure: string | null;
  nextAttemptAt: string | null;
  /** Of its last change. */
  version: number;
  /** The filter in force. */
  filter: FilterVersion;
}

/** What a subscription asks for from a change on. */
export interface FilterVersion {
  version: number;
  types: string[];
  municipalityCodes: string[] | null;
  serviceIds: string[] | null;
  statusTypeCodes: string[] | null;
}

export interface EventDeliveryModel {
  id: number;
  sequence: number;
  eventId: string;
  type: string;
  /** 1 for the first. */
  attempt: number;
  isReplay: boolean;
  at: string;
  tookMs: number;
  outcome: 'DELIVERED' | 'FAILED' | 'GONE';
  /** What HTTP answered, where it did. */
  status: number | null;
  reason: string | null;
}

export interface EventDeadLetterModel {
  sequence: number;
  eventId: string;
  type: string;
  diedAt: string;
  reason: string;
}

export interface EventReplayModel {
  id: string;
  what: 'ALL' | 'DEAD';
  fromSequence: number;
  toSequence: number;
  position: number;
  sent: number;
  requestedAt: string;
  endedAt: string | null;
}

export type LeftOutReason = 'FILTER' | 'RIGHT' | 'INTERNAL' | 'RETIRED';

export interface EventCertificateModel {
  id: string;
  day: string | null;
  madeAt: string;
  firstSequence: number;
  lastSequence: number;
  events: number;
  hash: string;
  leftOut: Record<LeftOutReason, number>;
  signature: string;
}
