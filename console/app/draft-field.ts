import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { accountNumber } from './format.ts';
import { useText } from './language.ts';

interface Field {
  id: string;
  /** What the request asks for; also the name of the field. */
  question: string;
  /** An answer known from before. */
  known: string | null;
  /** What is wrong with the answer. */
  problem: string | null;
}

/** For how long the parent's benefit can be paid. */
const PAYMENT_PERIODS = ['13', '19'];

/** One question with its hint and, where the answer was not accepted, the reason: both are read out with the field. */
export function DraftField(field: Field) {
  if (field.question === 'paymentPeriod') return html`<${PeriodField} ...${field} />`;
  const isAccount = field.question === 'bankAccount';
  return html`<${TextField} ...${field} isAccount=${isAccount} isLong=${!isAccount && field.question !== 'sickLeaveCertificate'} />`;
}

function TextField({ id, question, known, problem, isAccount, isLong }: Field & { isAccount: boolean; isLong: boolean }) {
  const { t } = useText();
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const hint = isAccount && known ? `${t.hints[question]} ${t.accountKnown}` : t.hints[question];
  // The account may become known while this form is already open, by completing another one.
  useEffect(() => {
    if (known && input.current && input.current.value === '') input.current.value = accountNumber(known);
  }, [known]);
  const regroup = () => {
    if (isAccount && input.current) input.current.value = accountNumber(input.current.value);
  };
  return html`
    <div class="field">
      <label for=${id}>${t.questions[question] ?? t.otherQuestion(question)}</label>
      ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
      ${problem && html`<p class="field-problem" id=${`${id}-problem`}>${problem}</p>`}
      ${
        isLong
          ? html`<textarea id=${id} name=${question} ref=${input} rows="3" maxlength="2000" ...${described(id, hint, problem)}></textarea>`
          : html`
          <input id=${id} name=${question} ref=${input} type="text" maxlength=${isAccount ? 42 : 200} autocomplete="off" spellcheck=${false}
            autocapitalize=${isAccount ? 'characters' : 'off'} class=${isAccount ? 'account' : ''} onBlur=${regroup} ...${described(id, hint, problem)} />`
      }
    </div>`;
}

function PeriodField({ id, question, problem }: Field) {
  const { t } = useText();
  return html`
    <fieldset class="field" role="radiogroup" ...${described(id, t.hints[question], problem)}>
      <legend>${t.questions[question]}</legend>
      <p class="hint" id=${`${id}-hint`}>${t.hints[question]}</p>
      ${problem && html`<p class="field-problem" id=${`${id}-problem`}>${problem}</p>`}
      ${PAYMENT_PERIODS.map(
        (months) => html`
        <label key=${months} class="choice"><input type="radio" name=${question} value=${months} /> ${t.months(months)}</label>`,
      )}
    </fieldset>`;
}

function described(id: string, hint: string | undefined, problem: string | null): Record<string, string> {
  const by = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return { 'aria-required': 'true', 'aria-invalid': String(problem !== null), ...(by && { 'aria-describedby': by }) };
}
