import { html } from 'htm/preact';
import { Card, Empty } from './card.ts';
import { shortDay } from './format.ts';
import type { GraphQLProblem } from './graphql.ts';
import { useText } from './language.ts';
import type { Occurrence, OccurrenceStep, Person } from './model.ts';
import { problemOf } from './problems.ts';

export function LifeSituationsCard({ me, errors }: { me: Person; errors: GraphQLProblem[] }) {
  const { t } = useText();
  const occurrences = me.lifeSituations ?? [];
  return html`
    <${Card} id="life-situations" title=${t.lifeSituations} problem=${problemOf('lifeSituations', me.lifeSituations, errors)}>
      ${occurrences.length === 0 && html`<${Empty}>${t.noLifeSituations}<//>`}
      ${occurrences.map((occurrence) => html`<${Timeline} key=${occurrence.id} occurrence=${occurrence} />`)}
    <//>`;
}

function Timeline({ occurrence }: { occurrence: Occurrence }) {
  const { t, say, language } = useText();
  const steps = occurrence.steps.toSorted((one, other) => one.step.order - other.step.order);
  return html`
    <div class="occurrence">
      <h3>${say(occurrence.situation.name)} <span class="muted">${t.since} ${shortDay(occurrence.since, language)}</span></h3>
      <ol class="timeline">${steps.map((step) => html`<${Step} key=${step.step.order} step=${step} />`)}</ol>
    </div>`;
}

function Step({ step: { done, dueOn, step } }: { step: OccurrenceStep }) {
  const { t, say, language } = useText();
  const word = done === null ? t.stepUnknown : done ? t.stepDone : t.stepOpen;
  const title = say(step.title);
  const service = step.service && say(step.service.name);
  return html`
    <li class=${done ? 'step step-done' : 'step'}>
      <span class="strong">${title}</span>
      <span class="step-state">${word}${dueOn && !done && `${done === null ? ' ·' : ''} ${t.stepDue} ${shortDay(dueOn, language)}`}</span>
      ${service && service !== title && html`<span class="muted full">${service}</span>`}
    </li>`;
}
