import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { useAnnounce } from './announcer.ts';
import { Card, Empty } from './card.ts';
import { requestOf, type DashboardState } from './dashboard-state.ts';
import { useText } from './language.ts';
import { OfferCard } from './offer-card.ts';
import { OutcomeCard } from './outcome-card.ts';
import { problemOf } from './problems.ts';
import type { DashboardActions } from './use-dashboard.ts';

/** What the person may have and has not asked for; new ones come in by themselves and are said aloud. */
export function OffersCard({ state, actions }: { state: DashboardState; actions: DashboardActions }) {
  const { t } = useText();
  useAnnouncedChanges(state);
  const offers = state.me?.offers ?? [];
  return html`
    <${Card} id="offers" title=${t.offers} problem=${problemOf('offers', state.me?.offers, state.errors)}
      aside=${state.connection !== 'closed' && html`<p class=${`connection connection-${state.connection}`}>${t.connection[state.connection]}</p>`}>
      <p class="lead">${t.offersLead}</p>
      ${state.outcomes.map(
        (outcome) => html`
        <${OutcomeCard} key=${`outcome-${outcome.offer.id}`} outcome=${outcome} request=${requestOf(outcome, state.me)} onDismiss=${() => actions.dismiss(outcome.offer.id)} />`,
      )}
      ${offers.length === 0 && state.outcomes.length === 0 && html`<${Empty}>${t.noOffers}<//>`}
      ${offers.map(
        (offer) => html`
        <${OfferCard} key=${offer.id} offer=${offer} fresh=${state.fresh.has(offer.id)} arrived=${state.arrivals.some(({ offerId }) => offerId === offer.id)} busy=${state.busy.has(offer.id)}
          problem=${state.actionProblems.get(offer.id) ?? null}
          onAccept=${() => actions.accept(offer)} onDecline=${() => actions.decline(offer)} />`,
      )}
    <//>`;
}

function useAnnouncedChanges(state: DashboardState): void {
  const { t, say } = useText();
  const announce = useAnnounce();
  const said = useRef(0);
  useEffect(() => {
    const news = state.arrivals.slice(said.current).flatMap(({ offerId }) => state.me?.offers?.find(({ id }) => id === offerId) ?? []);
    said.current = state.arrivals.length;
    if (news.length > 0) announce(news.map(({ benefit }) => t.announceOffer(benefit ? say(benefit.name) : t.unnamedBenefit)).join(' '));
  }, [state.arrivals]);

  const lost = state.outcomes.find(({ kind }) => kind === 'withdrawn')?.offer;
  useEffect(() => {
    if (lost) announce(`${t.withdrawnTitle}: ${lost.benefit ? say(lost.benefit.name) : t.unnamedBenefit}`);
  }, [lost?.id]);
}
