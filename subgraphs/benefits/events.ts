/**
 * What `benefits` tells others. `benefits.published.v1` carries the whole definition, so that a consumer
 * (the offers engine) can decide from its own copy and never needs to ask back.
 */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';

const day = z.iso.date();
const text = z.object({ lv: z.string(), en: z.string() });

/** One condition over one fact. `unknown`: no connected register can tell, so the outcome is always "cannot be checked". */
export const factTest = z.discriminatedUnion('fact', [
  /** Age of the person, in whole years or months: `from` ≤ age < `below`. */
  z.object({ fact: z.literal('age'), unit: z.enum(['years', 'months']), from: z.int().optional(), below: z.int().optional() }),
  /** Age of the child the offer is about. */
  z.object({ fact: z.literal('concernedAge'), unit: z.enum(['years', 'months']), from: z.int().optional(), below: z.int().optional() }),
  /** Birth day of that child: `from` ≤ day < `before`. */
  z.object({ fact: z.literal('concernedBorn'), from: day.optional(), before: day.optional() }),
  /** The person's role towards that child; custody is required in every case. */
  z.object({ fact: z.literal('parentRole'), is: z.enum(['MOTHER', 'FATHER', 'PARENT']) }),
  z.object({ fact: z.literal('municipality'), in: z.array(z.string()) }),
  z.object({ fact: z.literal('residenceMonths'), in: z.array(z.string()), atLeast: z.int() }),
  z.object({ fact: z.literal('status'), type: z.string() }),
  z.object({ fact: z.literal('concernedStatus'), type: z.string() }),
  /** Number of children in the person's custody younger than `ageBelow` years. */
  z.object({ fact: z.literal('children'), atLeast: z.int(), ageBelow: z.int() }),
  z.object({ fact: z.literal('flag'), flag: z.enum(['POL_REP', 'NPK', 'WW2']) }),
  z.object({ fact: z.literal('unknown'), what: z.enum(['insurance', 'income', 'studies', 'employment', 'property']) }),
]);
export type FactTest = z.infer<typeof factTest>;

/** One node of the conditions; the list is flat, root first, parents before their operands, operands in order. */
export const criterionNode = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  operator: z.enum(['ALL', 'ANY', 'NOT', 'FACT']),
  description: text,
  expression: z.string(),
  legalBasis: z.object({ title: z.string(), url: z.string().nullable() }).nullable(),
  test: factTest.nullable(),
});
export type CriterionNode = z.infer<typeof criterionNode>;

/**
 * An amount in integer cents and the days (both inclusive) on which it applies. The optional parts narrow it:
 * number of children in custody, age of the child in months (`childAgeMonthsFrom` ≤ age < `childAgeMonthsBelow`),
 * last birth day for which it is still paid. Of several that fit, the one with the greatest `childrenAtLeast` counts.
 */
export const benefitAmount = z.object({
  from: day,
  to: day.nullable(),
  cents: z.int(),
  per: z.enum(['USE', 'DAY', 'MONTH', 'YEAR', 'ONCE']),
  childrenAtLeast: z.int().optional(),
  childAgeMonthsFrom: z.int().optional(),
  childAgeMonthsBelow: z.int().optional(),
  onlyIfBornBy: day.optional(),
});
export type BenefitAmount = z.infer<typeof benefitAmount>;

