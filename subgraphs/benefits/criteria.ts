/**
 * The readable form of conditions that officials edit, and the tree it stands for:
 *
 *     age >= 65 and municipality in (0001000) and not (status PENS or unknown income)
 *
 * `and`, `or`, `not` and parentheses join conditions over one fact each; `FORMS` lists those. Printing a tree and
 * parsing it again gives the same tree.
 */
import type { FactTest } from './events.ts';
import { isStatusType, municipalityName } from './vocabulary.ts';

export type CriterionTree =
  | { operator: 'ALL' | 'ANY'; operands: CriterionTree[] }
  | { operator: 'NOT'; operands: [CriterionTree] }
  | { operator: 'FACT'; test: FactTest };

/** Every form of a condition, for error messages and documentation. */
export const FORMS = [
  'age >= 65', 'age < 18 months', 'age from 7 below 24',
  'child age < 6 months', 'child born from 2026-01-01', 'child born before 2026-11-03', 'child status INV_B',
  'mother of child', 'father of child', 'parent of child',
  'municipality in (0001000, 0002000)', 'resident in (0002000) for 9 months',
  'status PENS', 'children >= 3 under 18', 'flag POL_REP', 'unknown insurance',
] as const;

const LONGEST_TEXT = 10_000;
const DEEPEST = 20;
const ROLES = { mother: 'MOTHER', father: 'FATHER', parent: 'PARENT' } as const;
const FLAGS = ['POL_REP', 'NPK', 'WW2'] as const;
const UNKNOWNS = ['insurance', 'income', 'studies', 'employment', 'property'] as const;

/** Where the text cannot be read: line and column count from 1. */
export class CriteriaSyntaxError extends Error {
  readonly line: number;
  readonly column: number;
  constructor(text: string, offset: number, expected: string, found: string) {
    const before = text.slice(0, offset).split('\n');
    super(`line ${before.length}, column ${before.at(-1)!.length + 1}: expected ${expected}, found ${found}`);
    this.line = before.length;
    this.column = before.at(-1)!.length + 1;
  }
}

interface Token {
  text: string;
  offset: number;
}

/** @throws CriteriaSyntaxError that names the position and what was expected there */
export function parseCriteria(text: string): CriterionTree {
  if (text.length > LONGEST_TEXT) {
    throw new CriteriaSyntaxError(text, LONGEST_TEXT, `at most ${LONGEST_TEXT} characters`, `${text.length}`);
  }
  const parser = new Parser(text);
  const tree = parser.readAny(0);
  parser.expectEnd();
  return tree;
}

export function printCriteria(tree: CriterionTree): string {
  if (tree.operator === 'FACT') return printFact(tree.test);
  const operands = tree.operands.map((operand) =>
    operand.operator === 'ALL' || operand.operator === 'ANY' ? `(${printCriteria(operand)})` : printCriteria(operand));
  if (tree.operator === 'NOT') return `not ${operands[0]}`;
  return operands.join(tree.operator === 'ALL' ? ' and ' : ' or ');
}

/** Every condition of a tree, in order. */
export function factsOf(tree: CriterionTree): FactTest[] {
  return tree.operator === 'FACT' ? [tree.test] : tree.operands.flatMap(factsOf);
}

function printFact(test: FactTest): string {
  switch (test.fact) {
    case 'age':
      return `age ${printRange(test)}`;
    case 'concernedAge':
      return `child age ${printRange(test)}`;
    case 'concernedBorn':
      return ['child born', test.from && `from ${test.from}`, test.before && `before ${test.before}`].filter(Boolean).join(' ');
    case 'concernedStatus':
      return `child status ${test.type}`;
    case 'parentRole':
      return `${test.is.toLowerCase()} of child`;
    case 'municipality':
      return `municipality in (${test.in.join(', ')})`;
    case 'residenceMonths':
      return `resident in (${test.in.join(', ')}) for ${test.atLeast} months`;
    case 'status':
      return `status ${test.type}`;
    case 'children':
      return `children >= ${test.atLeast} under ${test.ageBelow}`;
    case 'flag':
      return `flag ${test.flag}`;
    case 'unknown':
      return `unknown ${test.what}`;
  }
}

