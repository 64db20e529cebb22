import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { EventCatalogueDocument, EventSubscriptionsDocument } from '#codegen/generated/portal.ts';
import { SkeletonCard, Unavailable } from './card.ts';
import { ago } from './format.ts';
import { useText } from './language.ts';
import type { EventSubscription } from './model.ts';
import type { Secret } from './secret-note.ts';
import { SubscriptionDetails } from './subscription-details.ts';
import { SubscriptionForm } from './subscription-form.ts';
import { SubscriptionList } from './subscription-list.ts';
import { useReading } from './use-reading.ts';

const AGAIN_AFTER_MS = 3_000;

/** What is open beside the list: a subscription, the form for a new one, or the form for this one. */
type Open = { kind: 'details'; id: string | null } | { kind: 'new' } | { kind: 'change'; id: string };

/** For institutions: what they are told of, how that goes, and the proof that nothing was missed. */
export function SubscriptionsPage() {
  const { t, say, language } = useText();
  const words = t.subscriptions;
  const { part, toldAt, problem, reload } = useReading(EventSubscriptionsDocument, {}, (data) => data.eventSubscriptions, AGAIN_AFTER_MS);
  const { part: catalogue } = useReading(EventCatalogueDocument, {}, (data) => (data.eventTypes ? data : null), null);
  const [open, setOpen] = useState<Open>({ kind: 'details', id: null });
  const [secret, setSecret] = useState<Secret | null>(null);
  /** Just saved: shown before the list has been read again. */
  const [saved, setSaved] = useState<EventSubscription | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const subscriptions = part && saved && !part.some(({ id }) => id === saved.id) ? [...part, saved] : part;
  const openId = open.kind === 'new' ? null : (open.id ?? subscriptions?.[0]?.id ?? null);
  const current = subscriptions?.find(({ id }) => id === openId) ?? (open.kind === 'new' ? null : (subscriptions?.[0] ?? null));
  const organization = catalogue?.session?.organization;

  function onSaved(subscription: EventSubscription, text: string | null): void {
    setSaved(subscription);
    setOpen({ kind: 'details', id: subscription.id });
    if (text) setSecret({ subscriptionId: subscription.id, text, previousUntil: null });
    else heading.current?.focus();
    reload();
  }
  function onDone(): void {
    setSaved(null);
    reload();
  }
  const close = () => setOpen({ kind: 'details', id: current?.id ?? null });

  return html`
    <div class="page-head">
      <div>
        <h1 ref=${heading} tabindex="-1">${words.title}</h1>
        <p class="welcome-lead">${words.lead(organization ? say(organization.name) : null)}</p>
      </div>
      ${part && part.length > 0 && open.kind !== 'new' && html`<button type="button" class="button button-main" data-action="new" disabled=${!catalogue} onClick=${() => setOpen({ kind: 'new' })}>${words.create}</button>`}
    </div>
    ${problem && part && html`<p class="notice" role="status" data-outdated>${t.registers.outdated(ago((performance.now() - toldAt) / 1_000, language))}</p>`}
    ${problem && !part && html`<section class="card failed"><${Unavailable} problem=${problem} /></section>`}
    ${!problem && !part && html`<div class="subscriptions"><${SkeletonCard} lines=${3} /><${SkeletonCard} lines=${8} /></div>`}
    ${subscriptions?.length === 0 && open.kind !== 'new' && html`<${NoneYet} isReady=${catalogue !== null} onCreate=${() => setOpen({ kind: 'new' })} />`}
    ${open.kind === 'new' && catalogue && html`<${SubscriptionForm} key="new" subscription=${null} catalogue=${catalogue} onSaved=${onSaved} onCancel=${close} />`}
    ${
      open.kind !== 'new' &&
      current &&
      html`
      <div class="subscriptions">
        <${SubscriptionList} subscriptions=${subscriptions} openId=${current.id} onOpen=${(id: string) => setOpen({ kind: 'details', id })} />
        ${
          open.kind === 'change' && catalogue
            ? html`<${SubscriptionForm} key=${current.id} subscription=${current} catalogue=${catalogue} onSaved=${onSaved} onCancel=${close} />`
            : html`
            <${SubscriptionDetails} key=${current.id} subscription=${current} catalogue=${catalogue} secret=${secret} onSecret=${setSecret} onDone=${onDone}
              onChange=${() => setOpen({ kind: 'change', id: current.id })} />`
        }
      </div>`
    }`;
}

function NoneYet({ isReady, onCreate }: { isReady: boolean; onCreate: () => void }) {
  const { t } = useText();
  const words = t.subscriptions;
  return html`
    <section class="card none-yet">
      <svg viewBox="0 0 64 40" width="96" height="60" aria-hidden="true"><path d="M2 20h14l5-12 8 26 7-20 4 6h22" /><circle cx="58" cy="20" r="4" /></svg>
      <h2>${words.none}</h2>
      <p>${words.noneText}</p>
      <button type="button" class="button button-main" data-action="new" disabled=${!isReady} onClick=${onCreate}>${words.createFirst}</button>
    </section>`;
}
