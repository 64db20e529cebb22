import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { useAnnounce } from './announcer.ts';
import { shortType } from './event-choice.ts';
import { ago, count, timeOfDay } from './format.ts';
import { useText } from './language.ts';
import type { EventSubscription, TailEvent } from './model.ts';
import { ROWS_MOST, type TailState } from './tail-state.ts';
import { useTail } from './use-tail.ts';

const JUST_NOW_SECONDS = 2;

/** What goes through a subscription, as it happens, the newest first. */
export function LiveTail({ subscription }: { subscription: EventSubscription }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  const announce = useAnnounce();
  const [state, actions] = useTail(subscription);
  const { rows, isPaused, isTooOld } = state;

  function pause(): void {
    actions.pause();
    announce(words.tailPausedAnnounced);
  }
  return html`
    <div class="tail-head">
      <${Pulse} state=${state} />
      <span class="tail-buttons">
        <button type="button" class="button button-quiet button-small" disabled=${rows.length === 0} onClick=${actions.clear}>${words.tailClear}</button>
        <button type="button" class="button button-small" data-action=${isPaused ? 'tail-resume' : 'tail-pause'} onClick=${isPaused ? actions.resume : pause}>${isPaused ? words.tailResume : words.tailPause}</button>
      </span>
    </div>
    ${isTooOld && html`<p class="problem" role="alert">${words.tailTooOld}</p>`}
    <div class="tail" tabindex="0" role="region" aria-label=${words.tailLabel}>
      ${rows.length === 0 && html`<p class="empty">${isPaused ? words.tailEmptyPaused : words.tailEmpty}</p>`}
      <ol>${rows.map((event) => html`<${Row} key=${event.id} event=${event} />`)}</ol>
    </div>
    <p class="muted tail-note">${words.tailBounded(count(ROWS_MOST, language))}</p>`;
}

/** That it is alive, also while nothing happens: how far the hub has looked, and how long ago it said so. */
function Pulse({ state: { through, heardAt, connection, isPaused } }: { state: TailState }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  const [, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const standing = isPaused ? 'paused' : connection;
  const seconds = (performance.now() - heardAt) / 1_000;
  const sequence = count(Number(through), language);
  const heard = through === null ? words.tailBegins : seconds < JUST_NOW_SECONDS ? words.tailNow(sequence) : words.tailAt(sequence, ago(seconds, language));
  return html`
    <p class="pulse">
      <span class=${`connection connection-${standing}`} data-connection=${standing}>${words.tailStates[standing]}</span>
      <span class="muted tabular" data-through=${through}>${heard}</span>
    </p>`;
}

function Row({ event: { type, time, subject, sequence, subjectVersion, municipalityCode, data } }: { event: TailEvent }) {
  const { t, language } = useText();
  return html`
    <li data-event=${shortType(type)} data-sequence=${sequence}>
      <details>
        <summary>
          <time class="tabular" datetime=${time}>${timeOfDay(time, language)}</time>
          <span class="tail-type">${shortType(type)}</span>
          <span class="muted tabular">${sequence}</span>
        </summary>
        <p class="number muted">${t.subscriptions.subject} ${subject} · ${subjectVersion}${municipalityCode && ` · ATVK ${municipalityCode}`}</p>
        <pre class="json">${JSON.stringify(JSON.parse(data), null, 2)}</pre>
      </details>
    </li>`;
}
