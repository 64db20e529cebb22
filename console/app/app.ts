import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { Announcer } from './announcer.ts';
import { hasExplorer, Header } from './header.ts';
import { texts, type Language } from './i18n.ts';
import { keepLanguage, restoreLanguage } from './language-choice.ts';
import { LanguageContext } from './language.ts';
import { Pages } from './pages.ts';
import { issueToken, listIdentities, type Identity } from './sandbox.ts';
import { keepSession, millisecondsLeft, restoreSession, type Principal, type Session } from './session.ts';
import { SignIn } from './sign-in.ts';

/** The whole page: who is signed in decides which of the pages is shown. */
export function App() {
  const [language, setLanguage] = useState<Language>(restoreLanguage);
  const [session, setSession] = useState<Session | null>(restoreSession);
  const [ended, setEnded] = useState<Identity | null>(null);
  /** The people one can be here; `none` where there is no sandbox. */
  const [identities, setIdentities] = useState<Identity[] | 'loading' | 'none'>('loading');
  const t = texts[language];

  useEffect(() => keepLanguage(language), [language]);
  useEffect(() => void listIdentities().then(setIdentities, () => setIdentities('none')), []);

  function change(next: Session | null, endedIdentity: Identity | null = null): void {
    keepSession(next);
    setSession(next);
    setEnded(endedIdentity);
  }
  const onSignInNeeded = () => change(null, session?.identity ?? null);

  async function actFor(principal: Principal | null): Promise<void> {
    if (!session) return;
    const { identity } = session;
    change({ identity, actingFor: principal, token: await issueToken(identity.as, principal?.id) });
  }

  useEffect(() => {
    if (!session) return;
    const timer = setTimeout(onSignInNeeded, millisecondsLeft(session.token));
    return () => clearTimeout(timer);
  }, [session]);

  return html`
    <${LanguageContext.Provider} value=${language}>
      <${Announcer}>
        <a class="skip" href="#content">${t.skipToContent}</a>
        <${Header} isSandbox=${identities !== 'none'} session=${session} onLanguage=${setLanguage} onSignOut=${() => change(null)} />
        <main id="content" tabindex="-1">
          ${session
            ? html`<${Pages} key=${session.token} session=${session} actFor=${actFor} onSignInNeeded=${onSignInNeeded} />`
            : html`<${SignIn} identities=${identities} ended=${ended} onSignedIn=${change} />`}
        </main>
        <footer class="bottom"><p>${t.footer}</p>${hasExplorer && html`<p><a href="/explorer">${t.explorer}</a></p>`}</footer>
      <//>
    <//>`;
}
