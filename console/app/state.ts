import { html } from 'htm/preact';

export type Tone = 'good' | 'unsure' | 'bad' | 'calm';

/** Beside the colour, for those who do not see it. */
const SIGNS: Record<Tone, string> = { good: '✓', unsure: '!', bad: '✕', calm: '…' };

/** A state in a word, with a sign and a colour. */
export function State({ tone, word }: { tone: Tone; word: string }) {
  return html`<span class=${`state state-${tone}`}><span class="sign" aria-hidden="true">${SIGNS[tone]}</span> ${word}</span>`;
}