function printRange({ unit, from, below }: { unit: 'years' | 'months'; from?: number; below?: number }): string {
  const range = from === undefined ? `< ${below}` : below === undefined ? `>= ${from}` : `from ${from} below ${below}`;
  return unit === 'years' ? range : `${range} months`;
}

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = [...text.matchAll(/>=|[<(),]|[\w-]+|\S/gu)].map((match) => ({ text: match[0], offset: match.index }));
  }

  readAny(depth: number): CriterionTree {
    return this.#readJoined('or', 'ANY', () => this.#readJoined('and', 'ALL', () => this.#readOne(depth)));
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) this.#fail('"and", "or" or the end');
  }

  #readJoined(word: string, operator: 'ALL' | 'ANY', read: () => CriterionTree): CriterionTree {
    const operands = [read()];
    while (this.#accept(word)) operands.push(read());
    return operands.length === 1 ? operands[0]! : { operator, operands };
  }

  #readOne(depth: number): CriterionTree {
    if (depth > DEEPEST) this.#fail(`at most ${DEEPEST} levels of parentheses and "not"`);
    if (this.#accept('not')) return { operator: 'NOT', operands: [this.#readOne(depth + 1)] };
    if (this.#accept('(')) {
      const tree = this.readAny(depth + 1);
      this.#expect(')');
      return tree;
    }
    return { operator: 'FACT', test: this.#readFact() };
  }

  #readFact(): FactTest {
    const word = this.#peek();
    switch (word) {
      case 'age':
        this.#next++;
        return { fact: 'age', ...this.#readRange() };
      case 'child':
        this.#next++;
        return this.#readChildFact();
      case 'mother':
      case 'father':
      case 'parent':
        this.#next++;
        this.#expect('of');
        this.#expect('child');
        return { fact: 'parentRole', is: ROLES[word] };
      case 'municipality':
        this.#next++;
        return { fact: 'municipality', in: this.#readMunicipalities() };
      case 'resident': {
        this.#next++;
        const municipalities = this.#readMunicipalities();
        this.#expect('for');
        const atLeast = this.#readNumber('a number of months');
        this.#expect('months');
        return { fact: 'residenceMonths', in: municipalities, atLeast };
      }
      case 'status':
        this.#next++;
        return { fact: 'status', type: this.#readStatus() };
      case 'children': {
        this.#next++;
        this.#expect('>=');
        const atLeast = this.#readNumber('a number of children');
        this.#expect('under');
        return { fact: 'children', atLeast, ageBelow: this.#readNumber('an age in years') };
      }
      case 'flag':
        this.#next++;
        return { fact: 'flag', flag: this.#readOneOf(FLAGS) };
      case 'unknown':
        this.#next++;
        return { fact: 'unknown', what: this.#readOneOf(UNKNOWNS) };
      default:
        return this.#fail(`a condition such as ${FORMS.filter((_, index) => index % 4 === 0).map((form) => `"${form}"`).join(', ')}`);
    }
  }

  #readChildFact(): FactTest {
    if (this.#accept('age')) return { fact: 'concernedAge', ...this.#readRange() };
    if (this.#accept('status')) return { fact: 'concernedStatus', type: this.#readStatus() };
    if (!this.#accept('born')) this.#fail('"age", "born" or "status" after "child"');
    const from = this.#accept('from') ? this.#readDay() : undefined;
    if (from === undefined) this.#expect('before', '"from" or "before" and a day');
    else if (!this.#accept('before')) return { fact: 'concernedBorn', from };
    const at = this.#next;
    const before = this.#readDay();
    if (from === undefined) return { fact: 'concernedBorn', before };
    if (before <= from) this.#fail(`a day after ${from}`, at);
    return { fact: 'concernedBorn', from, before };
  }

  #readRange(): { unit: 'years' | 'months'; from?: number; below?: number } {
    const range: { from?: number; below?: number } = {};
    if (this.#accept('>=')) range.from = this.#readNumber('a number after ">="');
    else if (this.#accept('<')) range.below = this.#readNumber('a number after "<"');
    else {
      this.#expect('from', '">=", "<" or "from" and a number');
      range.from = this.#readNumber('a number after "from"');
      this.#expect('below');
      const at = this.#next;
      range.below = this.#readNumber('a number after "below"');
      if (range.below <= range.from) this.#fail(`a number above ${range.from}`, at);
    }
    if (this.#accept('months')) return { unit: 'months', ...range };
    this.#accept('years');
    return { unit: 'years', ...range };
  }

  #readMunicipalities(): string[] {
    this.#expect('in');
    this.#expect('(');
    const codes: string[] = [];
    do {
      const code = this.#peek() ?? '';
      if (!municipalityName(code)) this.#fail('the 7-digit ATVK code of a municipality');
      this.#next++;
      codes.push(code);
    } while (this.#accept(','));
    this.#expect(')', '"," or ")"');
    return codes;
  }

  #readStatus(): string {
    const code = this.#peek() ?? '';
    if (!isStatusType(code)) this.#fail('the code of a status type such as PENS or INV_I');
    this.#next++;
    return code;
  }

  #readDay(): string {
    const day = this.#peek() ?? '';
    if (!isDay(day)) this.#fail('a day such as 2026-11-20');
    this.#next++;
    return day;
  }

  #readNumber(expected: string): number {
    const digits = this.#peek() ?? '';
    if (!/^\d{1,4}$/.test(digits)) this.#fail(expected);
    this.#next++;
    return Number(digits);
  }

  #readOneOf<Word extends string>(words: readonly Word[]): Word {
    const word = words.find((candidate) => candidate === this.#peek());
    if (!word) this.#fail(`one of ${words.join(', ')}`);
    this.#next++;
    return word!;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]?.text;
  }

  #accept(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#next++;
    return true;
  }

  #expect(text: string, expected = `"${text}"`): void {
    if (!this.#accept(text)) this.#fail(expected);
  }

  #fail(expected: string, at = this.#next): never {
    const token = this.#tokens[at];
    const found = token ? `"${token.text.slice(0, 40)}"` : 'the end of the text';
    throw new CriteriaSyntaxError(this.#text, token?.offset ?? this.#text.length, expected, found);
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Boolean(Temporal.PlainDate.from(text, { overflow: 'reject' }));
  } catch {
    return false;
  }
}
