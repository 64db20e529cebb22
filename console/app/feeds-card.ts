import { html } from 'htm/preact';
import { Card, Empty } from './card.ts';
import { ago, count, percent } from './format.ts';
import type { Text } from './i18n.ts';
import { useText } from './language.ts';
import type { FeedHealth } from './model.ts';
import { ShareBar } from './share-bar.ts';
import { State } from './state.ts';

const TONES = { FOLLOWING: 'good', DISCOVERING: 'calm', REPAIRING: 'unsure', FAILING: 'bad' } as const;

/** How far the hub has followed what changes in the registers. */
export function FeedsCard({ feeds }: { feeds: FeedHealth[] }) {
  const { t } = useText();
  return html`
    <${Card} id="feeds" title=${t.registers.feeds}>
      ${feeds.length === 0 ? html`<${Empty}>${t.registers.noFeeds}<//>` : html`<ul class="rows">${feeds.map((feed) => html`<${Feed} key=${feed.name} feed=${feed} />`)}</ul>`}
    <//>`;
}

function Feed({ feed: { name, state, position, end, behind, quietSeconds, repair, lastFailure } }: { feed: FeedHealth }) {
  const { t, language } = useText();
  const share = state === 'DISCOVERING' && end ? position / end : null;
  const notes = [
    behind === null ? t.registers.positionOnly(count(position, language)) : t.registers.position(count(position, language), count(behind, language)),
    share === null ? null : t.registers.progress(percent(String(Math.floor(share * 100)), language)),
    repair === null ? null : t.registers.repairs[repair],
    quietSeconds === null ? null : t.registers.lookedAt(ago(quietSeconds, language)),
    lastFailure === null ? null : t.registers.lastFailure(ago(lastFailure.secondsAgo, language)),
  ].filter((note) => note !== null);
  return html`
    <li data-feed=${name} data-state=${state}>
      <span class="strong">${feedTitle(name, t)}</span>
      <${State} tone=${TONES[state]} word=${t.registers.feedStates[state]} />
      <span class="muted full">${notes.join(' · ')}</span>
      ${share !== null && html`<span class="full"><${ShareBar} share=${share} /></span>`}
    </li>`;
}

/** "fpr_person/death" → "Population register: deaths". */
export function feedTitle(name: string, t: Text): string {
  const [dataSet = name] = name.split('/');
  const register = t.sources[dataSet] ?? dataSet;
  return name === dataSet ? register : `${register}: ${t.registers.lists[name] ?? name}`;
}
