import { html } from 'htm/preact';
import { EventDeadLettersDocument, EventReplaysDocument } from '#codegen/generated/portal.ts';
import { Empty, Unavailable } from './card.ts';
import { shortType } from './event-choice.ts';
import { count, moment } from './format.ts';
import { useText } from './language.ts';
import type { DeadLetter, Replay } from './model.ts';
import { PageButtons, useCursor } from './page-of.ts';
import { ReplayForm } from './replay-form.ts';
import { ShareBar } from './share-bar.ts';
import { State } from './state.ts';
import { useReading } from './use-reading.ts';

const ROWS = 20;
const AGAIN_AFTER_MS = 3_000;

/** What a receiver did not take, and sending it once more. */
export function DeadLettersTab({ id }: { id: string }) {
  const { t } = useText();
  const words = t.subscriptions;
  const cursor = useCursor();
  const { part, problem } = useReading(EventDeadLettersDocument, { id, first: ROWS, after: cursor.after }, (data) => data.eventSubscription?.deadLetters, AGAIN_AFTER_MS);
  const replays = useReading(EventReplaysDocument, { id }, (data) => data.eventSubscription?.replays, AGAIN_AFTER_MS);
  return html`
    <h3>${words.deadLetters}</h3>
    <p class="muted">${words.deadLettersText}</p>
    ${!part && problem && html`<${Unavailable} problem=${problem} />`}
    ${part?.edges.length === 0 && html`<${Empty}>${words.noDeadLetters}<//>`}
    ${
      part &&
      part.edges.length > 0 &&
      html`
      <ul class="rows">${part.edges.map(({ node }) => html`<${Letter} key=${node.eventId} letter=${node} />`)}</ul>
      <${PageButtons} cursor=${cursor} pageInfo=${part.pageInfo} first=${words.first} next=${words.next} />`
    }
    <${ReplayForm} id=${id} onStarted=${replays.reload} />
    <h3>${words.replays}</h3>
    ${!replays.part && replays.problem && html`<${Unavailable} problem=${replays.problem} />`}
    ${replays.part?.length === 0 && html`<${Empty}>${words.noReplays}<//>`}
    ${replays.part && html`<ul class="rows">${replays.part.map((replay) => html`<${ReplayRow} key=${replay.id} replay=${replay} />`)}</ul>`}`;
}

function Letter({ letter: { sequence, type, at, reason } }: { letter: DeadLetter }) {
  const { language } = useText();
  return html`
    <li data-dead-letter=${sequence}>
      <span class="tail-type">${shortType(type)}</span><span class="muted tabular">${sequence}</span>
      <span class="muted full">${moment(at, language)} · ${reason}</span>
    </li>`;
}

function ReplayRow({ replay: { id, deadLettersOnly, fromSequence, toSequence, position, sent, requestedAt, endedAt } }: { replay: Replay }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  const first = Number(fromSequence);
  const share = (Number(position) - first + 1) / Math.max(1, Number(toSequence) - first + 1);
  const range = words.replayRange(count(first, language), count(Number(toSequence), language));
  return html`
    <li data-replay=${id} data-ended=${endedAt !== null}>
      <span class="strong tabular">${range}${deadLettersOnly && html` <span class="pill">${words.replayDead}</span>`}</span>
      ${
        endedAt
          ? html`<${State} tone="good" word=${words.replayEnded(count(sent, language))} />`
          : html`<${State} tone="calm" word=${words.replayGoing(count(sent, language))} />`
      }
      <span class="muted full">${moment(requestedAt, language)}</span>
      ${!endedAt && html`<span class="full"><${ShareBar} share=${share} /></span>`}
    </li>`;
}
