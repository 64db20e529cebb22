import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { RegistersDocument } from '#codegen/generated/portal.ts';
import { Card, SkeletonCard, Unavailable } from './card.ts';
import { FeedsCard } from './feeds-card.ts';
import { ago, count, megabytes } from './format.ts';
import { useText } from './language.ts';
import type { AddressIndex, RegistersHealth } from './model.ts';
import { PermissionsCard } from './permissions-card.ts';
import { RegisterCard } from './register-card.ts';
import { State } from './state.ts';
import { Troubles } from './troubles.ts';
import { useReading } from './use-reading.ts';

const AGAIN_AFTER_MS = 3_000;

/** For those who run the hub: how it stands with the registers, what is wrong first. */
export function RegistersPage() {
  const { t, language } = useText();
  const { part: health, toldAt, problem } = useReading(RegistersDocument, {}, ({ registers }) => registers, AGAIN_AFTER_MS);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return html`
    <h1 ref=${heading} tabindex="-1">${t.registers.title}</h1>
    <p class="welcome-lead">${t.registers.lead}</p>
    ${problem && health && html`<p class="notice" role="status" data-outdated>${t.registers.outdated(ago((performance.now() - toldAt) / 1_000, language))}</p>`}
    ${problem && !health && html`<section class="card failed"><${Unavailable} problem=${problem} /></section>`}
    ${!problem && !health && html`<div class="registers"><${SkeletonCard} lines=${4} /><${SkeletonCard} lines=${4} /></div>`}
    ${health && html`<${Health} health=${health} />`}`;
}

function Health({ health: { troubles, registers, feeds, permissions, addressIndex } }: { health: RegistersHealth }) {
  return html`
    <${Troubles} troubles=${troubles} />
    <div class="registers">${registers.map((register) => html`<${RegisterCard} key=${register.name} register=${register} />`)}</div>
    <div class="registers registers-wide">
      <${FeedsCard} feeds=${feeds} />
      <${PermissionsCard} permissions=${permissions} />
      ${addressIndex && html`<${AddressIndexCard} index=${addressIndex} />`}
    </div>`;
}

const INDEX_TONES = { READY: 'good', BUILDING: 'calm', FALLBACK: 'unsure' } as const;

function AddressIndexCard({ index: { state, addresses, bytes, changes } }: { index: AddressIndex }) {
  const { t, language } = useText();
  return html`
    <${Card} id="address-index" title=${t.registers.addressIndex} aside=${html`<${State} tone=${INDEX_TONES[state]} word=${t.registers.indexStates[state]} />`}>
      <p>${t.registers.indexOf(count(addresses, language), megabytes(bytes, language), count(changes, language))}</p>
    <//>`;
}
