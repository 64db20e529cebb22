import { html } from 'htm/preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Outcome } from './dashboard-state.ts';
import { focusDraft } from './draft-form.ts';
import { shortDay } from './format.ts';
import { useText } from './language.ts';
import type { Request } from './model.ts';

/** What came of an offer. After an answer it takes the focus, because the button that was pressed is gone. */
export function OutcomeCard({ outcome, request, onDismiss }: { outcome: Outcome; request: Request | null; onDismiss: () => void }) {
  const { t, say } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (outcome.kind !== 'withdrawn') heading.current?.focus();
  }, []);
  const title = { accepted: t.acceptedTitle, declined: t.declinedTitle, conflict: t.conflictTitle, withdrawn: t.withdrawnTitle }[outcome.kind];
  const name = outcome.offer.benefit ? say(outcome.offer.benefit.name) : t.unnamedBenefit;
  return html`
    <article class=${`outcome outcome-${outcome.kind}`} data-outcome=${outcome.kind}>
      <h3 ref=${heading} tabindex="-1">${title}: ${name}</h3>
      ${outcome.kind === 'accepted' && html`<${Accepted} outcome=${outcome} request=${request} />`}
      ${outcome.kind === 'declined' && html`<p>${t.declinedText}</p>`}
      ${outcome.kind === 'conflict' && html`<p>${outcome.message}</p>`}
      ${outcome.kind === 'withdrawn' && html`<p>${t.withdrawnText}</p>`}
      <div class="answers">
        ${
          request?.status === 'DRAFT' &&
          html`<button type="button" class="button button-main" data-action="complete" onClick=${() => focusDraft(request.id)}>${t.completeDraft}</button>`
        }
        <button type="button" class="button button-quiet" onClick=${onDismiss}>${t.dismiss}</button>
      </div>
    </article>`;
}

function Accepted({ outcome: { instruction }, request }: { outcome: Outcome; request: Request | null }) {
  const { t, language } = useText();
  if (!request) return html`<p>${instruction ? t.acceptedInstruction(shortDay(instruction.validFrom, language)) : t.acceptedPending}</p>`;
  if (request.status !== 'DRAFT') return html`<p>${t.acceptedSubmitted(request.number)}</p>`;
  return html`<p>${t.acceptedDraft(request.number)} ${t.acceptedMissing} ${request.missing.map((key) => t.missingKeys[key] ?? key).join(', ')}.</p>`;
}
