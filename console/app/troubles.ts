import { html } from 'htm/preact';
import { feedTitle } from './feeds-card.ts';
import type { Text } from './i18n.ts';
import { useText } from './language.ts';
import type { RegisterTrouble } from './model.ts';
import { State } from './state.ts';

/** What is wrong; read out when it changes, and only then. */
export function Troubles({ troubles }: { troubles: RegisterTrouble[] }) {
  const { t } = useText();
  return html`
    <div role="status">
      ${
        troubles.length === 0
          ? html`<p class="standing" data-standing="well"><${State} tone="good" word=${t.registers.well} /></p>`
          : html`
          <section class="standing standing-bad" data-standing="trouble" aria-labelledby="troubles-title">
            <h2 id="troubles-title">${t.registers.troubles}</h2>
            <ul>
              ${troubles.map((trouble) => html`<li key=${`${trouble.kind} ${trouble.about}`} data-trouble=${trouble.kind}><strong>${subjectOf(trouble, t)}</strong>: ${t.registers.kinds[trouble.kind]}</li>`)}
            </ul>
          </section>`
      }
    </div>`;
}

function subjectOf({ kind, about }: RegisterTrouble, t: Text): string {
  if (kind.startsWith('FEED_')) return feedTitle(about, t);
  if (kind.startsWith('PERMISSION_') || kind.startsWith('QUOTA_')) return t.registers.number(about);
  return t.registers.names[about] ?? about;
}
