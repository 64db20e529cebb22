import { allCodes, type CodedPerson, type CodeNews, type KnownCode } from '#connectors/population/code-book.ts';

/** What a page of the register says of codes that the book does not say yet. */
export interface Lesson {
  /** The person of every code of the page. */
  ids: Map<string, string>;
  /** Codes that were not in the book. */
  added: { code: string; personId: string }[];
  /** Today's code of everyone of whom anything changes. */
  current: Map<string, string>;
  /** Codes that leave one person for another: of somebody who was taken for them. */
  parted: { code: string; personId: string }[];
  news: CodeNews;
}

/**
 * Compares what the register says with what is known. Pure.
 *
 * The oldest known of a person's own codes says who they are, so that a new code changes no id; whoever else is known by
 * a code of the record was the same person all along. A code that is known only as somebody's former or merged one, on a
 * record that no longer names that somebody's own code, is a person of their own again.
 *
 * @param idOf the id of who is met for the first time, from their oldest code
 */
export function lessonOf(people: readonly CodedPerson[], known: ReadonlyMap<string, KnownCode>, idOf: (code: string) => string): Lesson {
  const book = new Map(known);
  const lesson: Lesson = { ids: new Map(), added: [], current: new Map(), parted: [], news: { recoded: [], merged: [], parted: [] } };
  for (const person of people) learnOne(person, book, lesson, idOf);
  return lesson;
}

function learnOne(person: CodedPerson, book: Map<string, KnownCode>, lesson: Lesson, idOf: (code: string) => string): void {
  const { code, formerCodes } = person;
  const own = [...formerCodes, code];
  const all = allCodes(person);
  const firstId = idOf(own[0]!);
  const takenFor = takenForSomebodyElse(person, book, firstId);
  const knownId = takenFor === null ? own.map((one) => book.get(one)?.personId).find((id) => id !== undefined) : undefined;
  const personId = knownId ?? firstId;
  if (takenFor !== null) {
    for (const one of own.filter((each) => book.get(each)?.personId === takenFor)) lesson.parted.push({ code: one, personId });
    lesson.news.parted.push(personId);
  }
  const others = new Set(all.map((one) => book.get(one)?.personId).filter((id) => id !== undefined && id !== personId && id !== takenFor) as string[]);
  for (const formerId of others) merge(formerId, personId, book, lesson);
  const before = book.get(code);
  const isToday = before?.isCurrent === true && before.personId === personId;
  if (knownId !== undefined && !isToday) lesson.news.recoded.push(personId);
  if (!isToday || others.size > 0) lesson.current.set(personId, code);
  for (const one of all) {
    if (!book.has(one)) lesson.added.push({ code: one, personId });
    book.set(one, { personId, isCurrent: one === code });
    lesson.ids.set(one, personId);
  }
}

/** Of whom this record's code was thought to be, where the record says nothing of them any more; null where it is not so. */
function takenForSomebodyElse(person: CodedPerson, book: ReadonlyMap<string, KnownCode>, firstId: string): string | null {
  const before = book.get(person.code);
  if (!before || before.isCurrent || before.personId === firstId) return null;
  const namesThem = allCodes(person).some((code) => book.get(code)?.personId === before.personId && book.get(code)!.isCurrent);
  return namesThem ? null : before.personId;
}

function merge(formerId: string, survivorId: string, book: Map<string, KnownCode>, { ids, added, current, news }: Lesson): void {
  news.merged.push({ formerId, survivorId });
  current.delete(formerId);
  for (const [code, known] of book) if (known.personId === formerId) book.set(code, { personId: survivorId, isCurrent: false });
  for (const [code, id] of ids) if (id === formerId) ids.set(code, survivorId);
  for (const entry of added) if (entry.personId === formerId) entry.personId = survivorId;
}
