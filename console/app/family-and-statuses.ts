import { html } from 'htm/preact';
import { SwitchButton, type ActFor } from './acting-for.ts';
import { Card, Empty } from './card.ts';
import { shortDay } from './format.ts';
import type { GraphQLProblem } from './graphql.ts';
import { useText } from './language.ts';
import { fullName, isDeceased, type Person } from './model.ts';
import { problemOf } from './problems.ts';

/** The children in one's custody, for whom one may act; while one acts for somebody, the children are only listed. */
export function ChildrenCard({ me, errors, actFor }: { me: Person; errors: GraphQLProblem[]; actFor: ActFor | null }) {
  const { t, language } = useText();
  const children = me.children ?? [];
  return html`
    <${Card} id="children" title=${t.children} problem=${problemOf('children', me.children, errors)}>
      ${children.length === 0 && html`<${Empty}>${t.noChildren}<//>`}
      ${
        children.length > 0 &&
        html`
        <ul class="rows">
          ${children.map(
            (child) => html`
            <li key=${child.id}>
              <span class="strong">${fullName(child) || t.newborn}</span>
              ${child.birthDate && html`<span class="muted">${t.born} ${shortDay(child.birthDate, language)}</span>`}
              ${
                actFor &&
                html`<${SwitchButton} label=${t.actForChild} about=${child.givenName ?? t.newborn} kind="button-quiet"
                  onSwitch=${() => actFor({ id: child.id, name: fullName(child) || null })} />`
              }
            </li>`,
          )}
        </ul>`
      }
    <//>`;
}

export function StatusesCard({ me, errors }: { me: Person; errors: GraphQLProblem[] }) {
  const { t, say, language } = useText();
  const statuses = me.statuses ?? [];
  return html`
    <${Card} id="statuses" title=${t.statuses} problem=${problemOf('statuses', me.statuses, errors)}>
      ${statuses.length === 0 && html`<${Empty}>${t.noStatuses}<//>`}
      ${
        statuses.length > 0 &&
        html`
        <ul class="rows">
          ${statuses.map(
            (status) => html`
            <li key=${status.id} class="status">
              <span class="strong">${status.type ? say(status.type.name) : status.id}</span>
              ${!isDeceased(me) && html`<span class=${`pill ${status.state === 'ACTIVE' ? 'pill-good' : ''}`}>${t.statusStates[status.state] ?? t.otherState}</span>`}
              <span class="muted full">
                ${t.from} ${shortDay(status.validFrom, language)}${status.validTo ? ` ${t.until} ${shortDay(status.validTo, language)}` : ` · ${t.openEnded}`}${status.issuer && ` · ${say(status.issuer.name)}`}
              </span>
            </li>`,
          )}
        </ul>`
      }
    <//>`;
}
