import { useEffect, useReducer, useRef } from 'preact/hooks';
import {
  AcceptOfferDocument, AnswerMissingDocument, DashboardDocument, DeclineOfferDocument, MarkOffersSeenDocument, OfferChangedDocument,
} from '#codegen/generated/portal.ts';
import { emptyDashboard, reduceDashboard, type DashboardState, type Outcome } from './dashboard-state.ts';
import { HubUnreachable, request, SignInNeeded } from './graphql.ts';
import { follow } from './live.ts';
import { OPEN_STATES, type Answer, type AnswerMissingResult, type Offer } from './model.ts';
import { describe, type Problem } from './problems.ts';

export interface DashboardActions {
  reload(): Promise<void>;
  /** Reads again a few times over the next seconds: what follows from a change is written a moment after it. */
  reloadSoon(): void;
  accept(offer: Offer): Promise<void>;
  decline(offer: Offer): Promise<void>;
  /** Answers what a draft misses; what is wrong with an answer comes back to the form that asked. */
  answerMissing(requestId: string, answers: Answer[]): Promise<AnswerMissingResult | Problem>;
  dismiss(offerId: string): void;
}

/** Follow-up readings after something was changed: what depends on it is written by the hub a moment later. */
const READ_AGAIN_AFTER_MS = [400, 1200, 3000];

/** The signed-in person's dashboard: read once, then kept up to date by the subscription. */
export function useDashboard(token: string, onSignInNeeded: () => void): [DashboardState, DashboardActions] {
  const [state, dispatch] = useReducer(reduceDashboard, emptyDashboard);
  const timers = useRef<ReturnType<typeof setTimeout>[]>([]);
  const marked = useRef(new Set<string>());
  const latestReading = useRef(0);

  async function reload(): Promise<void> {
    const reading = ++latestReading.current;
    const sentAt = performance.now();
    dispatch({ type: 'loading' });
    try {
      const answer = await request(DashboardDocument, { states: OPEN_STATES, first: 10 }, token);
      // An older reading that arrives late would bring back what has already gone.
      if (reading === latestReading.current) dispatch({ type: 'loaded', answer, sentAt, at: performance.now() });
    } catch (error) {
      fail(error, (problem) => dispatch({ type: 'failed', problem }));
    }
  }

  function reloadSoon(): void {
    timers.current.forEach(clearTimeout);
    timers.current = READ_AGAIN_AFTER_MS.map((delay) => setTimeout(() => void reload(), delay));
  }

  function fail(error: unknown, otherwise: (problem: Problem) => void): void {
    if (error instanceof SignInNeeded) return onSignInNeeded();
    otherwise({ code: error instanceof HubUnreachable ? 'UNREACHABLE' : 'INTERNAL', requestId: null });
  }

  async function answerOffer(offer: Offer, send: () => Promise<Outcome | Problem>): Promise<void> {
    dispatch({ type: 'busy', offerId: offer.id });
    try {
      const result = await send();
      dispatch('kind' in result ? { type: 'answered', outcome: result } : { type: 'not-answered', offerId: offer.id, problem: result });
    } catch (error) {
      fail(error, (problem) => dispatch({ type: 'not-answered', offerId: offer.id, problem }));
    }
    reloadSoon();
  }

  async function answerMissing(requestId: string, answers: Answer[]): Promise<AnswerMissingResult | Problem> {
    let result: AnswerMissingResult | Problem = { code: 'INTERNAL', requestId: null };
    try {
      const { data, errors } = await request(AnswerMissingDocument, { input: { id: requestId, answers } }, token);
      result = data?.answerMissing ?? describe(errors[0]);
    } catch (error) {
      fail(error, (problem) => (result = problem));
      return result;
    }
    // A reading on its way was asked for before the answer and would show the draft once more.
    latestReading.current++;
    if ('request' in result) dispatch({ type: 'request', request: result.request });
    reloadSoon();
    return result;
  }

  useEffect(() => {
    void reload();
    let wasLive = false;
    const stop = follow(OfferChangedDocument, () => ({}), token, {
      onNext: ({ data }) => {
        if (!data?.offerChanged) return;
        dispatch({ type: 'offer', offer: data.offerChanged, at: performance.now() });
        reloadSoon();
      },
      onConnection: (connection) => {
        dispatch({ type: 'connection', connection });
        if (connection === 'live' && wasLive) void reload();
        wasLive ||= connection === 'live';
      },
      onSignInNeeded,
    });
    return () => {
      stop();
      timers.current.forEach(clearTimeout);
    };
  }, [token]);

  useEffect(() => {
    const ids = (state.me?.offers ?? []).filter(({ id, state }) => state !== 'SEEN' && !marked.current.has(id)).map(({ id }) => id);
    if (ids.length === 0) return;
    ids.forEach((id) => marked.current.add(id));
    // Only a courtesy to the hub's statistics: nothing on the page depends on it.
    request(MarkOffersSeenDocument, { ids }, token).catch(() => undefined);
  }, [state.me?.offers]);

  return [
    state,
    {
      reload,
      reloadSoon,
      accept: (offer) =>
        answerOffer(offer, async () => {
          const { data, errors } = await request(AcceptOfferDocument, { id: offer.id }, token);
          const result = data?.acceptOffer;
          if (!result) return describe(errors[0]);
          if (result.__typename === 'Conflict')
            return { offer, kind: 'conflict', message: result.message, request: null, instruction: null };
          return { offer, kind: 'accepted', message: null, request: result.request, instruction: result.instruction };
        }),
      decline: (offer) =>
        answerOffer(offer, async () => {
          const { data, errors } = await request(DeclineOfferDocument, { id: offer.id }, token);
          const result = data?.declineOffer;
          if (!result) return describe(errors[0]);
          if (result.__typename === 'Conflict')
            return { offer, kind: 'conflict', message: result.message, request: null, instruction: null };
          return { offer, kind: 'declined', message: null, request: null, instruction: null };
        }),
      answerMissing,
      dismiss: (offerId) => dispatch({ type: 'dismissed', offerId }),
    },
  ];
}
