import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';

const SHOWN_MOST = 40;

/** A sequence as clients write it: a whole number as text. */
export function sequenceOf(text: string, name: string): number | InvalidInput {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return invalidInput(`${name} is "${text.slice(0, SHOWN_MOST)}"; expected a sequence, which is a whole number as text`, [name]);
}

/** A cursor to begin behind cannot lie in the future. */
export function cursorOf(text: string, name: string, head: number): number | InvalidInput {
  const sequence = sequenceOf(text, name);
  if (typeof sequence !== 'number' || sequence <= head) return sequence;
  return invalidInput(`${name} is ${sequence}, which lies in the future: the newest sequence is ${head}`, [name]);
}
