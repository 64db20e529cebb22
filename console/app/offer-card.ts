import { html } from 'htm/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ProblemCode } from './card.ts';
import { money, percent, shortDay } from './format.ts';
import { useText } from './language.ts';
import type { Offer } from './model.ts';
import type { Problem } from './problems.ts';
import { Reasons, Unchecked } from './reasons.ts';

/** One offer: what, how much, why, until when, and the two answers to it. */
export function OfferCard({
  offer,
  fresh,
  arrived,
  busy,
  problem,
  onAccept,
  onDecline,
}: {
  offer: Offer;
  /** Not seen by anybody before. */
  fresh: boolean;
  /** Came while the page was open. */
  arrived: boolean;
  busy: boolean;
  problem: Problem | null;
  onAccept: () => void;
  onDecline: () => void;
}) {
  const { t, say } = useText();
  const { benefit, concerning } = offer;
  const title = `offer-${offer.id}`;
  return html`
    <article class=${`offer ${arrived ? 'offer-arrived' : ''}`} aria-labelledby=${title} data-offer=${offer.id}>
      <div class="offer-head">
        <div class="offer-name">
          <p class="pills">
            ${fresh && html`<span class="pill pill-accent">${t.newOffer}</span>`}
            <${Certainty} certainty=${offer.certainty} />
          </p>
          <h3 id=${title}>${benefit ? say(benefit.name) : t.unnamedBenefit}</h3>
          <p class="muted">
            ${benefit?.grantor && say(benefit.grantor.name)}
            ${concerning && html`${benefit?.grantor ? ' · ' : ''}${t.concerning}: ${concerning.givenName ?? t.theChild}`}
          </p>
        </div>
        <${Amount} offer=${offer} />
      </div>
      ${benefit?.value?.description && (!offer.value || benefit.kind === 'DISCOUNT') && html`<p class="value-note">${say(benefit.value.description)}</p>`}
      <${Unchecked} because=${offer.because} />
      <${Deadline} offer=${offer} />
      <${Reasons} offer=${offer} />
      <${Answers} busy=${busy} title=${title} onAccept=${onAccept} onDecline=${onDecline} />
      ${problem && html`<div class="problem" role="alert"><p>${t.actionFailed}</p><${ProblemCode} problem=${problem} /></div>`}
    </article>`;
}

function Certainty({ certainty }: { certainty: string }) {
  const { t } = useText();
  return certainty === 'CERTAIN'
    ? html`<span class="pill pill-good">${t.certain}</span>`
    : html`<span class="pill pill-unsure">${t.possible}</span>`;
}

function Amount({ offer }: { offer: Offer }) {
  const { t, language } = useText();
  const value = offer.benefit?.value;
  const period = value?.per ? t.periods[value.per] : null;
  const isDiscount = offer.benefit?.kind === 'DISCOUNT';
  const what = [isDiscount && t.discount, offer.value && period].filter(Boolean).join(' ');
  const amount = offer.value ? money(offer.value, language) : value?.percent ? percent(value.percent, language) : null;
  return amount && html`<p class="amount">${amount}${what && html`<span class="period">${what}</span>`}</p>`;
}

function Deadline({ offer: { applyBy, lateConsequence } }: { offer: Offer }) {
  const { t, say, language } = useText();
  if (!applyBy && !lateConsequence) return null;
  return html`
    <p class="deadline">
      ${applyBy && html`<strong>${t.applyBy}: ${shortDay(applyBy, language)}</strong>`}
      ${lateConsequence && html`<span class="muted">${say(lateConsequence)}</span>`}
    </p>`;
}

/** Declining asks once more, because the hub then keeps silent about this benefit. */
function Answers({ busy, title, onAccept, onDecline }: { busy: boolean; title: string; onAccept: () => void; onDecline: () => void }) {
  const { t } = useText();
  const [asking, setAsking] = useState(false);
  const yes = useRef<HTMLButtonElement>(null);
  const decline = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  // Before the next key press, so that a quick Enter meets the question and not the button that was there.
  useLayoutEffect(() => {
    if (asking) yes.current?.focus();
    else if (wasAsking.current) decline.current?.focus();
    wasAsking.current = asking;
  }, [asking]);

  if (asking) {
    return html`
      <div key="asking" class="answers answers-asking" role="group" aria-describedby=${`${title}-ask`}>
        <p id=${`${title}-ask`}>${t.declineConfirm}</p>
        <button type="button" class="button" ref=${yes} disabled=${busy} onClick=${onDecline}>${t.declineYes}</button>
        <button type="button" class="button button-quiet" onClick=${() => setAsking(false)}>${t.cancel}</button>
      </div>`;
  }
  return html`
    <div key="answering" class="answers">
      <button type="button" class="button button-main" aria-describedby=${title} aria-disabled=${busy} data-action="accept"
        onClick=${() => busy || onAccept()}>${busy ? t.accepting : t.accept}</button>
      <button type="button" class="button button-quiet" aria-describedby=${title} aria-disabled=${busy} ref=${decline} data-action="decline"
        onClick=${() => busy || setAsking(true)}>${t.decline}</button>
    </div>`;
}
