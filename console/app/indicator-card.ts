import { html } from 'htm/preact';
import { count, decimal, percent } from './format.ts';
import { useText } from './language.ts';
import type { Indicator } from './model.ts';
import { ShareBar } from './share-bar.ts';

/** One indicator against its target, with what it is counted from. */
export function IndicatorCard({ indicator: { code, name, definition, value, target, unit, numerator, denominator } }: { indicator: Indicator }) {
  const { t, say, language } = useText();
  const words = t.metrics;
  const inUnit = (amount: number) => (unit === '%' ? percent(amount.toFixed(1), language) : `${decimal(amount, language)} ${unit}`);
  const isReached = value !== null && target !== null && value >= target;
  const [standing, look] = value === null ? [words.unknown, ''] : target === null ? [null, ''] : isReached ? [words.reached, ' is-reached'] : [words.notReached, ' is-missed'];
  return html`
    <article class="card indicator" data-indicator=${code} aria-labelledby=${`indicator-${code}`}>
      <h3 id=${`indicator-${code}`}><span class="pill">${code}</span> ${say(name)}</h3>
      <div class="indicator-figures">
        <p class="indicator-value">${value === null ? '–' : inUnit(value)}</p>
        <p class="muted">
          ${target !== null && html`<span class="nowrap">${words.target(inUnit(target))}</span>`}
          ${numerator !== null && denominator !== null && html`<span class="nowrap">${words.ofAll(count(numerator, language), count(denominator, language))}</span>`}
        </p>
      </div>
      <${ShareBar} share=${(value ?? 0) / 100} mark=${target === null ? null : Math.min(0.99, target / 100)} isHigh=${!isReached} />
      ${standing && html`<p class=${`indicator-standing${look}`}>${standing}</p>`}
      <details class="definition"><summary>${words.definition}<span class="visually-hidden">: ${code}</span></summary><p>${say(definition)}</p></details>
    </article>`;
}
