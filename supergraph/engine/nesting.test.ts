import assert from 'node:assert/strict';
import test from 'node:test';
import { deepestNesting } from './nesting.ts';

const cases: { text: string; depth: number }[] = [
  { text: '', depth: 0 },
  { text: '{ a }', depth: 1 },
  { text: '{ a { b } c { d(list: [1, { e: 2 }]) } }', depth: 5 },
  { text: '{ a(text: "{{{") { b } }', depth: 2 },
  { text: String.raw`{ a(text: "\"{{{") }`, depth: 2 },
  { text: '{ a(text: """ " {{{ """) { b } }', depth: 2 },
  { text: String.raw`{ a(text: """ \""" {{{ """) }`, depth: 2 },
  { text: '{ a # {{{ "\n b { c } }', depth: 2 },
  { text: '{ a(text: "never closed {{{', depth: 2 },
  { text: '{ a # {{{', depth: 1 },
  { text: '} { {', depth: 1 },
];
for (const { text, depth } of cases) test(`${JSON.stringify(text)} nests ${depth}`, () => assert.equal(deepestNesting(text), depth));

test('a text of the longest body is read quickly, whatever it is made of', () => {
  const before = performance.now();
  for (const part of ['{', '"', '#\n', '"""', '\\"', '""""']) deepestNesting(part.repeat(256 * 1024 / part.length));
  assert.ok(performance.now() - before < 2_000);
});
