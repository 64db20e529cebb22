import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { ActingBanner, type ActFor } from './acting-for.ts';
import { BenefitsCard } from './benefits.ts';
import { ProblemCode, SkeletonCard } from './card.ts';
import type { DashboardState } from './dashboard-state.ts';
import { ChildrenCard, StatusesCard } from './family-and-statuses.ts';
import { day } from './format.ts';
import { ForAnotherContext, useText } from './language.ts';
import { LifeSituationsCard } from './life-situations.ts';
import { fullName, isDeceased, type Person } from './model.ts';
import { OffersCard } from './offers.ts';
import { PersonCard } from './person-card.ts';
import type { Problem } from './problems.ts';
import { RequestsCard } from './requests.ts';
import { SandboxPanel } from './sandbox-panel.ts';
import type { Session } from './session.ts';
import { useDashboard, type DashboardActions } from './use-dashboard.ts';

/** A resident's page: everything the state knows about them, or about whom they act for, from one query, kept live. */
export function Dashboard({ session, actFor, onSignInNeeded }: { session: Session; actFor: ActFor; onSignInNeeded: () => void }) {
  const { t } = useText();
  const [state, actions] = useDashboard(session.token, onSignInNeeded);
  const { me } = state;
  const { actingFor } = session;
  const deceased = me !== null && isDeceased(me);
  const name = (me && fullName(me)) || actingFor?.name;
  return html`
    <${ForAnotherContext.Provider} value=${Boolean(actingFor) || deceased}>
      ${actingFor && html`<${ActingBanner} name=${name || t.newborn} mandate=${state.mandate} actFor=${actFor} />`}
      <${Heading} state=${state} name=${actingFor || deceased ? name : null} />
      ${state.phase === 'loading' && html`<${Loading} />`}
      ${state.phase === 'failed' && html`<${Failed} problem=${state.failure} onRetry=${actions.reload} />`}
      ${state.phase === 'ready' && me && html`<${Parts} me=${me} state=${state} actions=${actions} session=${session} actFor=${actFor} />`}
    <//>`;
}

/** Greets who reads; of whom they act for, or who has died, it says the name. */
function Heading({ state: { phase, me }, name }: { state: DashboardState; name: string | null | undefined }) {
  const { t } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // From the very top: what is said above the heading is for everybody.
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  const title = phase === 'failed' ? t.failedTitle : (name ?? (phase === 'loading' ? t.dashboardTitle : me?.givenName ? t.greeting(me.givenName) : t.greetingNameless));
  return html`<h1 ref=${heading} tabindex="-1">${title}</h1>`;
}

function Failed({ problem, onRetry }: { problem: Problem | null; onRetry: () => void }) {
  const { t } = useText();
  return html`
    <div class="card failed" role="alert">
      <p>${t.failedText}</p>
      ${problem && html`<${ProblemCode} problem=${problem} />`}
      <button type="button" class="button button-main" onClick=${onRetry}>${t.retry}</button>
    </div>`;
}

function Parts({
  me,
  state,
  actions,
  session,
  actFor,
}: {
  me: Person;
  state: DashboardState;
  actions: DashboardActions;
  session: Session;
  actFor: ActFor;
}) {
  const { t, language } = useText();
  const { errors } = state;
  const deceased = isDeceased(me);
  // That a child has no children goes without saying.
  const showsChildren = !deceased && !(session.actingFor && me.children?.length === 0);
  return html`
    ${
      deceased
        ? html`<p class="notice" role="status">${t.deceased(me.deathDate && day(me.deathDate, language))}</p>`
        : html`
        <${SandboxPanel} session=${session} municipality=${me.declaredResidence?.municipality?.code ?? null}
          arrivals=${state.arrivals} onChanged=${actions.reloadSoon} actFor=${actFor} />`
    }
    <div class="columns">
      <div class="column">
        ${!deceased && html`<${OffersCard} state=${state} actions=${actions} />`}
        <${RequestsCard} me=${me} errors=${errors} actions=${actions} />
        ${!deceased && html`<${LifeSituationsCard} me=${me} errors=${errors} />`}
      </div>
      <div class="column">
        <${PersonCard} me=${me} errors=${errors} />
        ${showsChildren && html`<${ChildrenCard} me=${me} errors=${errors} actFor=${session.actingFor ? null : actFor} />`}
        <${StatusesCard} me=${me} errors=${errors} />
        <${BenefitsCard} me=${me} errors=${errors} />
      </div>
    </div>`;
}

function Loading() {
  const { t } = useText();
  return html`
    <p class="visually-hidden" role="status">${t.loading}</p>
    <div class="columns">
      <div class="column"><${SkeletonCard} lines=${5} /><${SkeletonCard} lines=${2} /></div>
      <div class="column"><${SkeletonCard} lines=${3} /><${SkeletonCard} lines=${2} /></div>
    </div>`;
}
