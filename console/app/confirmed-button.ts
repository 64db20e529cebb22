import { html } from 'htm/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useText } from './language.ts';

/** A button that asks once more before it does what cannot be undone. */
export function ConfirmedButton({
  label,
  question,
  yes,
  busy,
  action,
  onConfirmed,
}: {
  label: string;
  question: string;
  yes: string;
  busy: boolean;
  /** For tests: what it does. */
  action: string;
  onConfirmed: () => void;
}) {
  const { t } = useText();
  const [asking, setAsking] = useState(false);
  const wasAsking = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  // Before the next key press, so that a quick Enter meets the question and not the button that was there.
  useLayoutEffect(() => {
    if (asking || wasAsking.current) button.current?.focus();
    wasAsking.current = asking;
  }, [asking]);

  if (!asking) return html`<button key="ask" type="button" class="button button-quiet button-small" ref=${button} data-action=${action} onClick=${() => setAsking(true)}>${label}</button>`;
  function confirm(): void {
    setAsking(false);
    onConfirmed();
  }
  return html`
    <div key="asking" class="asking full" role="group" aria-label=${label}>
      <p id=${`${action}-question`}>${question}</p>
      <button type="button" class="button button-main button-small" ref=${button} aria-describedby=${`${action}-question`} aria-disabled=${busy}
        data-action=${`${action}-yes`} onClick=${() => busy || confirm()}>${yes}</button>
      <button type="button" class="button button-quiet button-small" onClick=${() => setAsking(false)}>${t.cancel}</button>
    </div>`;
}
