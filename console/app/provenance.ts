import { html } from 'htm/preact';
import { ago } from './format.ts';
import { useText } from './language.ts';
import type { Provenance } from './model.ts';

/** Where a value was read and how old it is. */
export function ProvenanceNote({ provenance }: { provenance: Provenance | null }) {
  const { t, language } = useText();
  if (!provenance) return null;
  const age = provenance.ageSeconds < 1 ? t.justNow : ago(provenance.ageSeconds, language);
  return html`
    <p class="provenance">
      ${t.readFrom(age, t.sources[provenance.source] ?? provenance.source)}${provenance.stale && html` <span class="stale">(${t.stale})</span>`}
    </p>`;
}
