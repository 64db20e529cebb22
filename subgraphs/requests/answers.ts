import { readIban } from './iban.ts';
import type { Answer } from './models.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';

const LONGEST = 2_000;

export type AnswersReading =
  | { answers: Answer[]; missing: string[] }
  | { wrong: string; path: string[] };

/**
 * Reads the answers to what a draft misses. A question may be answered again while the draft is one; the last answer
 * counts. What is wrong is said without the answer, which is personal data.
 *
 * @param missing what is still to be answered
 * @param answered what has been answered already
 */
export function readAnswers(given: readonly Answer[], missing: readonly string[], answered: readonly string[]): AnswersReading {
  const taken = new Map<string, string>();
  for (const [index, { question, answer }] of given.entries()) {
    if (!missing.includes(question) && !answered.includes(question)) {
      return { wrong: `This request does not ask for that; it asks for: ${[...missing, ...answered].join(', ')}`, path: ['answers', `${index}`, 'question'] };
    }
    const reading = readAnswer(question, answer);
    if ('wrong' in reading) return { wrong: `${question}: ${reading.wrong}`, path: ['answers', `${index}`, 'answer'] };
    taken.set(question, reading.answer);
  }
  return {
    answers: [...taken].map(([question, answer]) => ({ question, answer })),
    missing: missing.filter((question) => !taken.has(question)),
  };
}

function readAnswer(question: string, text: string): { answer: string } | { wrong: string } {
  if (question === 'bankAccount') {
    const reading = readIban(text);
    return 'wrong' in reading ? reading : { answer: reading.iban };
  }
  const answer = text.trim();
  if (answer === '') return { wrong: 'an answer cannot be empty' };
  if (answer.length > LONGEST) return { wrong: `an answer has at most ${LONGEST} characters` };
  if (holdsPersonalCode(answer)) return { wrong: 'leave the personal code out; the institution knows whom the request is about' };
  return { answer };
}
