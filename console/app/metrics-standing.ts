import { html } from 'htm/preact';
import { RebuildMetricsDocument } from '#codegen/generated/portal.ts';
import { useAnnounce } from './announcer.ts';
import { ConfirmedButton } from './confirmed-button.ts';
import { count, percent } from './format.ts';
import { useText } from './language.ts';
import type { MetricsStanding } from './model.ts';
import { RefusalNote } from './refusal-note.ts';
import { ShareBar } from './share-bar.ts';
import { State } from './state.ts';
import { useSending } from './use-sending.ts';

/** How far the figures have followed the log, and counting them anew. */
export function MetricsStandingBar({ standing: { position, lag, rebuild }, mayRebuild, onAsked }: { standing: MetricsStanding; mayRebuild: boolean; onAsked: () => void }) {
  const { t, language } = useText();
  const words = t.metrics;
  const announce = useAnnounce();
  const { send, isSending, refusal } = useSending();
  const share = rebuild && Number(rebuild.position) / Math.max(1, Number(rebuild.head));

  async function ask(): Promise<void> {
    if (!(await send(RebuildMetricsDocument, {}, (data) => data.rebuildMetrics))) return;
    announce(words.rebuildAsked);
    onAsked();
  }
  return html`
    <section class="metrics-standing" data-metrics-lag=${lag} data-position=${position}>
      <${State} tone=${lag === 0 ? 'good' : 'calm'} word=${lag === 0 ? words.upToDate : words.lag(count(lag, language))} />
      <span class="muted tabular">${words.position(count(Number(position), language))}</span>
      ${share !== null && html`<span class="rebuild"><span>${words.rebuilding(percent(String(Math.floor(Math.min(1, share) * 100)), language))}</span><${ShareBar} share=${share} /></span>`}
      ${mayRebuild && share === null && html`<${ConfirmedButton} label=${words.rebuild} question=${words.rebuildQuestion} yes=${words.rebuildYes} busy=${isSending} action="rebuild" onConfirmed=${ask} />`}
      <${RefusalNote} refusal=${refusal} />
    </section>`;
}
