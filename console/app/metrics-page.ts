import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { MetricsOverviewDocument } from '#codegen/generated/portal.ts';
import { SkeletonCard, Unavailable } from './card.ts';
import { ago } from './format.ts';
import { IndicatorCard } from './indicator-card.ts';
import { useText } from './language.ts';
import { MeasureCard } from './measure-card.ts';
import { MetricsStandingBar } from './metrics-standing.ts';
import type { Session } from './session.ts';
import { useReading } from './use-reading.ts';

const AGAIN_AFTER_MS = 3_000;

/** For analysts: the indicators first, then whatever they ask of the figures. */
export function MetricsPage({ session }: { session: Session }) {
  const { t, language } = useText();
  const words = t.metrics;
  const { part, toldAt, problem, reload } = useReading(MetricsOverviewDocument, {}, (data) => data.metrics, AGAIN_AFTER_MS);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return html`
    <h1 ref=${heading} tabindex="-1">${words.title}</h1>
    <p class="welcome-lead">${words.lead}</p>
    ${problem && part && html`<p class="notice" role="status" data-outdated>${t.registers.outdated(ago((performance.now() - toldAt) / 1_000, language))}</p>`}
    ${problem && !part && html`<section class="card failed"><${Unavailable} problem=${problem} /></section>`}
    ${!problem && !part && html`<div class="indicators"><${SkeletonCard} lines=${2} /><${SkeletonCard} lines=${2} /><${SkeletonCard} lines=${2} /></div>`}
    ${
      part &&
      html`
      <${MetricsStandingBar} standing=${part.standing} mayRebuild=${session.identity.role === 'admin'} onAsked=${reload} />
      <section aria-labelledby="indicators-title">
        <h2 id="indicators-title" class="section-title">${words.indicators}</h2>
        ${part.indicators
          ? html`<div class="indicators">${part.indicators.map((indicator) => html`<${IndicatorCard} key=${indicator.code} indicator=${indicator} />`)}</div>`
          : html`<${Unavailable} problem=${{ code: 'SUBGRAPH_UNAVAILABLE', requestId: null }} />`}
      </section>
      <${MeasureCard} />`
    }`;
}
