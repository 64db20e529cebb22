import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { CopyButton } from './copy-button.ts';
import { moment } from './format.ts';
import { useText } from './language.ts';

export interface Secret {
  subscriptionId: string;
  text: string;
  /** Until when the former one is signed with too. */
  previousUntil: string | null;
}

/** A webhook's secret, this once. It stays until its reader says that it is kept. */
export function SecretNote({ secret, onKept }: { secret: Secret; onKept: () => void }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [secret]);
  return html`
    <section class="secret" aria-labelledby="secret-title">
      <h3 id="secret-title" ref=${heading} tabindex="-1">${words.secret}</h3>
      <p>${words.secretText}${secret.previousUntil && ` ${words.secretUntil(moment(secret.previousUntil, language))}`}</p>
      <p class="secret-line"><code data-secret>${secret.text}</code><${CopyButton} text=${secret.text} about=${words.secret} /></p>
      <button type="button" class="button button-small" onClick=${onKept}>${words.secretKept}</button>
    </section>`;
}
