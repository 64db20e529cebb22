import type { DashboardQuery } from '#codegen/generated/portal.ts';
import type { Answer, GraphQLProblem } from './graphql.ts';
import type { Connection } from './live.ts';
import { OPEN_STATES, type Mandate, type Offer, type Person, type Request } from './model.ts';
import { describe, type Problem } from './problems.ts';

/** What came of an offer, by the person's answer or because its facts changed; stands in its place until dismissed. */
export interface Outcome {
  offer: Offer;
  kind: 'accepted' | 'declined' | 'conflict' | 'withdrawn';
  message: string | null;
  request: Request | null;
  instruction: { validFrom: string } | null;
}

export interface Arrival {
  offerId: string;
  at: number;
}

export interface DashboardState {
  phase: 'loading' | 'ready' | 'failed';
  me: Person | null;
  /** The right under which the page is read for somebody else. */
  mandate: Mandate | null;
  errors: GraphQLProblem[];
  failure: Problem | null;
  connection: Connection;
  /** Offers that came live, with the moment on the page's own clock. */
  arrivals: Arrival[];
  /** Offers nobody had seen when this page first showed them. */
  fresh: ReadonlySet<string>;
  /** Every offer that stood here: only of those does a withdrawal mean anything to the person. */
  shown: ReadonlySet<string>;
  outcomes: Outcome[];
  busy: ReadonlySet<string>;
  actionProblems: ReadonlyMap<string, Problem>;
}

export type DashboardEvent =
  | { type: 'loading' }
  | { type: 'loaded'; answer: Answer<DashboardQuery>; sentAt: number; at: number }
  | { type: 'failed'; problem: Problem }
  | { type: 'connection'; connection: Connection }
  | { type: 'offer'; offer: Offer; at: number }
  | { type: 'busy'; offerId: string }
  | { type: 'answered'; outcome: Outcome }
  | { type: 'not-answered'; offerId: string; problem: Problem }
  | { type: 'request'; request: Request }
  | { type: 'dismissed'; offerId: string };

export const emptyDashboard: DashboardState = {
  phase: 'loading',
  me: null,
  mandate: null,
  errors: [],
  failure: null,
  connection: 'connecting',
  arrivals: [],
  fresh: new Set(),
  shown: new Set(),
  outcomes: [],
  busy: new Set(),
  actionProblems: new Map(),
};

/** Everything that can happen to the dashboard, without network or page: how the picture follows from the events. */
export function reduceDashboard(state: DashboardState, event: DashboardEvent): DashboardState {
  switch (event.type) {
    case 'loading':
      return state.me ? state : { ...state, phase: 'loading', failure: null };
    case 'failed':
      return state.me ? state : { ...state, phase: 'failed', failure: event.problem };
    case 'loaded':
      return withAnswer(state, event);
    case 'connection':
      return { ...state, connection: event.connection };
    case 'offer':
      return withOffer(state, event.offer, event.at);
    case 'busy':
      return { ...state, busy: including(state.busy, event.offerId), actionProblems: withoutKey(state.actionProblems, event.offerId) };
    case 'answered':
      return withOutcome(state, event.outcome);
    case 'not-answered':
      return {
        ...state,
        busy: excluding(state.busy, event.offerId),
        actionProblems: new Map(state.actionProblems).set(event.offerId, event.problem),
      };
    case 'request':
      return withRequest(state, event.request);
    case 'dismissed':
      return { ...state, outcomes: state.outcomes.filter(({ offer }) => offer.id !== event.offerId) };
  }
}

/**
 * A whole reading. Offers that came live after it was asked for are kept, new ones in it count as arrived, and those
 * already shown keep their places: nothing moves under the hand of who is about to press a button.
 */
function withAnswer(state: DashboardState, { answer: { data, errors }, sentAt, at }: DashboardEvent & { type: 'loaded' }): DashboardState {
  const me = data?.me ?? null;
  if (!me) return { ...state, phase: 'failed', me: null, errors, failure: describe(errors[0]) };
  const shown = state.me?.offers ?? [];
  const read = (me.offers ?? []).filter(({ id }) => !isAnswered(state, id));
  const cameMeanwhile = (id: string) => state.arrivals.some((arrival) => arrival.offerId === id && arrival.at >= sentAt);
  const kept = shown.flatMap((offer) => read.find(({ id }) => id === offer.id) ?? (cameMeanwhile(offer.id) ? offer : []));
  const added = read.filter(({ id }) => !has(shown, id));
  const appeared = state.me?.offers ? added : [];
  const unseen = read.filter(({ state }) => state !== 'SEEN');
  return {
    ...state,
    phase: 'ready',
    mandate: data?.session?.mandate ?? null,
    me: { ...me, offers: me.offers && added.toReversed().reduce(withNew, kept) },
    errors,
    failure: null,
    shown: new Set([...state.shown, ...read.map(({ id }) => id)]),
    outcomes: state.outcomes.filter(({ kind, offer }) => kind !== 'withdrawn' || !has(read, offer.id)),
    fresh: new Set([...state.fresh, ...[...unseen, ...appeared].map(({ id }) => id)]),
    arrivals: appeared.reduce((arrivals, { id }) => arrived(arrivals, id, at), state.arrivals),
  };
}

