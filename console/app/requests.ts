import { html } from 'htm/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Card, Empty } from './card.ts';
import { DraftForm } from './draft-form.ts';
import { moment, shortDay } from './format.ts';
import type { GraphQLProblem } from './graphql.ts';
import { useText } from './language.ts';
import type { Person, Request } from './model.ts';
import { problemOf } from './problems.ts';
import type { DashboardActions } from './use-dashboard.ts';

const WAITING_FOR_APPLICANT = ['DRAFT', 'AWAITING_APPLICANT'];
const FINISHED = ['DECIDED', 'COMPLETED'];

export function RequestsCard({ me, errors, actions }: { me: Person; errors: GraphQLProblem[]; actions: DashboardActions }) {
  const { t } = useText();
  const requests = me.requests?.edges.map(({ node }) => node) ?? [];
  const account = requests.flatMap(({ answers }) => answers).find(({ question }) => question === 'bankAccount')?.answer ?? null;
  return html`
    <${Card} id="requests" title=${t.requests} problem=${problemOf('requests', me.requests, errors)}>
      ${requests.length === 0 && html`<${Empty}>${t.noRequests}<//>`}
      ${
        requests.length > 0 &&
        html`
        <ul class="rows">
          ${requests.map((request) => html`<${RequestRow} key=${request.id} request=${request} account=${account} actions=${actions} />`)}
        </ul>`
      }
      ${me.requests?.pageInfo.hasNextPage && html`<p class="muted">${t.moreRequests}</p>`}
    <//>`;
}

function RequestRow({ request, account, actions }: { request: Request; account: string | null; actions: DashboardActions }) {
  const { t, say, language } = useText();
  const { service, benefit, concerning } = request;
  const title = benefit ?? service;
  const pill = WAITING_FOR_APPLICANT.includes(request.status)
    ? 'pill-unsure'
    : FINISHED.includes(request.status)
      ? 'pill-good'
      : 'pill-calm';
  const about = [concerning && `${t.concerning}: ${concerning.givenName ?? t.theChild}`, service?.owner && say(service.owner.name)];
  const times = [
    request.submittedAt && `${t.submittedAt}: ${moment(request.submittedAt, language)}`,
    request.dueOn && `${t.dueOn}: ${shortDay(request.dueOn, language)}`,
  ];
  return html`
    <li class="request" data-request=${request.id} data-status=${request.status}>
      <span class="strong">${title ? say(title.name) : t.unnamedService}</span>
      <span class=${`pill ${pill}`}>${t.requestStates[request.status] ?? t.otherState}</span>
      <span class="muted full"><span class="number">${request.number}</span>${about.filter(Boolean).map((part) => ` · ${part}`)}</span>
      ${times.some(Boolean) && html`<span class="muted full">${times.filter(Boolean).join(' · ')}</span>`}
      <${Completion} request=${request} account=${account} actions=${actions} />
    </li>`;
}

/** The form of a draft; once it is handed over, the sentence that says so, with the focus the form had. */
function Completion({ request, account, actions }: { request: Request; account: string | null; actions: DashboardActions }) {
  const { t, language } = useText();
  const [isCompleted, setCompleted] = useState(false);
  const sentence = useRef<HTMLParagraphElement>(null);
  const isDraft = request.status === 'DRAFT';
  useLayoutEffect(() => {
    if (isCompleted && !isDraft) sentence.current?.focus();
  }, [isCompleted, isDraft]);

  if (isDraft) {
    return html`
      <${DraftForm} request=${request} account=${account} onAnswer=${async (answers: Parameters<DashboardActions['answerMissing']>[1]) => {
        const result = await actions.answerMissing(request.id, answers);
        setCompleted('request' in result && result.request.status !== 'DRAFT');
        return result;
      }} />`;
  }
  return isCompleted && html`<p class="completed full" tabindex="-1" ref=${sentence}>${t.completed(request.dueOn && shortDay(request.dueOn, language))}</p>`;
}
