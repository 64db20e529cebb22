import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { useText } from './language.ts';
import { Marked } from './marked.ts';

export interface Choice {
  value: string;
  label: string;
  hint?: string;
  /** Of a hint that is not in the page's own language. */
  hintLanguage?: 'en';
}

/** Many things to tick, with a search over them; the list itself stays as high as it is while one types. */
export function ChoiceList({
  id,
  legend,
  hint = null,
  search,
  choices,
  chosen,
  isImplied = () => false,
  problem = null,
  onToggle,
}: {
  id: string;
  legend: string;
  hint?: string | null;
  search: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  /** Whether another choice asks for this one anyway. */
  isImplied?: (value: string) => boolean;
  problem?: string | null;
  onToggle: (value: string) => void;
}) {
  const { t } = useText();
  const [sought, setSought] = useState('');
  const found = choices.filter(({ value, label, hint = '' }) => `${value} ${label} ${hint}`.toLowerCase().includes(sought.trim().toLowerCase()));
  const notes = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || null;
  return html`
    <fieldset class="field" id=${id} aria-describedby=${notes}>
      <legend>${legend} <span class="muted">${t.subscriptions.chosen(chosen.length)}</span></legend>
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      <input type="search" class="choice-search" placeholder=${search} aria-label=${search} value=${sought} onInput=${(event: Event) => setSought((event.target as HTMLInputElement).value)} />
      <div class="choices">
        ${found.map(
          ({ value, label, hint, hintLanguage = null }) => html`
          <label key=${value} class="choice-row">
            <input type="checkbox" value=${value} checked=${chosen.includes(value) || isImplied(value)} disabled=${isImplied(value)} onChange=${() => onToggle(value)} />
            <span><span class="choice-label">${label}</span>${hint && html`<span class="muted" lang=${hintLanguage}><${Marked} text=${hint} /></span>`}</span>
          </label>`,
        )}
        ${found.length === 0 && html`<p class="empty">${t.subscriptions.nothingFound}</p>`}
      </div>
      ${problem && html`<p class="field-problem" id=${`${id}-problem`}>${problem}</p>`}
    </fieldset>`;
}
