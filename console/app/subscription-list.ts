import { html } from 'htm/preact';
import { count } from './format.ts';
import { useText } from './language.ts';
import type { EventSubscription } from './model.ts';
import { State } from './state.ts';

export const TONES = { ACTIVE: 'good', PAUSED: 'calm', FAILING: 'bad', DISABLED: 'bad' } as const;

/** An institution's subscriptions, each with how it stands; one is open beside them. */
export function SubscriptionList({ subscriptions, openId, onOpen }: { subscriptions: readonly EventSubscription[]; openId: string | null; onOpen: (id: string) => void }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  return html`
    <nav class="subscription-list" aria-label=${words.list}>
      <ul>
        ${subscriptions.map(
          ({ id, name, state, transport, lag }) => html`
          <li key=${id}>
            <button type="button" class="subscription-row" data-subscription=${id} data-state=${state} aria-current=${id === openId} onClick=${() => onOpen(id)}>
              <span class="subscription-name">${name}</span>
              <${State} tone=${TONES[state]} word=${words.states[state]} />
              <span class="muted">${words.transports[transport]}</span>
              <span class="muted tabular">${lag === 0 ? words.upToDate : words.behind(count(lag, language))}</span>
            </button>
          </li>`,
        )}
      </ul>
    </nav>`;
}
