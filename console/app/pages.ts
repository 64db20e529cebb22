import { html } from 'htm/preact';
import type { ActFor } from './acting-for.ts';
import { Dashboard } from './dashboard.ts';
import { EventTypesPage } from './event-types-page.ts';
import { HubContext } from './hub.ts';
import { useText } from './language.ts';
import { MetricsPage } from './metrics-page.ts';
import { RegistersPage } from './registers-page.ts';
import { RolePage } from './role-page.ts';
import type { Session } from './session.ts';
import { SubscriptionsPage } from './subscriptions-page.ts';
import { usePlace } from './use-place.ts';

const PAGES = { dashboard: Dashboard, role: RolePage, subscriptions: SubscriptionsPage, 'event-types': EventTypesPage, registers: RegistersPage, metrics: MetricsPage };

export type PageName = keyof typeof PAGES;

const OF_INSTITUTIONS: readonly PageName[] = ['subscriptions', 'event-types', 'role'];

/** What each role sees, first what it sees on signing in. */
const OF_ROLE: Record<string, readonly PageName[]> = {
  resident: ['dashboard'],
  officer: OF_INSTITUTIONS,
  system: OF_INSTITUTIONS,
  analyst: ['metrics'],
  admin: ['registers', 'metrics'],
};

/** The pages of who is signed in, and the way between them. */
export function Pages({ session, actFor, onSignInNeeded }: { session: Session; actFor: ActFor; onSignInNeeded: () => void }) {
  const { t } = useText();
  const names = OF_ROLE[session.identity.role] ?? ['role'];
  const place = usePlace(names);
  return html`
    <${HubContext.Provider} value=${{ token: session.token, onSignInNeeded }}>
      ${
        names.length > 1 &&
        html`
        <nav class="places" aria-label=${t.places}>
          ${names.map((name) => html`<a key=${name} href=${`#${name}`} aria-current=${name === place ? 'page' : null}>${t.pageNames[name]}</a>`)}
        </nav>`
      }
      <${PAGES[place]} key=${place} session=${session} actFor=${actFor} onSignInNeeded=${onSignInNeeded} />
    <//>`;
}
