import { html } from 'htm/preact';
import type { Language } from './i18n.ts';
import { texts } from './i18n.ts';
import { useText } from './language.ts';
import { nameOf } from './identity-name.ts';
import type { Session } from './session.ts';

/** Whether this hub serves its explorer; the server writes it into the page. */
export const hasExplorer = document.documentElement.dataset['explorer'] === 'on';

export function Header({
  session,
  isSandbox,
  onLanguage,
  onSignOut,
}: {
  session: Session | null;
  isSandbox: boolean;
  onLanguage: (language: Language) => void;
  onSignOut: () => void;
}) {
  const { t, language } = useText();
  return html`
    ${isSandbox && html`<p class="ribbon">${t.sandboxRibbon}</p>`}
    <header class="top">
      <div class="top-inner">
        <a class="brand" href="/"><img class="mark" src="/console/mark.svg" alt="" width="36" height="36" /><span><span class="brand-name">vienkopus</span><span class="brand-tagline">${t.tagline}</span></span></a>
        <nav class="top-nav" aria-label="vienkopus">
          ${hasExplorer && html`<a class="top-explorer" href="/explorer">${t.explorer}</a>`}
          <div class="languages" role="group" aria-label=${t.switchLanguage}>
            ${(['lv', 'en'] as const).map(
              (other) => html`
              <button key=${other} type="button" class="language" lang=${other} aria-pressed=${other === language} aria-label=${texts[other].languageName}
                onClick=${() => onLanguage(other)}>${other.toUpperCase()}</button>`,
            )}
          </div>
          ${
            session &&
            html`
            <div class="who">
              <span><span class="visually-hidden">${t.signedInAs} </span>${nameOf(session.identity, t)}</span>
              <button type="button" class="button button-quiet button-small" onClick=${onSignOut}>${t.signOut}</button>
            </div>`
          }
        </nav>
      </div>
    </header>`;
}
