import { html } from 'htm/preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { EventCatalogueDocument } from '#codegen/generated/portal.ts';
import { Empty, SkeletonCard, Unavailable } from './card.ts';
import { CopyButton } from './copy-button.ts';
import { publisherOf } from './event-choice.ts';
import { count } from './format.ts';
import { exampleOf, fieldsOf, type JsonSchema } from './json-schema.ts';
import { useText } from './language.ts';
import { Marked } from './marked.ts';
import type { EventType } from './model.ts';
import { useReading } from './use-reading.ts';

/** What the AsyncAPI document says, to read: every type of event with its fields and an example. */
export function EventTypesPage() {
  const { t } = useText();
  const words = t.subscriptions;
  const { part, problem } = useReading(EventCatalogueDocument, {}, (data) => data.eventTypes, null);
  const [sought, setSought] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const found = (part ?? []).filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(sought.trim().toLowerCase()));
  return html`
    <div class="page-head">
      <div>
        <h1 ref=${heading} tabindex="-1">${words.typesTitle}</h1>
        <p class="welcome-lead">${words.typesLead}</p>
      </div>
      <a class="button" href="/asyncapi.json">${words.document}</a>
    </div>
    ${problem && !part && html`<section class="card failed"><${Unavailable} problem=${problem} /></section>`}
    ${!problem && !part && html`<${SkeletonCard} lines=${8} />`}
    ${
      part &&
      html`
      <div class="field types-search"><input type="search" class="choice-search" placeholder=${words.searchTypes} aria-label=${words.searchTypes} value=${sought} onInput=${(event: Event) => setSought((event.target as HTMLInputElement).value)} /></div>
      ${found.length === 0 && html`<${Empty}>${words.nothingFound}<//>`}
      ${Object.entries(Object.groupBy(found, ({ name }) => publisherOf(name))).map(
        ([publisher, types = []]) => html`
        <section key=${publisher} class="card publisher" aria-labelledby=${`publisher-${publisher}`}>
          <h2 id=${`publisher-${publisher}`}>${publisher}</h2>
          ${types.map((type) => html`<${TypeRow} key=${type.name} type=${type} />`)}
        </section>`,
      )}`
    }`;
}

function TypeRow({ type: { name, description, subject, schema, keptDays } }: { type: EventType }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  return html`
    <details class="event-type" data-type=${name}>
      <summary>
        <span class="tail-type">${name}</span>
        <span class="muted">${words.about(subject)} · ${words.kept(count(keptDays, language))}</span>
        <span class="event-type-text" lang="en"><${Marked} text=${description} /></span>
      </summary>
      <${Schema} name=${name} text=${schema} />
    </details>`;
}

function Schema({ name, text }: { name: string; text: string }) {
  const { t } = useText();
  const words = t.subscriptions;
  const schema = useMemo(() => JSON.parse(text) as JsonSchema, [text]);
  const fields = fieldsOf(schema);
  const example = JSON.stringify(exampleOf(schema), null, 2);
  const whole = JSON.stringify(schema, null, 2);
  return html`
    ${fields.length === 0 && html`<${Empty}>${words.noFields}<//>`}
    ${
      fields.length > 0 &&
      html`
      <div class="table-wrap" tabindex="0" role="region" aria-label=${`${name}: ${words.schema}`}>
        <table>
          <thead><tr><th scope="col">${words.field}</th><th scope="col">${words.kind}</th><th scope="col">${words.required}</th></tr></thead>
          <tbody>
            ${fields.map(
              ({ name, kind, isRequired, mayBeNull }) => html`
              <tr key=${name}><th scope="row"><code>${name}</code></th><td><code>${kind}</code>${mayBeNull && html` <span class="muted">${words.orNull}</span>`}</td><td>${isRequired ? words.yes : words.no}</td></tr>`,
            )}
          </tbody>
        </table>
      </div>`
    }
    <div class="json-pair">
      <figure><figcaption>${words.example}<${CopyButton} text=${example} about=${words.example} /></figcaption><pre class="json" tabindex="0">${example}</pre></figure>
      <figure><figcaption>${words.schema}<${CopyButton} text=${whole} about=${words.schema} /></figcaption><pre class="json" tabindex="0">${whole}</pre></figure>
    </div>`;
}
