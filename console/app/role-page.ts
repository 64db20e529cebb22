import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { SessionDocument } from '#codegen/generated/portal.ts';
import { ProblemCode } from './card.ts';
import { moment } from './format.ts';
import { request, SignInNeeded } from './graphql.ts';
import { hasExplorer } from './header.ts';
import { descriptionOf, nameOf } from './identity-name.ts';
import { useText } from './language.ts';
import type { SessionInfo } from './model.ts';
import { describe, type Problem } from './problems.ts';
import type { Session } from './session.ts';

/** Who a role is, what it may do, and where to do it. */
export function RolePage({ session, onSignInNeeded }: { session: Session; onSignInNeeded: () => void }) {
  const { t, say, language } = useText();
  const [info, setInfo] = useState<SessionInfo | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus();
    request(SessionDocument, {}, session.token).then(
      ({ data, errors }) => {
        setInfo(data?.session ?? null);
        if (!data?.session) setProblem(describe(errors[0]));
      },
      (error: unknown) => (error instanceof SignInNeeded ? onSignInNeeded() : setProblem({ code: 'UNREACHABLE', requestId: null })),
    );
  }, [session.token]);

  const tasks = t.roleTasks[session.identity.role] ?? info?.roles.flatMap((role) => t.roleTasks[role] ?? []) ?? [];
  return html`
    <h1 ref=${heading} tabindex="-1">${nameOf(session.identity, t)}</h1>
    <p class="welcome-lead">${descriptionOf(session.identity, t)}</p>
    <section class="card role">
      <p>${t.roleLead}</p>
      ${tasks.length > 0 && html`<h2>${t.roleCanDo}</h2><ul>${tasks.map((task) => html`<li key=${task}>${task}</li>`)}</ul>`}
      ${
        info &&
        html`
        <dl class="facts">
          ${info.organization && html`<dt>${t.roleOrganization}</dt><dd>${say(info.organization.name)}</dd>`}
          <dt>${t.roleExpires}</dt><dd>${moment(info.expiresAt, language)}</dd>
        </dl>`
      }
      ${problem && html`<p><strong>${t.unavailable}</strong></p><${ProblemCode} problem=${problem} />`}
      ${hasExplorer && html`<p><a class="button button-main" href="/explorer">${t.openExplorer}</a></p>`}
    </section>`;
}
