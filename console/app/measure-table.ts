import { html } from 'htm/preact';
import { useCallback } from 'preact/hooks';
import type { MetricDimension, TimeBucket } from '#codegen/generated/portal.ts';
import type { NameOf } from './chart-data.ts';
import { count, decimal, spanOfTime } from './format.ts';
import { useText } from './language.ts';
import type { Column } from './measures.ts';
import type { MetricCell } from './model.ts';

/** So many rows are shown; who needs the others narrows the conditions or asks the graph. */
const ROWS_MOST = 200;

/** What a cell is about, in words. */
export function useNames(): NameOf {
  const { t, say, language } = useText();
  return useCallback(
    ({ service, organization, municipality, channel, status, benefit }, dimension) => {
      const names: Record<MetricDimension, string | null> = {
        SERVICE: service && say(service.name),
        ORGANIZATION: organization && say(organization.name),
        MUNICIPALITY: municipality?.name ?? null,
        CHANNEL: channel && t.metrics.channels[channel],
        STATUS: status && (t.requestStates[status] ?? status),
        BENEFIT: benefit && say(benefit.name),
      };
      return names[dimension] ?? t.metrics.unnamed;
    },
    [language],
  );
}

/** Every figure of the answer; the form of the chart that can be read without seeing it. */
export function MeasureTable({
  cells,
  groupBy,
  bucket,
  columns,
  caption,
}: {
  cells: readonly MetricCell[];
  groupBy: readonly MetricDimension[];
  bucket: TimeBucket | null;
  columns: readonly { column: Column; label: string }[];
  caption: string;
}) {
  const { t, language } = useText();
  const words = t.metrics;
  const nameOf = useNames();
  const shown = cells.slice(0, ROWS_MOST);
  return html`
    <div class="table-wrap" tabindex="0" role="region" aria-label=${caption}>
      <table class="measure-table">
        <caption class="visually-hidden">${caption}</caption>
        <thead>
          <tr>
            ${bucket && html`<th scope="col">${words.span}</th>`}
            ${groupBy.map((dimension) => html`<th key=${dimension} scope="col">${words.dimensionNames[dimension]}</th>`)}
            ${!bucket && groupBy.length === 0 && html`<td></td>`}
            ${columns.map(({ column, label }) => html`<th key=${column} scope="col" class="figure">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (cell, row) => html`
            <tr key=${row}>
              ${bucket && html`<th scope="row" class="nowrap">${cell.bucket && spanOfTime(cell.bucket, bucket, language)}</th>`}
              ${groupBy.map((dimension) => html`<td key=${dimension}>${nameOf(cell, dimension)}</td>`)}
              ${!bucket && groupBy.length === 0 && html`<th scope="row">${words.everything}</th>`}
              ${columns.map(({ column }) => html`<td key=${column} class="figure">${figure(cell, column)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${cells.length > ROWS_MOST && html`<p class="muted">${words.rowsShown(count(ROWS_MOST, language), count(cells.length, language))}</p>`}
    ${shown.some(({ suppressed }) => suppressed) && html`<p class="muted">${words.fewNote}</p>`}`;

  function figure(cell: MetricCell, column: Column) {
    const value = cell[column];
    if (value !== null) return column === 'value' ? decimal(value, language) : count(value, language);
    return cell.suppressed ? html`<span class="few">${words.few}</span>` : '–';
  }
}
