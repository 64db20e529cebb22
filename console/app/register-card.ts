import { html } from 'htm/preact';
import { Card } from './card.ts';
import { count, duration, megabytes, percent, span } from './format.ts';
import { useText } from './language.ts';
import type { RegisterHealth, RegisterRecords } from './model.ts';
import { State } from './state.ts';

const TONES = { ANSWERING: 'good', PAUSED: 'unsure', PROBED: 'unsure', DOWN: 'bad' } as const;

/** How calls to one register fare, and what is kept of its records. */
export function RegisterCard({ register: { name, state, sinceSeconds, pausedSeconds, waiting, calls, records } }: { register: RegisterHealth }) {
  const { t, language } = useText();
  const { made, failed, medianMs, p99Ms } = calls;
  const latency = medianMs === null || p99Ms === null ? t.registers.notAsked : t.registers.latencyOf(duration(medianMs, language), duration(p99Ms, language));
  return html`
    <div data-register=${name} data-state=${state}>
      <${Card} id=${`register-${name}`} title=${t.registers.names[name] ?? name} aside=${html`<${State} tone=${TONES[state]} word=${t.registers.states[state]} />`}>
        <dl class="facts">
          <dt>${t.registers.stateSince}</dt><dd>${span(sinceSeconds, language)}</dd>
          ${pausedSeconds !== null && html`<dt>${t.registers.pausedFor}</dt><dd>${span(pausedSeconds, language)}</dd>`}
          <dt>${t.registers.latency}</dt><dd>${latency}</dd>
          ${made > 0 && html`<dt>${t.registers.failed}</dt><dd>${t.registers.ofMade(count(failed, language), count(made, language))}</dd>`}
          ${waiting > 0 && html`<dt>${t.registers.waiting}</dt><dd>${count(waiting, language)}</dd>`}
          ${records && html`<${Records} records=${records} />`}
        </dl>
      <//>
    </div>`;
}

function Records({ records: { memory, shared, ages, changes } }: { records: RegisterRecords }) {
  const { t, language } = useText();
  const holds = (kept: number, there: number, missing: number) => {
    const asked = there + missing;
    return t.registers.holds(count(kept, language), asked === 0 ? null : percent(String(Math.round((there / asked) * 100)), language));
  };
  return html`
    <dt>${t.registers.memory}</dt>
    <dd>
      ${holds(memory.records, memory.hits + memory.stale + memory.joined, memory.misses)} · ${megabytes(memory.bytes, language)}
      ${!memory.isListening && html` <${State} tone="bad" word=${t.registers.deaf} />`}
    </dd>
    <dt>${t.registers.shared}</dt><dd>${holds(shared.records, shared.hits + shared.stale, shared.misses)}</dd>
    ${ages && html`<dt>${t.registers.ages}</dt><dd>${t.registers.agesOf(span(ages.medianSeconds, language), span(ages.oldestSeconds, language))}</dd>`}
    <dt>${t.registers.changes}</dt><dd>${t.registers.changesOf(count(changes.told - changes.consumed, language), count(changes.instances, language))}</dd>`;
}
