import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { descriptionOf, nameOf } from './identity-name.ts';
import { useText } from './language.ts';
import { issueToken, type Identity } from './sandbox.ts';
import type { Session } from './session.ts';

/** Choose who to be. When a session has just ended, the same identity is offered first. */
export function SignIn({
  identities,
  ended,
  onSignedIn,
}: {
  identities: Identity[] | 'loading' | 'none';
  ended: Identity | null;
  onSignedIn: (session: Session) => void;
}) {
  const { t } = useText();
  const [choosing, setChoosing] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const again = useRef<HTMLButtonElement>(null);

  useEffect(() => again.current?.focus(), []);

  async function choose(identity: Identity): Promise<void> {
    setChoosing(identity.as);
    setFailure(null);
    try {
      onSignedIn({ token: await issueToken(identity.as), identity });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setChoosing(null);
    }
  }

  const group = (title: string, members: Identity[]) =>
    members.length > 0 &&
    html`
    <h3>${title}</h3>
    <ul class="identities">
      ${members.map(
        (identity) => html`
        <li key=${identity.as}>
          <button type="button" class="identity" data-identity=${identity.as} aria-disabled=${choosing !== null} onClick=${() => choosing ?? choose(identity)}>
            <span class="identity-letter" aria-hidden="true">${nameOf(identity, t).slice(0, 1)}</span>
            <span class="identity-words">
              <span class="strong">${nameOf(identity, t)}</span>
              <span class="muted">${choosing === identity.as ? t.signingIn : descriptionOf(identity, t)}</span>
            </span>
          </button>
        </li>`,
      )}
    </ul>`;

  return html`
    <div class="welcome">
      <div class="welcome-words">
        <h1>${t.signInTitle}</h1>
        <p class="welcome-lead">${t.signInLead}</p>
        <ol class="story">${t.storySteps.map((step) => html`<li key=${step}>${step}</li>`)}</ol>
      </div>
      <section class="card" aria-labelledby="sign-in-title">
        <h2 id="sign-in-title">${t.signInChoose}</h2>
        ${
          ended &&
          html`
          <div class="ended" role="alert">
            <p>${t.sessionEnded}</p>
            <button type="button" class="button button-main" ref=${again} onClick=${() => choose(ended)}>${t.continueAs(nameOf(ended, t))}</button>
          </div>`
        }
        ${failure && html`<p class="problem" role="alert">${t.actionFailed} ${failure}</p>`}
        ${identities === 'loading' && html`<p role="status">${t.loading}</p>`}
        ${identities === 'none' && html`<p>${t.noSandbox}</p>`}
        ${
          Array.isArray(identities) &&
          group(
            t.residents,
            identities.filter(({ role }) => role === 'resident'),
          )
        }
        ${
          Array.isArray(identities) &&
          group(
            t.institutions,
            identities.filter(({ role }) => role !== 'resident'),
          )
        }
      </section>
    </div>`;
}
