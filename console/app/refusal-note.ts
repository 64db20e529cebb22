import { html } from 'htm/preact';
import { ProblemCode } from './card.ts';
import { useText } from './language.ts';
import type { Refusal } from './use-sending.ts';

/** What the hub did not do, and why; read out at once. Its own sentences are in English. */
export function RefusalNote({ refusal }: { refusal: Refusal | null }) {
  const { t } = useText();
  if (!refusal) return null;
  return html`
    <div class="problem full" role="alert">
      ${refusal.message ? html`<p lang="en">${refusal.message}</p>` : html`<p>${t.actionFailed}</p>`}
      ${refusal.problem && html`<${ProblemCode} problem=${refusal.problem} />`}
    </div>`;
}
