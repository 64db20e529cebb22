import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import type { TimeBucket } from '#codegen/generated/portal.ts';
import type { ChartData } from './chart-data.ts';
import { count, decimal, spanOfTime } from './format.ts';
import type { Language } from './i18n.ts';
import { useText } from './language.ts';

const HEIGHT = 300;
const LABEL_LETTERS_MOST = 18;
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4], [14, 4]];

/** The picture of one column of the table. Its lines differ by dashes too, and all it says is in the table. */
export function MeasureChart({ data, label, bucket, unit }: { data: ChartData; label: string; bucket: TimeBucket | null; unit: string }) {
  const { t, language } = useText();
  const place = useRef<HTMLDivElement>(null);
  const drawn = JSON.stringify(data);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let chart: uPlot | null = null;
    let isOver = false;
    // Nobody but who looks at a chart loads what draws it.
    const loading = import('uplot');
    async function draw(): Promise<void> {
      const { default: Plot } = await loading;
      if (isOver || !element) return;
      chart?.destroy();
      chart = new Plot(optionsOf(Plot, data, element, bucket, unit, language), [data.x, ...data.series.map(({ values }) => values)], element);
    }
    void draw();
    const onResized = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height: HEIGHT }));
    onResized.observe(element);
    // A canvas keeps its colours: with another scheme it is drawn anew.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const onScheme = () => void draw();
    scheme.addEventListener('change', onScheme);
    return () => {
      isOver = true;
      onResized.disconnect();
      scheme.removeEventListener('change', onScheme);
      chart?.destroy();
    };
  }, [drawn, bucket, unit, language]);

  const isNamed = data.series.length > 1 || (data.series[0]?.label ?? '') !== '';
  return html`
    <figure class="chart">
      <div class="chart-place" role="img" aria-label=${label} ref=${place} data-points=${data.x.length}></div>
      <figcaption aria-hidden="true">
        ${
          isNamed &&
          html`
          <ul class="chart-legend">
            ${data.series.map(
              ({ label }, index) => html`
              <li key=${label}><svg viewBox="0 0 24 6" width="24" height="6"><path class=${`series-${index}`} d="M0 3H24" stroke-dasharray=${DASHES[index]?.join(' ') || null} /></svg> ${label}</li>`,
            )}
          </ul>`
        }
        ${data.leftOut > 0 && html`<p class="muted">${t.metrics.chartLeftOut(count(data.leftOut, language))}</p>`}
      </figcaption>
    </figure>`;
}

function optionsOf(Plot: typeof uPlot, data: ChartData, element: HTMLElement, bucket: TimeBucket | null, unit: string, language: Language): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: `12px ${style.fontFamily}` };
  const isBars = data.kind === 'bars';
  const nameOfX = (value: number) => (isBars ? shortened(data.labels[value] ?? '') : spanOfTime(new Date(value * 1_000).toISOString().slice(0, 10), bucket ?? 'DAY', language));
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 9 } },
    scales: { x: { time: false, range: (_, low, high) => (isBars ? [-0.6, data.x.length - 0.4] : padded(low, high)) }, y: { range: (_, __, high) => [0, Math.max(1, high ?? 0) * 1.08] } },
    axes: [
      { ...axis, grid: { show: false }, splits: (_, __, low, high) => data.x.filter((value) => value >= low && value <= high), values: (plot, splits) => thinned(splits, plot.width).map((value) => (value === null ? '' : nameOfX(value))), size: 34 },
      { ...axis, label: unit, labelSize: 22, labelFont: `12px ${style.fontFamily}`, size: 56, values: (_, splits) => splits.map((value) => decimal(value, language)) },
    ],
    series: [
      {},
      ...data.series.map(({ label }, index) => ({
        label,
        stroke: colour(`--series-${index}`),
        dash: DASHES[index] ?? [],
        width: 2,
        points: { show: true, size: 6, fill: colour(`--series-${index}`) },
        ...(isBars && { fill: colour('--series-0'), width: 0, points: { show: false }, paths: Plot.paths.bars!({ size: [0.62, 72], radius: 0.12 }) }),
      })),
    ],
  };
}

/** Only as many names as fit; the others stay empty. */
function thinned(splits: number[], width: number): (number | null)[] {
  const step = Math.max(1, Math.ceil(splits.length / Math.max(1, Math.floor(width / 140))));
  return splits.map((value, place) => (place % step === 0 ? value : null));
}

function padded(low: number, high: number): [number, number] {
  const margin = high > low ? (high - low) * 0.03 : 86_400;
  return [low - margin, high + margin];
}

function shortened(label: string): string {
  return label.length > LABEL_LETTERS_MOST ? `${label.slice(0, LABEL_LETTERS_MOST - 1)}…` : label;
}
