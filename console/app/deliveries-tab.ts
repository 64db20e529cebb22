import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { EventDeliveriesDocument } from '#codegen/generated/portal.ts';
import { Empty, Unavailable } from './card.ts';
import { shortType } from './event-choice.ts';
import { duration, moment } from './format.ts';
import { useText } from './language.ts';
import type { Delivery } from './model.ts';
import { PageButtons, useCursor } from './page-of.ts';
import { State } from './state.ts';
import { useReading } from './use-reading.ts';

const ROWS = 20;
const AGAIN_AFTER_MS = 3_000;

/** Attempts of delivery, newest first. */
export function DeliveriesTab({ id }: { id: string }) {
  const { t } = useText();
  const words = t.subscriptions;
  const [failedOnly, setFailedOnly] = useState(false);
  const cursor = useCursor();
  const { part, problem, isBehind } = useReading(EventDeliveriesDocument, { id, first: ROWS, after: cursor.after, failedOnly }, (data) => data.eventSubscription?.deliveries, AGAIN_AFTER_MS);

  function onSwitch(event: Event): void {
    setFailedOnly((event.target as HTMLInputElement).checked);
    cursor.goBack();
  }
  return html`
    <label class="switch"><input type="checkbox" role="switch" checked=${failedOnly} onChange=${onSwitch} /> ${words.failedOnly}</label>
    ${!part && problem && html`<${Unavailable} problem=${problem} />`}
    ${part?.edges.length === 0 && html`<${Empty}>${failedOnly ? words.noFailed : words.noDeliveries}<//>`}
    ${
      part &&
      part.edges.length > 0 &&
      html`
      <div class="table-wrap" aria-busy=${isBehind} tabindex="0" role="region" aria-label=${words.tabs.deliveries}>
        <table>
          <thead><tr><th scope="col">${words.at}</th><th scope="col">${words.type}</th><th scope="col" class="figure">${words.sequence}</th><th scope="col">${words.outcome}</th><th scope="col" class="figure">${words.attempt}</th><th scope="col" class="figure">${words.took}</th></tr></thead>
          <tbody>${part.edges.map(({ node }) => html`<${Attempt} key=${`${node.eventId} ${node.at} ${node.attempt}`} delivery=${node} />`)}</tbody>
        </table>
      </div>
      <${PageButtons} cursor=${cursor} pageInfo=${part.pageInfo} first=${words.newest} next=${words.older} />`
    }`;
}

function Attempt({ delivery: { at, type, sequence, delivered, status, reason, attempt, replay, tookMs } }: { delivery: Delivery }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  // What HTTP answered is also the reason where it is one: said once.
  const why = [status, reason === `STATUS_${status}` ? null : reason, replay && words.again].filter(Boolean).join(' · ');
  return html`
    <tr data-delivered=${delivered}>
      <td>${moment(at, language)}</td>
      <td class="tail-type">${shortType(type)}</td>
      <td class="figure">${sequence}</td>
      <td><${State} tone=${delivered ? 'good' : 'bad'} word=${delivered ? words.delivered : words.notDelivered} />${why && html` <span class="muted">${why}</span>`}</td>
      <td class="figure">${attempt}</td>
      <td class="figure">${duration(tookMs, language)}</td>
    </tr>`;
}
