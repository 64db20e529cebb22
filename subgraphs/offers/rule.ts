/** Benefits as the engine holds them: every published version, its criteria as a tree, and which version a day picks. */
import type { BenefitDefinition, CriterionNode } from '../benefits/events.ts';

export interface Criterion {
  node: CriterionNode;
  operands: Criterion[];
  /** An age of the child that ends with the time to apply: it holds through the last day of the term, which counts. */
  endsWithTerm: boolean;
}

export interface Rule {
  definition: BenefitDefinition;
  root: Criterion;
  /** What only one may take for a child: the benefit itself, or a group of benefits; null where anyone may. */
  claim: string | null;
}

/** Versions of one benefit, newest first. */
export type Versions = readonly Rule[];
/** By benefit id. */
export type RuleBook = ReadonlyMap<string, Versions>;

/** Builds the tree from the flat list, where parents stand before their operands. */
export function compileRule(definition: BenefitDefinition): Rule {
  const byId = new Map<string, Criterion>();
  for (const node of definition.criteria) {
    const criterion: Criterion = { node, operands: [], endsWithTerm: endsWithTerm(definition, node) };
    byId.set(node.id, criterion);
    if (node.parentId === null) continue;
    const parent = byId.get(node.parentId);
    if (!parent) throw new Error(`Criterion "${node.id}" of benefit "${definition.code}" stands before its parent "${node.parentId}"`);
    parent.operands.push(criterion);
  }
  const root = byId.get(definition.criteria[0]!.id)!;
  return { definition, root, claim: claimOf(definition) };
}

export function compileRules(definitions: readonly BenefitDefinition[]): RuleBook {
  const rules = definitions.map(compileRule).sort((a, b) => b.definition.version - a.definition.version);
  return Map.groupBy(rules, (rule) => rule.definition.benefitId);
}

/** The newest version in force on the day that it decides by; null where none is. */
export function versionInForce(versions: Versions, decidedDay: (rule: Rule) => string): Rule | null {
  for (const rule of versions) {
    const { validFrom, validTo } = rule.definition;
    const day = decidedDay(rule);
    if (day >= validFrom) return validTo === null || day <= validTo ? rule : null;
  }
  return null;
}

/** "Younger than six months" and "within six months of the birth" mean one day, and the term is the law's own word. */
function endsWithTerm({ applyFrom, applyWithinMonths }: BenefitDefinition, { test }: CriterionNode): boolean {
  if (test?.fact !== 'concernedAge' || test.below === undefined || applyFrom !== 'CHILD_BIRTH') return false;
  return applyWithinMonths === (test.unit === 'years' ? test.below * 12 : test.below);
}

function claimOf({ benefitId, exclusiveGroup, oncePerFamily }: BenefitDefinition): string | null {
  if (exclusiveGroup) return `group:${exclusiveGroup}`;
  return oncePerFamily ? `benefit:${benefitId}` : null;
}
