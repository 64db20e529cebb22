import { html } from 'htm/preact';
import { useState } from 'preact/hooks';

export interface Cursor {
  after: string | null;
  goOn(endCursor: string | null): void;
  goBack(): void;
}

/** Where one is in something that is read page by page: only one page is on the screen, however much there is. */
export function useCursor(): Cursor {
  const [after, setAfter] = useState<string | null>(null);
  return { after, goOn: setAfter, goBack: () => setAfter(null) };
}

/** To the following page, and back to the first. */
export function PageButtons({ cursor, pageInfo, first, next }: { cursor: Cursor; pageInfo: { hasNextPage: boolean; endCursor: string | null }; first: string; next: string }) {
  if (cursor.after === null && !pageInfo.hasNextPage) return null;
  return html`
    <p class="page-buttons">
      <button type="button" class="button button-quiet button-small" disabled=${cursor.after === null} onClick=${cursor.goBack}>${first}</button>
      <button type="button" class="button button-quiet button-small" disabled=${!pageInfo.hasNextPage} onClick=${() => cursor.goOn(pageInfo.endCursor)}>${next}</button>
    </p>`;
}
