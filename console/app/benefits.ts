import { html } from 'htm/preact';
import { Card, Empty } from './card.ts';
import { shortDay } from './format.ts';
import type { GraphQLProblem } from './graphql.ts';
import { useText } from './language.ts';
import { isDeceased, type Person } from './model.ts';
import { problemOf } from './problems.ts';

/** What the person has: it stays here after the offer it came from is gone from the page. */
export function BenefitsCard({ me, errors }: { me: Person; errors: GraphQLProblem[] }) {
  const { t, say, language } = useText();
  const granted = me.benefits ?? [];
  return html`
    <${Card} id="benefits" title=${t.benefits} problem=${problemOf('benefits', me.benefits, errors)}>
      ${granted.length === 0 && html`<${Empty}>${t.noBenefits}<//>`}
      ${
        granted.length > 0 &&
        html`
        <ul class="rows">
          ${granted.map(
            ({ id, state, validFrom, validTo, benefit }) => html`
            <li key=${id}>
              <span class="strong">${benefit ? say(benefit.name) : t.unnamedBenefit}</span>
              ${!isDeceased(me) && html`<span class=${`pill ${state === 'ACTIVE' ? 'pill-good' : ''}`}>${t.benefitStates[state] ?? t.otherState}</span>`}
              <span class="muted full">
                ${t.from} ${shortDay(validFrom, language)}${validTo && ` ${t.until} ${shortDay(validTo, language)}`}${benefit?.grantor && ` · ${say(benefit.grantor.name)}`}
              </span>
            </li>`,
          )}
        </ul>`
      }
    <//>`;
}
