import { html } from 'htm/preact';
import { useText } from './language.ts';
import type { Benefit, Law, Offer, Reason } from './model.ts';
import { ProvenanceNote } from './provenance.ts';

/** Why the offer is made, folded: each condition with its outcome, its provision, and the fact it rests on. */
export function Reasons({ offer: { because, benefit } }: { offer: Offer }) {
  const { t } = useText();
  const met = because.filter((reason) => reason.met).length;
  const laws = new Map(because.map(({ nodeId }) => [nodeId, lawOf(nodeId, benefit)]));
  const cited = [...laws.values()].map((law) => law?.title);
  const others = benefit?.legalBasis.filter(({ title }) => !cited.includes(title)) ?? [];
  return html`
    <details class="why">
      <summary><span class="strong">${t.why}</span> <span class="muted">${t.conditionsMet(met, because.length)}</span></summary>
      <ul class="reasons">
        ${because.map((reason) => html`<${ReasonLine} key=${reason.nodeId} reason=${reason} law=${laws.get(reason.nodeId) ?? null} />`)}
      </ul>
      ${others.length > 0 && html`<${OtherLaws} laws=${others} />`}
    </details>`;
}

/** What is still open stands outside the fold: nobody should accept without having seen it. */
export function Unchecked({ because }: { because: Reason[] }) {
  const { t, say } = useText();
  const open = because.filter(({ met }) => met === null);
  if (open.length === 0) return null;
  return html`
    <div class="unchecked">
      <p class="strong">${t.willBeChecked}</p>
      ${open.map((reason) => html`<p key=${reason.nodeId}>${say(reason.description)}</p>`)}
    </div>`;
}

function ReasonLine({ reason, law }: { reason: Reason; law: Law | null }) {
  const { t, say } = useText();
  const [sign, word, kind] =
    reason.met === null ? ['?', t.cannotCheck, 'unsure'] : reason.met ? ['✓', t.met, 'met'] : ['✗', t.notMet, 'not-met'];
  return html`
    <li class=${`reason reason-${kind}`}>
      <span class="sign" aria-hidden="true">${sign}</span>
      <div>
        <p>${say(reason.description)}</p>
        <p class="reason-outcome"><strong>${word}</strong>${law && html` · <${LawName} law=${law} />`}</p>
        <${ProvenanceNote} provenance=${reason.provenance} />
      </div>
    </li>`;
}

function OtherLaws({ laws }: { laws: Law[] }) {
  const { t } = useText();
  return html`
    <div class="legal">
      <p class="muted">${t.otherLaws}</p>
      <ul>${laws.map((law) => html`<li key=${law.title}><${LawName} law=${law} /></li>`)}</ul>
    </div>`;
}

/** Laws are named in Latvian whatever the language of the page. */
function LawName({ law: { title, url } }: { law: Law }) {
  return url ? html`<a href=${url} rel="noopener noreferrer" lang="lv">${title}</a>` : html`<span lang="lv">${title}</span>`;
}

/** A condition without a provision of its own rests on that of the group it stands in: 1.2.1, else 1.2, else 1. */
function lawOf(nodeId: string, benefit: Benefit | null): Law | null {
  const law = benefit?.criteriaNodes.find(({ id }) => id === nodeId)?.legalBasis;
  if (law) return law;
  const parent = nodeId.lastIndexOf('.');
  return parent < 0 ? null : lawOf(nodeId.slice(0, parent), benefit);
}
