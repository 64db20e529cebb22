/** Benefits as the engine holds them: every published version, its criteria as a tree, and which version a day picks. */
import type { BenefitDefinition, CriterionNode } from '../benefits/events.ts';

export interface Criterion {
  node: CriterionNode;
  operands: Criterion[];
  /** An age of the child that ends with the time to apply: it holds through the last day of the term, which counts. */
  endsWithTerm: boolean;
  /** Municipalities that meet it, with the code that it names each by: another where that became part of something. Empty for other facts. */
  namedAs: ReadonlyMap<string, string>;
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

/** Every code that stands for the same municipality as this one; see `Territories`. */
export type Namesakes = (code: string) => readonly string[];

const itself: Namesakes = (code) => [code];

/**
 * Builds the tree from the flat list, where parents stand before their operands. A municipality that a condition names stands for
 * what it has become part of, and one that others have become part of for those too; the definition stays as it was written.
 */
export function compileRule(definition: BenefitDefinition, namesakes: Namesakes = itself): Rule {
  const byId = new Map<string, Criterion>();
  for (const node of definition.criteria) {
    const namedAs = placesNamed(node, namesakes);
    const criterion: Criterion = { node: meaning(node, namedAs), operands: [], endsWithTerm: endsWithTerm(definition, node), namedAs };
    byId.set(node.id, criterion);
    if (node.parentId === null) continue;
    const parent = byId.get(node.parentId);
    if (!parent) throw new Error(`Criterion "${node.id}" of benefit "${definition.code}" stands before its parent "${node.parentId}"`);
    parent.operands.push(criterion);
  }
  const root = byId.get(definition.criteria[0]!.id)!;
  return { definition, root, claim: claimOf(definition) };
}

export function compileRules(definitions: readonly BenefitDefinition[], namesakes?: Namesakes): RuleBook {
  const rules = definitions.map((definition) => compileRule(definition, namesakes)).sort((a, b) => b.definition.version - a.definition.version);
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

function placesNamed({ test }: CriterionNode, namesakes: Namesakes): Map<string, string> {
  if (test?.fact !== 'municipality' && test?.fact !== 'residenceMonths') return new Map();
  return new Map([...test.in.flatMap((named) => namesakes(named).map((code) => [code, named] as const)), ...test.in.map((named) => [named, named] as const)]);
}

function meaning(node: CriterionNode, namedAs: ReadonlyMap<string, string>): CriterionNode {
  return namedAs.size === 0 ? node : { ...node, test: { ...node.test, in: [...namedAs.keys()] } as CriterionNode['test'] };
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
