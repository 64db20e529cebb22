import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { MetricQuery } from '#codegen/generated/portal.ts';
import { Empty, SkeletonCard, Unavailable } from './card.ts';
import { chartOf, inOrder } from './chart-data.ts';
import { useText } from './language.ts';
import { MeasureChart } from './measure-chart.ts';
import { MeasureForm } from './measure-form.ts';
import { MeasureTable, useNames } from './measure-table.ts';
import { cellsOf, MEASURE_NAMES, MEASURES, type Column, type MeasureName } from './measures.ts';
import { Tabs, type Tab } from './tabs.ts';
import { useReading } from './use-reading.ts';

const AGAIN_AFTER_MS = 10_000;

/** One measure at a time: what is asked, its chart, and its table. What is asked stays from one measure to the next. */
export function MeasureCard() {
  const { t } = useText();
  const words = t.metrics;
  const [name, setName] = useState<MeasureName>('requestVolume');
  const [query, setQuery] = useState<MetricQuery>(() => ({ groupBy: [], bucket: 'MONTH', ...lastYear() }));
  const [columns, setColumns] = useState<Partial<Record<MeasureName, Column>>>({});
  const measure = MEASURES[name];
  const groupBy = query.groupBy.filter((dimension) => measure.dimensions.includes(dimension));
  const { part, problem, isBehind } = useReading(measure.document, { query: { ...query, groupBy } }, cellsOf, AGAIN_AFTER_MS);
  const nameOf = useNames();
  const column = columns[name] ?? measure.columns[0]!;
  const columnName = (one: Column) => words.columnsOf[name]?.[one] ?? words.columns[one];
  const tabs: Tab<MeasureName>[] = MEASURE_NAMES.map((one) => ({ name: one, label: words.measures[one] }));
  return html`
    <section class="card measure" aria-labelledby="measure-title" data-measure=${name}>
      <h2 id="measure-title" class="section-title">${words.measure}</h2>
      <${Tabs} id="measure" label=${words.measure} tabs=${tabs} chosen=${name} onChoose=${setName}>
        <p class="muted">${words.measureTexts[name]}</p>
        <${MeasureForm} query=${{ ...query, groupBy }} dimensions=${measure.dimensions} onChange=${setQuery} />
        ${problem && html`<${Unavailable} problem=${problem} />`}
        ${!part && !problem && html`<${SkeletonCard} lines=${6} />`}
        ${!problem && part?.length === 0 && html`<div class="nothing"><${Empty}>${words.none}<//></div>`}
        ${
          !problem &&
          part &&
          part.length > 0 &&
          html`
          <div aria-busy=${isBehind}>
            ${
              measure.columns.length > 1 &&
              html`
              <label class="chart-column">${words.chart}
                <select value=${column} onChange=${(event: Event) => setColumns({ ...columns, [name]: (event.target as HTMLSelectElement).value as Column })}>
                  ${measure.columns.map((one) => html`<option key=${one} value=${one}>${columnName(one)}</option>`)}
                </select>
              </label>`
            }
            <${MeasureChart} data=${chartOf(part, groupBy, column, nameOf)} label=${words.chartLabel(words.measures[name], columnName(column))} bucket=${query.bucket ?? null} unit=${columnName(column)} />
            <${MeasureTable} cells=${inOrder(part, column)} groupBy=${groupBy} bucket=${query.bucket ?? null} columns=${measure.columns.map((one) => ({ column: one, label: columnName(one) }))} caption=${words.measures[name]} />
          </div>`
        }
      <//>
    </section>`;
}

/** Up to today in Latvia. */
function lastYear(): { from: string; to: string } {
  const to = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: 'Europe/Riga' }).format(new Date());
  return { from: `${Number(to.slice(0, 4)) - 1}-${to.slice(5, 7)}-01`, to };
}
