import type {
  AnswerInput, AnswerMissingMutation, DashboardQuery, EventCatalogueQuery, EventCertificateRowFragment, EventDeadLettersQuery, EventDeliveriesQuery,
  EventReplayRowFragment, EventsSubscription, EventSubscriptionRowFragment, MetricFiguresFragment, MetricsOverviewQuery, OfferCardFragment, OfferState,
  RegistersQuery, RequestRowFragment, SessionQuery,
} from '#codegen/generated/portal.ts';

/** The parts of the answers by the names the page knows them by. Null means "could not be told", as in the API. */

export type Person = NonNullable<DashboardQuery['me']>;
export type Provenance = NonNullable<Person['provenance']>;
export type Occurrence = NonNullable<Person['lifeSituations']>[number];
export type OccurrenceStep = Occurrence['steps'][number];

/** By what right the signed-in person acts for somebody. */
export type Mandate = NonNullable<NonNullable<DashboardQuery['session']>['mandate']>;

export type Offer = OfferCardFragment;
export type Reason = Offer['because'][number];
export type Benefit = NonNullable<Offer['benefit']>;
export type Law = Benefit['legalBasis'][number];
export type LocalizedText = Benefit['name'];

export type Request = RequestRowFragment;
export type Answer = AnswerInput;

export type AnswerMissingResult = NonNullable<AnswerMissingMutation['answerMissing']>;

export type SessionInfo = NonNullable<SessionQuery['session']>;

export type RegistersHealth = NonNullable<RegistersQuery['registers']>;
export type RegisterTrouble = RegistersHealth['troubles'][number];
export type RegisterHealth = RegistersHealth['registers'][number];
export type RegisterRecords = NonNullable<RegisterHealth['records']>;
export type FeedHealth = RegistersHealth['feeds'][number];
export type PermissionHealth = RegistersHealth['permissions'][number];
export type AddressIndex = NonNullable<RegistersHealth['addressIndex']>;

export type EventSubscription = EventSubscriptionRowFragment;
export type EventCatalogue = EventCatalogueQuery;
export type EventType = NonNullable<EventCatalogue['eventTypes']>[number];
export type TailEvent = EventsSubscription['events'];
type Worked<Query extends { eventSubscription: unknown }> = NonNullable<Query['eventSubscription']>;
export type DeliveryPage = NonNullable<Worked<EventDeliveriesQuery>['deliveries']>;
export type Delivery = DeliveryPage['edges'][number]['node'];
export type DeadLetterPage = NonNullable<Worked<EventDeadLettersQuery>['deadLetters']>;
export type DeadLetter = DeadLetterPage['edges'][number]['node'];
export type Replay = EventReplayRowFragment;
export type Certificate = EventCertificateRowFragment;

export type MetricsOverview = NonNullable<MetricsOverviewQuery['metrics']>;
export type MetricsStanding = MetricsOverview['standing'];
export type Indicator = NonNullable<MetricsOverview['indicators']>[number];
export type MetricCell = MetricFiguresFragment;

/** The states in which an offer waits for the person's answer. */
export const OPEN_STATES: OfferState[] = ['FOUND', 'NOTIFIED', 'SEEN'];

export function fullName({ givenName, surname }: Pick<Person, 'givenName' | 'surname'>): string {
  return [givenName, surname].filter(Boolean).join(' ');
}

/** Nothing is offered to, asked of or changed for a person whose death is on record. */
export function isDeceased({ vitalStatus }: Person): boolean {
  return vitalStatus === 'DECEASED' || vitalStatus === 'DECLARED_DEAD';
}
