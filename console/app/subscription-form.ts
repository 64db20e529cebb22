import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { CreateEventSubscriptionDocument, UpdateEventSubscriptionDocument, type EventTransport } from '#codegen/generated/portal.ts';
import { ChoiceList, type Choice } from './choice-list.ts';
import { publisherOf, shortType, toggled, widerThan } from './event-choice.ts';
import { useText } from './language.ts';
import type { EventCatalogue, EventSubscription } from './model.ts';
import { RefusalNote } from './refusal-note.ts';
import { TextField } from './text-field.ts';
import { useSending } from './use-sending.ts';

const TRANSPORTS: readonly EventTransport[] = ['STREAM', 'WEBHOOK', 'NATS'];

/** Makes a subscription, or changes one; what the hub does not accept is said here, and what was filled in stays. */
export function SubscriptionForm({
  subscription,
  catalogue,
  onSaved,
  onCancel,
}: {
  /** The one to change; null for a new one. */
  subscription: EventSubscription | null;
  catalogue: EventCatalogue;
  onSaved: (subscription: EventSubscription, secret: string | null) => void;
  onCancel: () => void;
}) {
  const { t } = useText();
  const words = t.subscriptions;
  const [name, setName] = useState(subscription?.name ?? '');
  const [transport, setTransport] = useState<EventTransport>(subscription?.transport ?? 'STREAM');
  const [webhookUrl, setWebhookUrl] = useState(subscription?.webhookUrl ?? '');
  const [types, setTypes] = useState<readonly string[]>(() => subscription?.types.map(shortType) ?? []);
  const [municipalityCodes, setMunicipalityCodes] = useState<readonly string[]>(subscription?.municipalityCodes ?? []);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const { send, isSending, refusal } = useSending();
  // A repeated press, or one after the network was away, makes no second subscription.
  const idempotencyKey = useRef(crypto.randomUUID());
  const heading = useRef<HTMLHeadingElement>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => heading.current?.focus(), []);
  useLayoutEffect(() => {
    const [first] = Object.keys(wrong);
    if (first) form.current?.querySelector<HTMLElement>(`#${first}:is(input), #${first} input`)?.focus();
  }, [wrong]);

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    const missing = {
      ...(name.trim() === '' && { 'subscription-name': words.needed }),
      ...(transport === 'WEBHOOK' && webhookUrl.trim() === '' && { 'subscription-url': words.needed }),
      ...(types.length === 0 && { 'subscription-types': words.typesNeeded }),
    };
    setWrong(missing);
    if (Object.keys(missing).length > 0) return;
    const given = {
      name: name.trim(),
      types: [...types],
      municipalityCodes: [...municipalityCodes],
      transport,
      ...(transport === 'WEBHOOK' && { webhookUrl: webhookUrl.trim() }),
    };
    const saved = subscription
      ? await send(UpdateEventSubscriptionDocument, { input: { id: subscription.id, ...given } }, (data) => data.updateEventSubscription)
      : await send(CreateEventSubscriptionDocument, { input: { ...orAnywhere(given), idempotencyKey: idempotencyKey.current } }, (data) => data.createEventSubscription);
    if (saved) onSaved(saved.subscription, saved.secret);
  }

  return html`
    <form class="card subscription-form" ref=${form} novalidate onSubmit=${save} aria-labelledby="subscription-form-title">
      <h2 id="subscription-form-title" ref=${heading} tabindex="-1">${subscription ? words.changeTitle(subscription.name) : words.newTitle}</h2>
      <${TextField} id="subscription-name" label=${words.name} hint=${words.nameHint} value=${name} problem=${wrong['subscription-name'] ?? null} maxlength="100" onInput=${setName} />
      <fieldset class="field">
        <legend>${words.transport}</legend>
        <div class="transports">
          ${TRANSPORTS.map(
            (one) => html`
            <label key=${one} class="transport">
              <input type="radio" name="transport" value=${one} checked=${one === transport} onChange=${() => setTransport(one)} />
              <span><span class="strong">${words.transports[one]}</span><span class="muted">${words.transportHints[one]}</span></span>
            </label>`,
          )}
        </div>
      </fieldset>
      ${transport === 'WEBHOOK' && html`<${TextField} id="subscription-url" type="url" label=${words.webhook} hint=${words.webhookHint} value=${webhookUrl} problem=${wrong['subscription-url'] ?? null} placeholder="https://" onInput=${setWebhookUrl} />`}
      <${ChoiceList} id="subscription-types" legend=${words.types} search=${words.searchTypes} choices=${typeChoices(catalogue, words)} chosen=${types}
        isImplied=${(value: string) => widerThan(value).some((wider) => types.includes(wider))} problem=${wrong['subscription-types'] ?? null}
        onToggle=${(value: string) => setTypes((before) => toggled(before, value))} />
      <${ChoiceList} id="subscription-municipalities" legend=${words.municipalities} hint=${words.municipalitiesHint} search=${words.searchMunicipalities}
        choices=${(catalogue.municipalities ?? []).map(({ code, name }) => ({ value: code, label: name }))} chosen=${municipalityCodes}
        onToggle=${(value: string) => setMunicipalityCodes((before) => (before.includes(value) ? before.filter((code) => code !== value) : [...before, value]))} />
      <${RefusalNote} refusal=${refusal} />
      <div class="answers">
        <button type="submit" class="button button-main" aria-disabled=${isSending} data-action="save">${isSending ? words.saving : subscription ? words.save : words.make}</button>
        <button type="button" class="button button-quiet" onClick=${onCancel}>${t.cancel}</button>
      </div>
    </form>`;
}

/** For a new subscription none chosen is none given; for a changed one an empty list takes the condition away. */
function orAnywhere<Given extends { municipalityCodes: string[] }>(given: Given): Given | Omit<Given, 'municipalityCodes'> {
  const { municipalityCodes, ...rest } = given;
  return municipalityCodes.length > 0 ? given : rest;
}

function typeChoices({ eventTypes }: EventCatalogue, words: { allTypes: string; allOf: (publisher: string) => string }): Choice[] {
  const byPublisher = Object.entries(Object.groupBy(eventTypes ?? [], ({ name }) => publisherOf(name)));
  return [
    { value: '*', label: '*', hint: words.allTypes },
    ...byPublisher.flatMap(([publisher, types = []]) => [
      ...(types.length > 1 ? [{ value: `${publisher}.*`, label: `${publisher}.*`, hint: words.allOf(publisher) }] : []),
      ...types.map(({ name, description }) => ({ value: name, label: name, hint: description, hintLanguage: 'en' as const })),
    ]),
  ];
}
