import { html } from 'htm/preact';
import {
  DeleteEventSubscriptionDocument, PauseEventSubscriptionDocument, ResumeEventSubscriptionDocument, RotateEventSecretDocument,
} from '#codegen/generated/portal.ts';
import { useAnnounce } from './announcer.ts';
import { ConfirmedButton } from './confirmed-button.ts';
import { useText } from './language.ts';
import type { EventSubscription } from './model.ts';
import { RefusalNote } from './refusal-note.ts';
import type { Secret } from './secret-note.ts';
import { useSending } from './use-sending.ts';

/** What can be done with a subscription; after each of them the list is read again. */
export function SubscriptionActions({
  subscription: { id, name, state, transport },
  onChange,
  onDone,
  onSecret,
}: {
  subscription: EventSubscription;
  onChange: () => void;
  onDone: () => void;
  onSecret: (secret: Secret) => void;
}) {
  const { t } = useText();
  const words = t.subscriptions;
  const announce = useAnnounce();
  const { send, isSending, refusal } = useSending();

  async function toggle(): Promise<void> {
    const done = state === 'ACTIVE'
      ? await send(PauseEventSubscriptionDocument, { id }, (data) => data.pauseEventSubscription)
      : await send(ResumeEventSubscriptionDocument, { id }, (data) => data.resumeEventSubscription);
    if (!done) return;
    announce(state === 'ACTIVE' ? words.paused : words.resumed);
    onDone();
  }
  async function remove(): Promise<void> {
    if (!(await send(DeleteEventSubscriptionDocument, { id }, (data) => data.deleteEventSubscription))) return;
    announce(words.deleted);
    onDone();
  }
  async function rotate(): Promise<void> {
    const done = await send(RotateEventSecretDocument, { id }, (data) => data.rotateEventSecret);
    if (done) onSecret({ subscriptionId: id, text: done.secret, previousUntil: done.previousUntil });
  }

  return html`
    <div class="subscription-actions">
      <button type="button" class=${`button button-small${state === 'ACTIVE' ? '' : ' button-main'}`} aria-disabled=${isSending} data-action=${state === 'ACTIVE' ? 'pause' : 'resume'}
        onClick=${toggle}>${state === 'ACTIVE' ? words.pause : words.resume}</button>
      <button type="button" class="button button-quiet button-small" data-action="change" onClick=${onChange}>${words.change}</button>
      ${transport === 'WEBHOOK' && html`<${ConfirmedButton} label=${words.rotate} question=${words.rotateQuestion} yes=${words.rotateYes} busy=${isSending} action="rotate" onConfirmed=${rotate} />`}
      <${ConfirmedButton} label=${words.delete} question=${words.deleteQuestion(name)} yes=${words.deleteYes} busy=${isSending} action="delete" onConfirmed=${remove} />
      <${RefusalNote} refusal=${refusal} />
    </div>`;
}
