/** Which offers one person's facts give on a day: one per benefit and occasion. Pure. */
import { createHash } from 'node:crypto';
import type { PersonFacts, TieFacts } from '#connectors/population/projection.ts';
import type { BenefitDefinition } from '../benefits/events.ts';
import { amountOf } from './amount.ts';
import { evaluate, type Reason } from './evaluate.ts';
import { isDead, minorsInCustody, type Circumstances, type HeldStatus } from './facts.ts';
import { isRuledOut } from './ruled-out.ts';
import { versionInForce, type Rule, type RuleBook, type Versions } from './rule.ts';
import { decidedDay, termOf } from './term.ts';

/** An offer that holds by the facts. `isOver`: all conditions are met, but the last day to apply has passed. */
export interface Finding {
  personId: string;
  benefitId: string;
  /** What it arises from: the child, the move, or the person's circumstances as such. */
  occasion: string;
  concerningId: string | null;
  serviceId: string | null;
  /** What rests on something unknown is for the grantor to decide: there a mere yes is not enough. */
  award: BenefitDefinition['award'];
  /** What must still be asked when it is accepted. */
  asks: string[];
  ruleVersion: number;
  certainty: 'CERTAIN' | 'POSSIBLE';
  valueCents: number | null;
  applyBy: string | null;
  isOver: boolean;
  lateConsequence: { lv: string; en: string } | null;
  because: Reason[];
  /** Tells whether a deciding fact changed, without keeping the facts. */
  factsHash: string;
  claim: string | null;
  /** For which children the claim is. */
  claimChildren: string[];
}

/** Everything the rules offer to a person. Nothing is offered to the dead, nor to whom nobody can tell it because they are missing. */
export function findOffers(book: RuleBook, person: PersonFacts, statuses: readonly HeldStatus[], day: string): Finding[] {
  if (isDead(person.vital) || person.vital === 'MISSING') return [];
  const children = minorsInCustody(person, day);
  const about = (child: TieFacts | null): Circumstances => ({ day, person, child, statuses });
  const found: (Finding | null)[] = [];
  for (const versions of book.values()) {
    found.push(findOffer(versions, 'SELF', about(null)));
    for (const child of children) found.push(findOffer(versions, 'CHILD', about(child)));
  }
  return found.filter((finding) => finding !== null);
}

function findOffer(versions: Versions, concerning: 'SELF' | 'CHILD', circumstances: Circumstances): Finding | null {
  if (!versions.some((rule) => isMeant(rule, concerning) && !isRuledOut(rule, circumstances))) return null;
  const rule = versionInForce(versions, ({ definition }) => decidedDay(definition, circumstances));
  if (!rule || !isMeant(rule, concerning)) return null;
  const { met, because, basis, unknowns } = evaluate(rule, circumstances);
  if (met === false) return null;
  const { definition } = rule;
  const { person, child } = circumstances;
  return {
    personId: person.personId,
    benefitId: definition.benefitId,
    occasion: occasionOf(rule, circumstances),
    concerningId: child?.otherId ?? null,
    serviceId: definition.serviceId,
    award: met ? definition.award : 'APPLICATION',
    asks: met || definition.award === 'APPLICATION' ? definition.asks : [...definition.asks, ...unknowns],
    ruleVersion: definition.version,
    certainty: met ? 'CERTAIN' : 'POSSIBLE',
    valueCents: amountOf(rule, circumstances, decidedDay(definition, circumstances)),
    ...termOf(definition, circumstances),
    lateConsequence: definition.lateConsequence,
    because,
    factsHash: createHash('sha256').update(JSON.stringify(basis)).digest('hex'),
    claim: rule.claim,
    claimChildren: rule.claim ? childrenClaimed(circumstances) : [],
  };
}

function isMeant({ definition }: Rule, concerning: 'SELF' | 'CHILD'): boolean {
  return definition.proactive && definition.concerning === concerning;
}

/** What a municipality gives arises from settling there: who leaves loses it, and who comes back is offered it anew. */
function occasionOf({ definition }: Rule, { person, child }: Circumstances): string {
  if (child) return child.otherId;
  const fromResidence = definition.applyFrom === 'RESIDENCE_SINCE' || definition.municipalityCode !== null;
  return fromResidence && person.residenceSince ? `residence ${person.residenceSince}` : 'self';
}

/** Sorted, so that two who claim for the same children lock in one order. */
function childrenClaimed({ person, child, day }: Circumstances): string[] {
  return child ? [child.otherId] : minorsInCustody(person, day).map((tie) => tie.otherId).sort();
}
