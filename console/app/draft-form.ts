import { html } from 'htm/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ProblemCode } from './card.ts';
import { DraftField } from './draft-field.ts';
import { useText } from './language.ts';
import type { Answer, AnswerMissingResult, Request } from './model.ts';
import type { Problem } from './problems.ts';

/**
 * Asks what a draft still misses. The hub checks the answers; what it does not accept is said beside the field.
 * The fields keep their own text, so that readings in the background never touch what is being typed.
 */
export function DraftForm({
  request,
  account,
  onAnswer,
}: {
  request: Request;
  /** The account given in an earlier request, offered as a beginning. */
  account: string | null;
  onAnswer: (answers: Answer[]) => Promise<AnswerMissingResult | Problem>;
}) {
  const { t } = useText();
  const form = useRef<HTMLFormElement>(null);
  const [sending, setSending] = useState(false);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<{ message: string | null; problem: Problem | null } | null>(null);

  useLayoutEffect(() => {
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    // Of a choice, its first possibility.
    (field?.querySelector<HTMLElement>('input') ?? field)?.focus();
  }, [wrong]);

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    if (sending || !form.current) return;
    const given = new FormData(form.current);
    const answers = request.missing.map((question) => ({ question, answer: String(given.get(question) ?? '').trim() }));
    setFailure(null);
    const empty = answers.filter(({ answer }) => answer === '');
    setWrong(Object.fromEntries(empty.map(({ question }) => [question, t.answerNeeded])));
    if (empty.length > 0) return;
    setSending(true);
    const result = await onAnswer(answers);
    setSending(false);
    if (!('__typename' in result)) return setFailure({ message: null, problem: result });
    if (result.__typename === 'AnswerMissingSuccess') return;
    const question = questionAt(result.path, answers);
    if (result.__typename === 'InvalidInput' && question) return setWrong({ [question]: t.invalidAnswer(question, result.message) });
    setFailure({ message: result.message, problem: null });
  }

  return html`
    <form class="draft full" id=${`draft-${request.id}`} ref=${form} novalidate onSubmit=${send} aria-label=${t.draftTitle(request.number)}>
      <p class="draft-lead">${t.draftLead}</p>
      ${request.missing.map(
        (question) => html`
        <${DraftField} key=${question} id=${`${request.id}-${question}`} question=${question} known=${question === 'bankAccount' ? account : null}
          problem=${wrong[question] ?? null} />`,
      )}
      ${
        failure &&
        html`
        <div class="problem" role="alert">
          <p>${failure.message ?? t.actionFailed}</p>
          ${failure.problem && html`<${ProblemCode} problem=${failure.problem} />`}
        </div>`
      }
      <button type="submit" class="button button-main" aria-disabled=${sending}>${sending ? t.submitting : t.submitDraft}</button>
    </form>`;
}

/** Leads to the first question of a draft that stands further down. */
export function focusDraft(requestId: string): void {
  document.getElementById(`draft-${requestId}`)?.querySelector<HTMLElement>('input, textarea')?.focus();
}

/** Which question `answers.1.answer` is about. */
function questionAt(path: string[] | null, answers: Answer[]): string | null {
  return path?.[0] === 'answers' ? (answers[Number(path[1])]?.question ?? null) : null;
}
