import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { ReplayEventsDocument } from '#codegen/generated/portal.ts';
import { useAnnounce } from './announcer.ts';
import { instantInRiga } from './format.ts';
import { useText } from './language.ts';
import { RefusalNote } from './refusal-note.ts';
import { TextField } from './text-field.ts';
import { useSending } from './use-sending.ts';

type Kind = 'dead' | 'sequences' | 'time';
const KINDS: readonly Kind[] = ['dead', 'sequences', 'time'];

/** Asks for events to be sent once more: those not taken, or all between two sequences or two moments. */
export function ReplayForm({ id, onStarted }: { id: string; onStarted: () => void }) {
  const { t } = useText();
  const words = t.subscriptions;
  const announce = useAnnounce();
  const [kind, setKind] = useState<Kind>('dead');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [needed, setNeeded] = useState<string | null>(null);
  const { send, isSending, refusal } = useSending();

  function choose(next: Kind): void {
    setKind(next);
    setFrom('');
    setTo('');
    setNeeded(null);
  }
  async function start(event: Event): Promise<void> {
    event.preventDefault();
    const lacks = kind !== 'dead' && from.trim() === '';
    setNeeded(lacks ? words.needed : null);
    if (lacks) return;
    const done = await send(ReplayEventsDocument, { input: { subscriptionId: id, ...rangeOf(kind, from.trim(), to.trim()) } }, (data) => data.replayEvents);
    if (!done) return;
    announce(words.replayStarted);
    onStarted();
  }
  const inputType = kind === 'time' ? 'datetime-local' : 'text';
  return html`
    <form class="draft replay" novalidate onSubmit=${start} aria-labelledby="replay-title">
      <h3 id="replay-title">${words.replay}</h3>
      <p class="muted">${words.replayText}</p>
      <fieldset class="field">
        <legend>${words.replayBy}</legend>
        ${KINDS.map(
          (one) => html`
          <label key=${one} class="choice"><input type="radio" name="replay-kind" value=${one} checked=${one === kind} onChange=${() => choose(one)} /> ${words.replayKinds[one]}</label>`,
        )}
      </fieldset>
      ${
        kind !== 'dead' &&
        html`
        <div class="pair">
          <${TextField} id="replay-from" type=${inputType} inputmode=${kind === 'time' ? null : 'numeric'} label=${words.from} value=${from} problem=${needed} onInput=${setFrom} />
          <${TextField} id="replay-to" type=${inputType} inputmode=${kind === 'time' ? null : 'numeric'} label=${words.to} hint=${words.toHint} value=${to} onInput=${setTo} />
        </div>`
      }
      <${RefusalNote} refusal=${refusal} />
      <button type="submit" class="button" aria-disabled=${isSending} data-action="replay">${words.replaySend}</button>
    </form>`;
}

function rangeOf(kind: Kind, from: string, to: string) {
  switch (kind) {
    case 'dead':
      return { deadLettersOnly: true };
    case 'sequences':
      return { fromSequence: from, ...(to && { toSequence: to }) };
    case 'time':
      return { from: instantInRiga(from), ...(to && { to: instantInRiga(to) }) };
  }
}
