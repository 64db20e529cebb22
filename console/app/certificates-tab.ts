import { html } from 'htm/preact';
import { CertifyEventsDocument, EventCertificatesDocument } from '#codegen/generated/portal.ts';
import { useAnnounce } from './announcer.ts';
import { Empty, Unavailable } from './card.ts';
import { count, moment, shortDay } from './format.ts';
import { useText } from './language.ts';
import type { Certificate, EventSubscription } from './model.ts';
import { RefusalNote } from './refusal-note.ts';
import { useReading } from './use-reading.ts';
import { useSending } from './use-sending.ts';

const AGAIN_AFTER_MS = 30_000;

/** Proof of what the subscription should have got, day by day or made now. */
export function CertificatesTab({ subscription: { id, name } }: { subscription: EventSubscription }) {
  const { t } = useText();
  const words = t.subscriptions;
  const announce = useAnnounce();
  const { part, problem, reload } = useReading(EventCertificatesDocument, { id }, (data) => data.eventSubscription?.certificates, AGAIN_AFTER_MS);
  const { send, isSending, refusal } = useSending();

  async function certify(): Promise<void> {
    if (!(await send(CertifyEventsDocument, { input: { subscriptionId: id } }, (data) => data.certifyEvents))) return;
    announce(words.certified);
    reload();
  }
  return html`
    <p>${words.proofText}</p>
    <p class="answers"><button type="button" class="button" aria-disabled=${isSending} data-action="certify" onClick=${certify}>${words.certify}</button></p>
    <${RefusalNote} refusal=${refusal} />
    ${!part && problem && html`<${Unavailable} problem=${problem} />`}
    ${part?.length === 0 && html`<${Empty}>${words.noCertificates}<//>`}
    ${part?.map((certificate) => html`<${CertificateView} key=${certificate.id} certificate=${certificate} subscription=${name} />`)}`;
}

function CertificateView({ certificate, subscription }: { certificate: Certificate; subscription: string }) {
  const { t, language } = useText();
  const words = t.subscriptions;
  const { id, day, madeAt, firstSequence, lastSequence, count: counted, hash, leftOut, signature } = certificate;
  const number = (value: string | number) => count(Number(value), language);
  return html`
    <article class="certificate" data-certificate=${id} aria-labelledby=${`certificate-${id}`}>
      <header>
        <h4 id=${`certificate-${id}`}>${day ? words.ofDay(shortDay(day, language)) : words.onDemand}</h4>
        <span class="muted">${moment(madeAt, language)}</span>
      </header>
      <p class="muted tabular">${Number(lastSequence) < Number(firstSequence) ? words.rangeEmpty : words.range(number(firstSequence), number(lastSequence))}</p>
      <dl class="certificate-sums">
        <div><dt>${words.counted}</dt><dd class="certificate-count" data-count=${counted}>${number(counted)}</dd></div>
        ${leftOut.map(({ reason, count: left }) => html`<div key=${reason}><dt>${words.leftOutReasons[reason]}</dt><dd>${number(left)}</dd></div>`)}
      </dl>
      <dl class="facts">
        <dt>${words.hash}</dt><dd class="number breaks">${hash}</dd>
        <dt>${words.signature}</dt><dd class="number breaks">${signature}</dd>
      </dl>
      <a class="button button-quiet button-small" download=${fileName(subscription, certificate)} href=${jsonAddress(certificate)}>${words.download}</a>
    </article>`;
}

function fileName(subscription: string, { firstSequence, lastSequence }: Certificate): string {
  const name = subscription.replaceAll(/[^\p{L}\d]+/gu, '-').replaceAll(/^-|-$/g, '');
  return `${name || 'certificate'}-${firstSequence}-${lastSequence}.json`;
}

/** The certificate as the graph gave it, for the verifier; small enough for an address, so that nothing has to be released later. */
function jsonAddress(certificate: Certificate): string {
  return `data:application/json;charset=utf-8,${encodeURIComponent(`${JSON.stringify(certificate, null, 2)}\n`)}`;
}
