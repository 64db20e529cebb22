import { html } from 'htm/preact';
import { Card, Unavailable } from './card.ts';
import { day, shortDay } from './format.ts';
import type { GraphQLProblem } from './graphql.ts';
import { useText } from './language.ts';
import { fullName, isDeceased, type Person } from './model.ts';
import { problemOf } from './problems.ts';
import { ProvenanceNote } from './provenance.ts';

/** Who the register says this is, and where they live. */
export function PersonCard({ me, errors }: { me: Person; errors: GraphQLProblem[] }) {
  const { t, language } = useText();
  return html`
    <${Card} id="person" title=${t.person} problem=${problemOf('givenName', me.givenName, errors)}>
      <dl class="facts">
        <dt>${t.name}</dt>
        <dd class="strong">${fullName(me)}</dd>
        ${
          me.birthDate &&
          html`
          <dt>${t.birthDate}</dt>
          <dd>${day(me.birthDate, language)}${me.age !== null && !isDeceased(me) && html` <span class="muted">(${t.age(me.age)})</span>`}</dd>`
        }
        ${me.deathDate && html`<dt>${t.deathDate}</dt><dd>${day(me.deathDate, language)}</dd>`}
      </dl>
      <${ProvenanceNote} provenance=${me.provenance} />
      ${!isDeceased(me) && html`<${Residence} me=${me} errors=${errors} />`}
    <//>`;
}

/** No address has a reason (protected, abroad, none), which is not the same as an address that could not be read. */
function Residence({ me, errors }: { me: Person; errors: GraphQLProblem[] }) {
  const { t, language } = useText();
  const address = me.declaredResidence;
  const problem = problemOf('declaredResidence', address, errors, true);
  if (problem) return html`<h3 class="subhead">${t.residence}</h3><${Unavailable} problem=${problem} />`;
  return html`
    <dl class="facts residence">
      <dt>${t.residence}</dt>
      ${
        address
          ? html`
          <dd>${address.text}${address.postalCode && !address.text.includes(address.postalCode) && `, ${address.postalCode}`}</dd>
          ${address.municipality && html`<dt>${t.municipality}</dt><dd>${address.municipality.name}</dd>`}`
          : html`<dd>${t.residenceStates[me.residenceState ?? 'UNKNOWN'] ?? t.residenceStates['UNKNOWN']}</dd>`
      }
      ${address && me.residenceSince && html`<dt>${t.residenceSince}</dt><dd>${shortDay(me.residenceSince, language)}</dd>`}
    </dl>
    <${ProvenanceNote} provenance=${address?.provenance ?? null} />`;
}
