import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { CertificatesTab } from './certificates-tab.ts';
import { CopyButton } from './copy-button.ts';
import { DeadLettersTab } from './dead-letters-tab.ts';
import { DeliveriesTab } from './deliveries-tab.ts';
import { shortType } from './event-choice.ts';
import { count, moment } from './format.ts';
import { useText } from './language.ts';
import { LiveTail } from './live-tail.ts';
import type { EventCatalogue, EventSubscription } from './model.ts';
import { SecretNote, type Secret } from './secret-note.ts';
import { State } from './state.ts';
import { SubscriptionActions } from './subscription-actions.ts';
import { TONES } from './subscription-list.ts';
import { Tabs, type Tab } from './tabs.ts';

type Part = 'live' | 'deliveries' | 'letters' | 'proof';

/** A stream is read by its owner; only what the hub itself sends can fail to be taken. */
const PARTS = { STREAM: ['live', 'proof'], NATS: ['live', 'deliveries', 'letters', 'proof'], WEBHOOK: ['live', 'deliveries', 'letters', 'proof'] } as const;

/** One subscription: how it stands, what can be done with it, and what goes through it. */
export function SubscriptionDetails({
  subscription,
  catalogue,
  secret,
  onChange,
  onDone,
  onSecret,
}: {
  subscription: EventSubscription;
  catalogue: EventCatalogue | null;
  secret: Secret | null;
  onChange: () => void;
  onDone: () => void;
  onSecret: (secret: Secret | null) => void;
}) {
  const { t } = useText();
  const words = t.subscriptions;
  const [part, setPart] = useState<Part>('live');
  const { id, name, state, transport } = subscription;
  const parts: readonly Part[] = PARTS[transport];
  const shown = parts.includes(part) ? part : 'live';
  const tabs: Tab<Part>[] = parts.map((name) => ({ name, label: words.tabs[name] }));
  return html`
    <section class="card subscription" aria-labelledby="subscription-title" data-open=${id}>
      <header class="card-head">
        <h2 id="subscription-title">${name}</h2>
        <${State} tone=${TONES[state]} word=${words.states[state]} />
      </header>
      ${secret?.subscriptionId === id && html`<${SecretNote} secret=${secret} onKept=${() => onSecret(null)} />`}
      <${Trouble} subscription=${subscription} />
      <${SubscriptionActions} subscription=${subscription} onChange=${onChange} onDone=${onDone} onSecret=${onSecret} />
      <${Facts} subscription=${subscription} catalogue=${catalogue} />
      <${Tabs} id="subscription" label=${words.parts} tabs=${tabs} chosen=${shown} onChoose=${setPart}>
        ${shown === 'live' && html`<${LiveTail} key=${id} subscription=${subscription} />`}
        ${shown === 'deliveries' && html`<${DeliveriesTab} id=${id} />`}
        ${shown === 'letters' && html`<${DeadLettersTab} id=${id} />`}
        ${shown === 'proof' && html`<${CertificatesTab} subscription=${subscription} />`}
      <//>
    </section>`;
}

function Trouble({ subscription: { state, failing } }: { subscription: EventSubscription }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  if (!failing) return state === 'DISABLED' && html`<div class="trouble" role="status"><p>${words.disabled}</p></div>`;
  const { since, reason, attempts, nextAttemptAt } = failing;
  const notes = [
    words.failingSince(moment(since, language)),
    words.failingReason(reason, count(attempts, language)),
    nextAttemptAt && words.nextAttempt(moment(nextAttemptAt, language)),
  ].filter(Boolean);
  return html`
    <div class="trouble" role="status" data-trouble=${reason}>
      <p class="strong">${state === 'DISABLED' ? words.disabled : words.failing}</p>
      <p>${notes.join(' · ')}</p>
    </div>`;
}

function Facts({ subscription, catalogue }: { subscription: EventSubscription; catalogue: EventCatalogue | null }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  const { id, types, municipalityCodes, serviceIds, statusTypeCodes, transport, webhookUrl, watched, acknowledged, lag, createdAt, purpose } = subscription;
  const municipalityName = (code: string) => catalogue?.municipalities?.find((one) => one.code === code)?.name ?? code;
  const further = [serviceIds && words.services(count(serviceIds.length, language)), statusTypeCodes && words.statusTypes(count(statusTypeCodes.length, language))].filter(Boolean);
  return html`
    <dl class="facts subscription-facts">
      <div class="wide"><dt>${words.types}</dt><dd class="pills">${types.map((type) => html`<code key=${type} class="pill">${shortType(type)}</code>`)}</dd></div>
      <div><dt>${words.lag}</dt><dd class="tabular" data-lag=${lag}>${lag === 0 ? words.upToDate : words.lagOf(count(lag, language))}</dd></div>
      <div><dt>${words.acknowledged}</dt><dd class="tabular" data-acknowledged>${count(Number(acknowledged), language)}</dd></div>
      <div><dt>${words.transport}</dt><dd>${words.transports[transport]}</dd></div>
      <div><dt>${words.watched}</dt><dd class="tabular">${count(watched, language)}</dd></div>
      <div><dt>${words.municipalities}</dt><dd>${municipalityCodes ? municipalityCodes.map(municipalityName).join(', ') : words.anywhere}</dd></div>
      ${further.length > 0 && html`<div><dt>${words.onlySome}</dt><dd>${further.join(' · ')}</dd></div>`}
      ${purpose && html`<div><dt>${words.purpose}</dt><dd>${t.registers.purposes[purpose] ?? purpose}</dd></div>`}
      <div><dt>${words.created}</dt><dd>${moment(createdAt, language)}</dd></div>
      ${webhookUrl && html`<div class="wide"><dt>${words.webhook}</dt><dd class="number">${webhookUrl}</dd></div>`}
      <div class="wide"><dt>${words.id}</dt><dd class="with-copy"><code class="number">${id}</code><${CopyButton} text=${id} about=${words.id} /></dd></div>
    </dl>`;
}