/** An offer that came, changed or went. One we have already answered here must not come back. */
function withOffer(state: DashboardState, offer: Offer, at: number): DashboardState {
  if (!state.me) return state;
  const known = state.me.offers ?? [];
  const isOpen = OPEN_STATES.includes(offer.state) && !isAnswered(state, offer.id);
  const withoutIt = state.outcomes.filter((outcome) => outcome.kind !== 'withdrawn' || outcome.offer.id !== offer.id);
  if (!isOpen) {
    const isLost = offer.state === 'WITHDRAWN' && state.shown.has(offer.id) && !isAnswered(state, offer.id);
    const lost: Outcome = { offer, kind: 'withdrawn', message: null, request: null, instruction: null };
    return {
      ...state,
      me: { ...state.me, offers: known.filter(({ id }) => id !== offer.id) },
      outcomes: isLost ? [lost, ...withoutIt] : state.outcomes,
    };
  }
  if (has(known, offer.id)) return { ...state, me: { ...state.me, offers: known.map((other) => (other.id === offer.id ? offer : other)) } };
  return {
    ...state,
    me: { ...state.me, offers: withNew(known, offer) },
    outcomes: withoutIt,
    shown: including(state.shown, offer.id),
    fresh: including(state.fresh, offer.id),
    arrivals: arrived(state.arrivals, offer.id, at),
  };
}

function withOutcome(state: DashboardState, outcome: Outcome): DashboardState {
  const { me } = state;
  return {
    ...state,
    busy: excluding(state.busy, outcome.offer.id),
    outcomes: [outcome, ...state.outcomes.filter(({ offer }) => offer.id !== outcome.offer.id)],
    me: me && {
      ...me,
      offers: me.offers?.filter(({ id }) => id !== outcome.offer.id) ?? null,
      requests:
        me.requests && outcome.request && !me.requests.edges.some(({ node }) => node.id === outcome.request?.id)
          ? { ...me.requests, edges: [{ node: outcome.request }, ...me.requests.edges] }
          : me.requests,
    },
  };
}

/** A request that was changed here, before the next reading tells the same. */
function withRequest(state: DashboardState, request: Request): DashboardState {
  if (!state.me?.requests) return state;
  const edges = state.me.requests.edges.map((edge) => (edge.node.id === request.id ? { node: request } : edge));
  return { ...state, me: { ...state.me, requests: { ...state.me.requests, edges } } };
}

/**
 * The request an accepted offer became, as it stands now. Where the answer came before the request was written, it is the
 * one for the same benefit and the same child.
 */
export function requestOf({ offer, request }: Outcome, me: Person | null): Request | null {
  const nodes = me?.requests?.edges.map(({ node }) => node) ?? [];
  if (request) return nodes.find(({ id }) => id === request.id) ?? request;
  return nodes.find((node) => node.benefit !== null && node.benefit.id === offer.benefit?.id && node.concerning?.id === offer.concerning?.id) ?? null;
}

/** What is certain stands on top; what is only possible before the other possible ones. */
function withNew(offers: Offer[], offer: Offer): Offer[] {
  const firstPossible = offers.findIndex(({ certainty }) => certainty !== 'CERTAIN');
  const place = offer.certainty === 'CERTAIN' ? 0 : firstPossible < 0 ? offers.length : firstPossible;
  return offers.toSpliced(place, 0, offer);
}

function has(offers: readonly Offer[], id: string): boolean {
  return offers.some((offer) => offer.id === id);
}

function isAnswered(state: DashboardState, offerId: string): boolean {
  return state.outcomes.some(({ offer, kind }) => offer.id === offerId && (kind === 'accepted' || kind === 'declined'));
}

function arrived(arrivals: Arrival[], offerId: string, at: number): Arrival[] {
  return arrivals.some((arrival) => arrival.offerId === offerId) ? arrivals : [...arrivals, { offerId, at }];
}

function including(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return new Set([...set, item]);
}

function excluding(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  return new Set([...set].filter((other) => other !== item));
}

function withoutKey<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([other]) => other !== key));
}
