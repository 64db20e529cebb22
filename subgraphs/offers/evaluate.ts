/**
 * Evaluates a rule's criteria over one person's facts on one day: met, not met, or cannot be checked, with the reasons.
 * Pure; the vectorised evaluator over the whole population must agree with it.
 */
import { readFact, type FactSource, type Reading } from './fact-tests.ts';
import type { Circumstances } from './facts.ts';
import { allOf, anyOf, notOf, type Met } from './kleene.ts';
import type { Criterion, Rule } from './rule.ts';

/** One condition that decided, as it is kept and shown with the offer. */
export interface Reason {
  nodeId: string;
  description: { lv: string; en: string };
  met: Met;
  fact: string;
  value: string | null;
  source: FactSource | null;
  legalBasis: { title: string; url: string | null } | null;
}

export interface Outcome {
  met: Met;
  /** The conditions that decided the outcome, in the order of the criteria. */
  because: Reason[];
  /** The facts behind them, the same as long as no deciding fact changes; growing older is no change. */
  basis: string[];
  /** What no register can tell and the outcome rests on: insurance, employment… */
  unknowns: string[];
}

export function evaluate(rule: Rule, circumstances: Circumstances): Outcome {
  const judged = judge(rule.root, circumstances);
  const decisive = decisiveOf(judged);
  return {
    met: judged.met,
    because: decisive.map(reasonOf),
    basis: decisive.map((it) => `${it.criterion.node.id}=${it.met} ${leavesOf(it).map((leaf) => leaf.reading.basis).join(' ')}`),
    unknowns: [...new Set(decisive.flatMap(leavesOf).flatMap(({ criterion: { node: { test } } }) => (test?.fact === 'unknown' ? [test.what] : [])))],
  };
}

/** A condition with its outcome; only a condition over a fact has a reading. */
interface Judged {
  criterion: Criterion;
  met: Met;
  operands: Judged[];
  reading: Reading | null;
}

function judge(criterion: Criterion, circumstances: Circumstances): Judged {
  const { operator, test, id } = criterion.node;
  if (operator === 'FACT') {
    if (!test) throw new Error(`Criterion "${id}" is a FACT without a test`);
    const reading = readFact(test, circumstances, criterion);
    return { criterion, met: reading.met, operands: [], reading };
  }
  const operands = criterion.operands.map((operand) => judge(operand, circumstances));
  const outcomes = operands.map((operand) => operand.met);
  const met = operator === 'ALL' ? allOf(outcomes) : operator === 'ANY' ? anyOf(outcomes) : notOf(allOf(outcomes));
  return { criterion, met, operands, reading: null };
}

/**
 * The smallest parts that carry the outcome. Where all are met, all of them do; where one is enough, those that are met;
 * of what cannot be checked, what could still turn it. A negation is told as a whole, for its sentence is the negated one.
 */
function decisiveOf(judged: Judged): Judged[] {
  const { operator } = judged.criterion.node;
  if (operator === 'FACT' || operator === 'NOT') return [judged];
  const deciding = operator === 'ALL' ? judged.met !== false : judged.met === false;
  return judged.operands.filter((operand) => deciding || operand.met === judged.met).flatMap(decisiveOf);
}

function leavesOf(judged: Judged): (Judged & { reading: Reading })[] {
  return judged.reading ? [{ ...judged, reading: judged.reading }] : judged.operands.flatMap(leavesOf);
}

function reasonOf(judged: Judged): Reason {
  const { id, description, legalBasis } = judged.criterion.node;
  const leaves = leavesOf(judged);
  const [only] = leaves;
  const reading = leaves.length === 1 ? only!.reading : null;
  return {
    nodeId: id,
    description,
    met: judged.met,
    fact: [...new Set(leaves.map((leaf) => leaf.criterion.node.test!.fact))].join(', '),
    value: reading?.value ?? null,
    source: only?.reading.source ?? null,
    legalBasis,
  };
}
