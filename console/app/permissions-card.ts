import { html } from 'htm/preact';
import { Card } from './card.ts';
import { count, percent, shortDay } from './format.ts';
import { useText } from './language.ts';
import type { PermissionHealth } from './model.ts';
import { ShareBar } from './share-bar.ts';
import { State } from './state.ts';

/** From here on the hub saves what is left for what is urgent. */
const WARN_AT = 0.8;
const ENDS_SOON_DAYS = 14;

/** What the hub may read and for what, and how much of it is left. */
export function PermissionsCard({ permissions }: { permissions: PermissionHealth[] }) {
  const { t } = useText();
  return html`
    <${Card} id="permissions" title=${t.registers.permissions}>
      <ul class="rows">${permissions.map((permission) => html`<${Permission} key=${`${permission.dataSet} ${permission.number}`} permission=${permission} />`)}</ul>
    <//>`;
}

function Permission({ permission: { number, dataSet, purposes, isValid, validTo, daysLeft, used, quota, share, warns, fields } }: { permission: PermissionHealth }) {
  const { t, language } = useText();
  const endsSoon = daysLeft !== null && daysLeft <= ENDS_SOON_DAYS;
  const ends = validTo === null ? '' : ` ${t.registers.endsOn(shortDay(validTo, language))}`;
  const use = quota === null || share === null
    ? t.registers.noQuota(count(used, language))
    : t.registers.quota(count(used, language), count(quota, language), percent(String(Math.round(share * 100)), language));
  return html`
    <li data-permission=${number}>
      <span class="strong">${t.registers.number(number)}</span>
      <${State} tone=${!isValid ? 'bad' : endsSoon ? 'unsure' : 'good'} word=${isValid ? t.registers.valid + ends : t.registers.notValid} />
      <span class="muted full">${t.sources[dataSet] ?? dataSet}: ${purposes.map((purpose) => t.registers.purposes[purpose] ?? purpose).join(', ')}${fields && ` · ${t.registers.fields(count(fields.length, language))}`}</span>
      <span class=${`full${warns ? ' quota-high' : ' muted'}`}>${use}${warns && ' !'}</span>
      ${share !== null && html`<span class="full"><${ShareBar} share=${share} mark=${WARN_AT} isHigh=${warns} /></span>`}
    </li>`;
}