export const benefitDefinition = z.object({
  benefitId: z.uuid(),
  code: z.string(),
  version: z.int(),
  kind: z.enum(['GRANT', 'COMPENSATION', 'DISCOUNT', 'ALLOWANCE', 'OTHER']),
  unit: z.enum(['PERSON', 'CHILD', 'FAMILY', 'HOUSEHOLD']),
  award: z.enum(['APPLICATION', 'CONSENT', 'AUTOMATIC']),
  grantorId: z.uuid(),
  /** ATVK code when a municipality grants it, else null. */
  municipalityCode: z.string().nullable(),
  serviceId: z.uuid().nullable(),
  /** Smaller comes first. */
  priority: z.int(),
  combinable: z.boolean(),
  validFrom: day,
  validTo: day.nullable(),
  /** One offer per person, or one per child in custody. */
  concerning: z.enum(['SELF', 'CHILD']),
  /** One parent takes it: the other's offer is withdrawn. */
  oncePerFamily: z.boolean(),
  /** Of the benefits in one group the same child brings only one at a time. */
  exclusiveGroup: z.string().nullable(),
  /** May it be offered unasked? False where nothing in any register hints at it (nobody is told "you may be ill"). */
  proactive: z.boolean(),
  /** Which day picks version and amount. */
  decidedOn: z.enum(['EVENT', 'APPLICATION', 'USE']),
  /** Calendar months after the day named by `applyFrom`. */
  applyWithinMonths: z.int().nullable(),
  applyFrom: z.enum(['CHILD_BIRTH', 'CHILD_FIRST_BIRTHDAY', 'RESIDENCE_SINCE', 'NONE']),
  /** What a later application costs; null with a deadline set means the right is lost, as `lateConsequence` always says. */
  lateConsequence: text.nullable(),
  amounts: z.array(benefitAmount),
  /** Exact decimal, for discounts and income-related benefits. */
  percent: z.string().nullable(),
  /** What the form must still ask because no register knows it, e.g. 'bankAccount'. */
  asks: z.array(z.string()),
  criteria: z.array(criterionNode).min(1),
});
export type BenefitDefinition = z.infer<typeof benefitDefinition>;

/** `version` is the one that was in force. */
export const benefitWithdrawn = z.object({ code: z.string().max(60), version: z.int(), validFrom: day });
export type BenefitWithdrawn = z.infer<typeof benefitWithdrawn>;

export const benefitPublished = benefitWithdrawn.extend({ definition: benefitDefinition });
export type BenefitPublished = z.infer<typeof benefitPublished>;

/** The benefit of an accepted offer has begun for a person; the subject is the instruction. */
export const benefitInstructed = z.object({ personId: z.uuid(), benefitId: z.uuid(), validFrom: day, validTo: day.nullable() });
export type BenefitInstructed = z.infer<typeof benefitInstructed>;

/**
 * What a person was given is over, with `on` as its last day; that lies before the first day when it never began. The
 * subject is the instruction. REMOVED: nobody bears the person's id any more. A benefit that reaches the end of its own term is not told: `validTo` said so before.
 */
export const instructionEnded = z.object({ personId: z.uuid(), benefitId: z.uuid(), on: day, reason: z.enum(['MOVED', 'DIED', 'REMOVED', 'HELD_TWICE']).optional() });
export type InstructionEnded = z.infer<typeof instructionEnded>;

/** Event type → shape of its `data`. The subject is the benefit's id unless the shape says otherwise. */
export const events = {
  'benefits.published.v1': benefitPublished,
  /** Given no longer; what people were given stays theirs. */
  'benefits.withdrawn.v1': benefitWithdrawn,
  'benefits.instructed.v1': benefitInstructed,
  'benefits.instruction-ended.v1': instructionEnded,
  /** Goes on as if it had not ended: the death with which it did was annulled. */
  'benefits.instruction-resumed.v1': benefitInstructed,
} as const;
export type BenefitEventType = keyof typeof events;
export const eventTypes = Object.keys(events) as BenefitEventType[];

const toEveryone = { subject: 'benefit', audience: 'EVERYONE', placed: false, keptDays: 3_650 } as const;
/** For the hub's own parts: what a person has is told by the offer that was accepted. */
const toNobody = { subject: 'instruction', audience: 'NOBODY', placed: true, keptDays: 800 } as const;

export const definitions: Readonly<Record<BenefitEventType, EventDefinition>> = {
  'benefits.published.v1': {
    ...toEveryone, data: benefitPublished, delivered: benefitWithdrawn, example: { code: 'RIGA-NEWBORN-GRANT' },
    description: 'A version of a benefit is in force from now on; `validFrom` is the first day on which it can be had.',
  },
  'benefits.withdrawn.v1': {
    ...toEveryone, data: benefitWithdrawn, example: { code: 'RIGA-NEWBORN-GRANT' },
    description: 'A benefit is given no longer, until another version of it is published; what people were given stays theirs.',
  },
  'benefits.instructed.v1': { ...toNobody, data: benefitInstructed, description: 'A benefit that was accepted has begun for a person.' },
  'benefits.instruction-ended.v1': { ...toNobody, data: instructionEnded, description: 'What a person was given is over.' },
  'benefits.instruction-resumed.v1': { ...toNobody, data: benefitInstructed, description: 'What a person was given goes on: the death with which it ended was annulled.' },
};
