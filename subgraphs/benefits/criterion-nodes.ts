/** The tree of conditions as the flat list that is stored and published, and back. */
import { printCriteria, type CriterionTree } from './criteria.ts';
import type { CriterionNode } from './events.ts';
import { describeFact, describeOperator, type Sentence } from './sentences.ts';

/** What the grantor says about a condition beyond the generated sentence, by its expression. */
export type Remarks = Record<string, { sentence?: Sentence; law?: { title: string; url: string | null } }>;

/** Root first, parents before operands. A node's id is its path, so it stays while the text before it does. */
export function flattenCriteria(tree: CriterionTree, remarks: Remarks = {}): CriterionNode[] {
  const flatten = (node: CriterionTree, id: string, parentId: string | null): CriterionNode[] => {
    const expression = printCriteria(node);
    const remark = remarks[expression];
    const self: CriterionNode = {
      id,
      parentId,
      operator: node.operator,
      description: remark?.sentence ?? describe(node),
      expression,
      legalBasis: remark?.law ?? null,
      test: node.operator === 'FACT' ? node.test : null,
    };
    const operands = node.operator === 'FACT' ? [] : node.operands;
    return [self, ...operands.flatMap((operand, index) => flatten(operand, `${id}.${index + 1}`, id))];
  };
  return flatten(tree, '1', null);
}

export function buildTree(nodes: readonly CriterionNode[], root = nodes[0]!): CriterionTree {
  if (root.operator === 'FACT') return { operator: 'FACT', test: root.test! };
  const operands = nodes.filter((node) => node.parentId === root.id).map((node) => buildTree(nodes, node));
  return { operator: root.operator, operands } as CriterionTree;
}

/** Remarks whose expression no condition has: a slip in the data. */
export function findStrayRemarks(nodes: readonly CriterionNode[], remarks: Remarks): string[] {
  const expressions = new Set(nodes.map((node) => node.expression));
  return Object.keys(remarks).filter((expression) => !expressions.has(expression));
}

/** What the grantor said about the conditions of an earlier version, for those that stay. */
export function remarksOf(nodes: readonly CriterionNode[]): Remarks {
  return Object.fromEntries(nodes.map(({ expression, description, legalBasis }) =>
    [expression, { sentence: description, ...(legalBasis ? { law: legalBasis } : {}) }]));
}

function describe(node: CriterionTree): Sentence {
  return node.operator === 'FACT' ? describeFact(node.test) : describeOperator(node.operator);
}
