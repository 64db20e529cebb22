import { html } from 'htm/preact';
import type { MetricDimension, MetricQuery, TimeBucket } from '#codegen/generated/portal.ts';
import { useText } from './language.ts';
import { useConditions } from './use-conditions.ts';

const BUCKETS: readonly TimeBucket[] = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
const DIMENSIONS_MOST = 3;

/** What is asked of a measure; every change is asked at once. */
export function MeasureForm({ query, dimensions, onChange }: { query: MetricQuery; dimensions: readonly MetricDimension[]; onChange: (query: MetricQuery) => void }) {
  const { t, say } = useText();
  const words = t.metrics;
  const conditions = useConditions();
  const { groupBy, bucket, from, to } = query;
  const isFull = groupBy.length >= DIMENSIONS_MOST;

  function toggle(dimension: MetricDimension): void {
    onChange({ ...query, groupBy: groupBy.includes(dimension) ? groupBy.filter((one) => one !== dimension) : [...groupBy, dimension] });
  }
  /** A day that is only half typed, or on the wrong side of the other, is not asked for. */
  function setDay(which: 'from' | 'to', event: Event): void {
    const { value } = event.target as HTMLInputElement;
    const changed = { ...query, [which]: value };
    if (value && changed.from <= changed.to) onChange(changed);
  }
  const choice = (field: 'serviceId' | 'organizationId' | 'municipalityCode', label: string, options: readonly { value: string; label: string }[]) => html`
    <label class="control">${label}
      <select name=${field} value=${query[field] ?? ''} onChange=${(event: Event) => onChange({ ...query, [field]: (event.target as HTMLSelectElement).value || null })}>
        <option value="">${words.any[field]}</option>
        ${options.map(({ value, label }) => html`<option key=${value} value=${value}>${label}</option>`)}
      </select>
    </label>`;

  return html`
    <form class="measure-form" onSubmit=${(event: Event) => event.preventDefault()}>
      <fieldset class="dimensions">
        <legend>${words.groupBy} <span class="muted">${words.groupByHint}</span></legend>
        <div class="chips">
          ${dimensions.map((dimension) => {
            const isChosen = groupBy.includes(dimension);
            return html`
            <label key=${dimension} class="chip"><input type="checkbox" name="groupBy" value=${dimension} checked=${isChosen} disabled=${isFull && !isChosen} onChange=${() => toggle(dimension)} /> <span>${words.dimensions[dimension]}</span></label>`;
          })}
        </div>
      </fieldset>
      <div class="controls">
        <label class="control">${words.bucket}
          <select name="bucket" value=${bucket ?? ''} onChange=${(event: Event) => onChange({ ...query, bucket: ((event.target as HTMLSelectElement).value || null) as TimeBucket | null })}>
            <option value="">${words.wholeTime}</option>
            ${BUCKETS.map((one) => html`<option key=${one} value=${one}>${words.buckets[one]}</option>`)}
          </select>
        </label>
        <label class="control">${words.from}<input type="date" name="from" value=${from} max=${to} onChange=${(event: Event) => setDay('from', event)} /></label>
        <label class="control">${words.to}<input type="date" name="to" value=${to} min=${from} onChange=${(event: Event) => setDay('to', event)} /></label>
        ${choice('serviceId', words.service, conditions.services.map(({ id, name }) => ({ value: id, label: say(name) })))}
        ${choice('organizationId', words.organization, conditions.organizations.map(({ id, name }) => ({ value: id, label: say(name) })))}
        ${choice('municipalityCode', words.municipality, conditions.municipalities.map(({ code, name }) => ({ value: code, label: name })))}
      </div>
    </form>`;
}
