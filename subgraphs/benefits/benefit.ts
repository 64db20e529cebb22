/** Decisions about benefits: pure functions over a definition, an input and a day. */
import { parseDay } from '#kernel/days.ts';
import { decimalToCents } from '#kernel/money.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import { CriteriaSyntaxError, factsOf, parseCriteria, type CriterionTree } from './criteria.ts';
import { flattenCriteria, remarksOf } from './criterion-nodes.ts';
import type { BenefitAmount, BenefitDefinition, FactTest } from './events.ts';
import type { BenefitInstructionModel, Content } from './models.ts';

export interface DraftInput {
  code: string;
  name: { lv: string; en?: string | null };
  kind: BenefitDefinition['kind'];
  criteriaText: string;
  value: {
    percent?: string | null;
    amount?: string | null;
    per?: BenefitAmount['per'] | null;
    limit?: string | null;
    limitPer?: BenefitAmount['per'] | null;
  };
  validFrom: string;
  validTo?: string | null;
  legalBasis?: { title: string; url?: string | null }[] | null;
  unit?: BenefitDefinition['unit'] | null;
  award?: BenefitDefinition['award'] | null;
  serviceId?: string | null;
  priority?: number | null;
  combinable?: boolean | null;
}

/** A definition before it is known which benefit and version it becomes. */
export type DefinitionBody = Omit<BenefitDefinition, 'benefitId' | 'version'>;

const CODE = /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$/;
const CHILD_FACTS: readonly FactTest['fact'][] = ['concernedAge', 'concernedBorn', 'concernedStatus', 'parentRole'];
const DEFAULT_PRIORITY = 100;
const NAME_MOST = 300;

/**
 * Reads a grantor's draft. What it leaves out stays as in the version in force, or follows from its conditions.
 *
 * @param current the version in force, or null for a benefit that is new
 */
export function readDraft(
  input: DraftInput,
  grantor: { id: string; municipalityCode: string | null },
  current: { definition: BenefitDefinition; content: Content } | null,
): { definition: DefinitionBody; content: Content } | InvalidInput {
  if (!CODE.test(input.code) || input.code.length > 60) {
    return invalidInput(`code "${input.code.slice(0, 60)}" is not a code such as RIGA-NEWBORN-GRANT: capitals and digits joined by dashes`, ['code']);
  }
  if (input.name.lv.trim() === '' || input.name.lv.length > NAME_MOST) {
    return invalidInput(`name.lv must have 1 to ${NAME_MOST} characters`, ['name', 'lv']);
  }
  const coded = textsOf(input).find(([, text]) => holdsPersonalCode(text));
  if (coded) return invalidInput(`${coded[0].join('.')} seems to hold a personal code; leave it out`, coded[0]);
  if (input.validTo != null && input.validTo < input.validFrom) {
    return invalidInput(`validTo ${input.validTo} lies before validFrom ${input.validFrom}`, ['validTo']);
  }
  const value = readValue(input.value);
  if ('__typename' in value) return value;
  const badLink = input.legalBasis?.findIndex((law) => law.url != null && !isWebAddress(law.url)) ?? -1;
  if (badLink >= 0) return invalidInput('url must be an address that begins with https://', ['legalBasis', String(badLink), 'url']);
  const tree = readCriteria(input.criteriaText);
  if ('__typename' in tree) return tree;

  return {
    definition: { ...definitionFrom(input, tree, value, current?.definition ?? null), grantorId: grantor.id, municipalityCode: grantor.municipalityCode },
    content: {
      name: { lv: input.name.lv, en: input.name.en ?? null },
      legalBasis: input.legalBasis?.map(({ title, url }) => ({ title, url: url ?? null })) ?? current?.content.legalBasis ?? [],
      value: { description: null, limitCents: value.limitCents, limitPer: value.limitPer },
      providerIds: current?.content.providerIds ?? [],
    },
  };
}

/** Every text that is kept and published, with its place in the input. */
function textsOf({ code, name, legalBasis }: DraftInput): [string[], string][] {
  const laws = (legalBasis ?? []).flatMap(({ title, url }, index): [string[], string][] => [
    [['legalBasis', String(index), 'title'], title],
    [['legalBasis', String(index), 'url'], url ?? ''],
  ]);
  return [[['code'], code], [['name', 'lv'], name.lv], [['name', 'en'], name.en ?? ''], ...laws];
}

