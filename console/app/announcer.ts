import { createContext, type ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { html } from 'htm/preact';

type Announce = (text: string) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

/** Holds the one region through which screen readers hear what changed by itself. */
export function Announcer({ children }: { children?: ComponentChildren }) {
  const [text, setText] = useState('');
  return html`
    <${AnnounceContext.Provider} value=${setText}>
      ${children}
      <div class="visually-hidden" role="status" aria-live="polite">${text}</div>
    <//>`;
}

export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
