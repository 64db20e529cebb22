import { html } from 'htm/preact';

/** A sentence in which `names of fields` stand between backticks, as the hub writes its descriptions. */
export function Marked({ text }: { text: string }) {
  return text.split('`').map((part, place) => (place % 2 === 1 ? html`<code key=${place}>${part}</code>` : part));
}
