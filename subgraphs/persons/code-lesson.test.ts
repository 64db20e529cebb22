import assert from 'node:assert/strict';
import test from 'node:test';
import type { CodedPerson, CodeNews, KnownCode } from '#connectors/population/code-book.ts';
import { lessonOf } from './code-lesson.ts';

/** Codes are letters here, and ids what they are made of. */
const idOf = (code: string) => `id of ${code}`;
const [A, B, C] = [idOf('a'), idOf('b'), idOf('c')];
const person = (code: string, more: Partial<CodedPerson> = {}): CodedPerson => ({ code, formerCodes: [], mergedCodes: [], ...more });
const today = (personId: string): KnownCode => ({ personId, isCurrent: true });
const once = (personId: string): KnownCode => ({ personId, isCurrent: false });

interface Case {
  says: string;
  known?: Record<string, KnownCode>;
  people: CodedPerson[];
  ids: Record<string, string>;
  news?: Partial<CodeNews>;
  current?: Record<string, string>;
}

const cases: Case[] = [
  { says: 'somebody new bears the id of their oldest code, and is no news', people: [person('b', { formerCodes: ['a'] })], ids: { a: A, b: A } },
  { says: 'somebody new who comes twice in one page is one', people: [person('b', { formerCodes: ['a'] }), person('b', { formerCodes: ['a'] })], ids: { a: A, b: A } },
  {
    says: 'two codes of somebody new in one page, the older first: one id, and the later code is today\'s',
    people: [person('a'), person('b', { formerCodes: ['a'] })], ids: { a: A, b: A }, news: { recoded: [A] }, current: { [A]: 'b' },
  },
  { says: 'what is known already is no news', known: { a: today(A) }, people: [person('a')], ids: { a: A }, current: {} },
  { says: 'a new code keeps the id', known: { a: today(A) }, people: [person('b', { formerCodes: ['a'] })], ids: { a: A, b: A }, news: { recoded: [A] }, current: { [A]: 'b' } },
  { says: 'and is told once', known: { a: once(A), b: today(A) }, people: [person('b', { formerCodes: ['a'] })], ids: { a: A, b: A }, current: {} },
  {
    says: 'a code that is given back is the code of today again', known: { a: once(A), b: today(A) }, people: [person('a', { formerCodes: ['b'] })],
    ids: { a: A, b: A }, news: { recoded: [A] }, current: { [A]: 'a' },
  },
  {
    says: 'met by the new code before the old was known to be theirs: the older id stays',
    known: { a: today(A), b: today(B) }, people: [person('b', { formerCodes: ['a'] })],
    ids: { a: A, b: A }, news: { recoded: [A], merged: [{ formerId: B, survivorId: A }] }, current: { [A]: 'b' },
  },
  {
    says: 'two records of one person: the record that is left survives', known: { a: today(A), b: today(B) }, people: [person('a', { mergedCodes: ['b'] })],
    ids: { a: A, b: A }, news: { merged: [{ formerId: B, survivorId: A }] }, current: { [A]: 'a' },
  },
  { says: 'a merger seen twice is told once', known: { a: today(A), b: once(A) }, people: [person('a', { mergedCodes: ['b'] })], ids: { a: A, b: A }, current: {} },
  { says: 'two records nobody knew are somebody new', people: [person('a', { mergedCodes: ['b'] })], ids: { a: A, b: A } },
  {
    says: 'met and merged in one page: both are told of, in this order', people: [person('b'), person('a', { mergedCodes: ['b'] })],
    ids: { a: A, b: A }, news: { merged: [{ formerId: B, survivorId: A }] },
  },
  {
    says: 'somebody known goes over to a record that nobody knew', known: { b: today(B) }, people: [person('a', { mergedCodes: ['b'] })],
    ids: { a: A, b: A }, news: { merged: [{ formerId: B, survivorId: A }] }, current: { [A]: 'a' },
  },
  {
    says: 'three in a row in one page end at the last', known: { a: today(A), b: today(B), c: today(C) },
    people: [person('b', { mergedCodes: ['a'] }), person('c', { mergedCodes: ['b', 'a'] })],
    ids: { a: C, b: C, c: C }, news: { merged: [{ formerId: A, survivorId: B }, { formerId: B, survivorId: C }] }, current: { [C]: 'c' },
  },
  {
    says: 'merged the other way round later: the id stays, only today\'s code differs', known: { a: today(A), b: once(A) },
    people: [person('b', { mergedCodes: ['a'] })], ids: { a: A, b: A }, news: { recoded: [A] }, current: { [A]: 'b' },
  },
  {
    says: 'a merger undone: a record of its own, with nothing of the other, bears its own id again', known: { a: today(A), b: once(A) },
    people: [person('a'), person('b')], ids: { a: A, b: B }, news: { parted: [B] }, current: { [B]: 'b' },
  },
];

for (const { says, known = {}, people, ids, news = {}, current } of cases) {
  test(`codes: ${says}`, () => {
    const lesson = lessonOf(people, new Map(Object.entries(known)), idOf);
    assert.deepEqual(Object.fromEntries(lesson.ids), ids);
    assert.deepEqual(lesson.news, { recoded: [], merged: [], parted: [], ...news });
    if (current) assert.deepEqual(Object.fromEntries(lesson.current), current);
    assert.deepEqual(lesson.added.map(({ code }) => code).sort(), Object.keys(ids).filter((code) => !(code in known)).sort());
  });
}
