import { html } from 'htm/preact';

/** One line to fill in, with its label, its hint and what is wrong with it. */
export function TextField({
  id,
  label,
  hint = null,
  type = 'text',
  value,
  problem = null,
  onInput,
  ...rest
}: {
  id: string;
  label: string;
  hint?: string | null;
  type?: string;
  value: string;
  problem?: string | null;
  onInput: (value: string) => void;
  [attribute: string]: unknown;
}) {
  const notes = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || null;
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      <input id=${id} name=${id} type=${type} value=${value} aria-describedby=${notes} aria-invalid=${problem !== null} autocomplete="off"
        onInput=${(event: Event) => onInput((event.target as HTMLInputElement).value)} ...${rest} />
      ${problem && html`<p class="field-problem" id=${`${id}-problem`}>${problem}</p>`}
    </div>`;
}