function definitionFrom(
  input: DraftInput,
  tree: CriterionTree,
  value: Value,
  current: BenefitDefinition | null,
): Omit<DefinitionBody, 'grantorId' | 'municipalityCode'> {
  const facts = factsOf(tree);
  const concerning = facts.some((test) => CHILD_FACTS.includes(test.fact)) ? 'CHILD' : 'SELF';
  /** What hangs on whom the benefit is about is kept only while that stays. */
  const kept = current?.concerning === concerning ? current : null;
  const award = input.award ?? current?.award ?? 'APPLICATION';
  const unit = input.unit ?? current?.unit ?? 'PERSON';
  return {
    code: input.code,
    kind: input.kind,
    unit,
    award,
    serviceId: input.serviceId ?? current?.serviceId ?? null,
    priority: input.priority ?? current?.priority ?? DEFAULT_PRIORITY,
    combinable: input.combinable ?? current?.combinable ?? true,
    validFrom: input.validFrom,
    validTo: input.validTo ?? null,
    concerning,
    oncePerFamily: (input.unit == null ? current?.oncePerFamily : null) ?? (unit === 'FAMILY' || unit === 'HOUSEHOLD'),
    exclusiveGroup: kept?.exclusiveGroup ?? null,
    proactive: hintsAtSomebody(facts),
    decidedOn: kept?.decidedOn ?? (value.per === 'USE' ? 'USE' : concerning === 'CHILD' ? 'EVENT' : 'APPLICATION'),
    applyWithinMonths: kept?.applyWithinMonths ?? null,
    applyFrom: kept?.applyFrom ?? 'NONE',
    lateConsequence: kept?.lateConsequence ?? null,
    amounts: continueAmounts(current?.amounts ?? [], input.validFrom, value),
    percent: value.percent,
    asks: kept?.asks ?? (award === 'APPLICATION' && value.amountCents !== null ? ['bankAccount'] : []),
    criteria: flattenCriteria(tree, current ? remarksOf(current.criteria) : {}),
  };
}

/** Amounts are dated: a new one ends those before it and leaves them standing for the days they applied to. */
function continueAmounts(history: readonly BenefitAmount[], from: string, value: Pick<Value, 'amountCents' | 'per'>): BenefitAmount[] {
  const dayBefore = parseDay(from).subtract({ days: 1 }).toString();
  const past = history
    .filter((amount) => amount.from < from)
    .map((amount) => (amount.to !== null && amount.to < from ? amount : { ...amount, to: dayBefore }));
  return value.amountCents === null ? past : [...past, { from, to: null, cents: value.amountCents, per: value.per! }];
}

/**
 * Conditions that rest on unknowns alone hint at nobody: offered unasked they would tell everybody that they may be ill
 * or out of work.
 */
export function hintsAtSomebody(facts: readonly FactTest[]): boolean {
  return facts.some((test) => test.fact !== 'unknown');
}

function readCriteria(text: string): CriterionTree | InvalidInput {
  try {
    return parseCriteria(text);
  } catch (error) {
    if (error instanceof CriteriaSyntaxError) return invalidInput(`criteriaText, ${error.message}`, ['criteriaText']);
    throw error;
  }
}

interface Value {
  percent: string | null;
  amountCents: number | null;
  per: BenefitAmount['per'] | null;
  limitCents: number | null;
  limitPer: BenefitAmount['per'] | null;
}

function readValue(value: DraftInput['value']): Value | InvalidInput {
  if (value.percent == null && value.amount == null) {
    return invalidInput('value needs a percent or an amount', ['value']);
  }
  if (value.percent != null && !(Number(value.percent) > 0 && Number(value.percent) <= 100)) {
    return invalidInput(`percent ${value.percent} is not above 0 and at most 100`, ['value', 'percent']);
  }
  const amountCents = readCents(value.amount, 'amount');
  if (typeof amountCents === 'object' && amountCents) return amountCents;
  if (amountCents !== null && value.per == null) return invalidInput('an amount needs per: what it is paid for', ['value', 'per']);
  const limitCents = readCents(value.limit, 'limit');
  if (typeof limitCents === 'object' && limitCents) return limitCents;
  if (limitCents !== null && value.limitPer == null) {
    return invalidInput('a limit needs limitPer: the period it counts over', ['value', 'limitPer']);
  }
  return { percent: value.percent ?? null, amountCents, per: value.per ?? null, limitCents, limitPer: value.limitPer ?? null };
}

function readCents(text: string | null | undefined, name: string): number | null | InvalidInput {
  if (text == null) return null;
  try {
    const cents = decimalToCents(text);
    if (cents > 0) return cents;
  } catch {
    // answered below: either way it is not an amount to give
  }
  return invalidInput(`${name} ${text} is not an amount above 0 with at most two decimals`, ['value', name]);
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

/** The amount of a day in the simplest case: one child, the youngest age it is paid for. Null where none is fixed. */
export function amountOn(amounts: readonly BenefitAmount[], day: string): BenefitAmount | null {
  const current = amounts
    .filter((amount) => amount.from <= day && (amount.to === null || day <= amount.to))
    .sort((a, b) =>
      (a.childrenAtLeast ?? 0) - (b.childrenAtLeast ?? 0)
      || (a.childAgeMonthsFrom ?? 0) - (b.childAgeMonthsFrom ?? 0)
      || (a.from < b.from ? 1 : -1));
  return current[0] ?? null;
}

/** An instruction ends with its last day, whatever was stored. */
export function instructionStateOn(instruction: BenefitInstructionModel, day: string): BenefitInstructionModel['state'] {
  return instruction.validTo !== null && instruction.validTo < day ? 'ENDED' : instruction.state;
}

/** What has ended was active until its last day. */
export function isActiveOn({ validFrom, validTo, state }: BenefitInstructionModel, day: string): boolean {
  return validFrom <= day && (validTo === null || day <= validTo) && (state === 'ACTIVE' || state === 'ENDED');
}
