import { html } from 'htm/preact';

/** How much of a whole, with a mark where it begins to matter. Its number stands in the text beside it. */
export function ShareBar({ share, mark = null, isHigh = false }: { share: number; mark?: number | null; isHigh?: boolean }) {
  return html`
    <svg class=${`share-bar${isHigh ? ' share-bar-high' : ''}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="share-bar-all" width="100" height="6" />
      <rect class="share-bar-part" width=${Math.min(100, Math.max(0, share * 100))} height="6" />
      ${mark !== null && html`<rect class="share-bar-mark" x=${mark * 100 - 0.4} width="0.8" height="6" />`}
    </svg>`;
}
