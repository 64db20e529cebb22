import type { ComponentChildren } from 'preact';
import { html } from 'htm/preact';
import type { Problem } from './problems.ts';
import { useText } from './language.ts';

/** One part of the page under its own heading; when its data could not be read it says so, and only it. */
export function Card({
  id,
  title,
  problem = null,
  aside = null,
  children,
}: {
  id: string;
  title: string;
  problem?: Problem | null;
  aside?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return html`
    <section class="card" id=${id} aria-labelledby=${`${id}-title`}>
      <header class="card-head"><h2 id=${`${id}-title`}>${title}</h2>${aside}</header>
      ${problem ? html`<${Unavailable} problem=${problem} />` : children}
    </section>`;
}

export function Unavailable({ problem }: { problem: Problem }) {
  const { t } = useText();
  // No fault, and nothing to wait for: this part is simply not theirs to see.
  if (problem.code === 'FORBIDDEN') return html`<p class="empty" data-not-available>${t.notAvailable}</p>`;
  return html`
    <div class="unavailable">
      <p><strong>${t.unavailable}</strong></p>
      <p>${t.unavailableText}</p>
      <${ProblemCode} problem=${problem} />
    </div>`;
}

/** What support staff ask for; small, and never instead of a sentence. */
export function ProblemCode({ problem }: { problem: Problem }) {
  const { t } = useText();
  return html`<p class="code">${t.code}: ${problem.code}${problem.requestId && html` · ${t.requestId}: ${problem.requestId}`}</p>`;
}

export function Empty({ children }: { children?: ComponentChildren }) {
  return html`<p class="empty">${children}</p>`;
}

/** The grey shape of a card while its data are on the way. */
export function SkeletonCard({ lines }: { lines: number }) {
  return html`
    <div class="card skeleton" aria-hidden="true">
      <div class="bone bone-title"></div>
      ${Array.from({ length: lines }, (_, line) => html`<div key=${line} class="bone"></div>`)}
    </div>`;
}
