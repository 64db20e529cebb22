/** The life of an offer: which states are open, and what a new look at the facts changes. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { uuidv5 } from '#kernel/ids.ts';
import type { OfferState } from './events.ts';
import type { Finding } from './findings.ts';
import type { BenefitOfferModel } from './models.ts';

export const OPEN: readonly OfferState[] = ['FOUND', 'NOTIFIED', 'SEEN'];

export function isOpen(offer: { state: OfferState }): boolean {
  return OPEN.includes(offer.state);
}

/** The id of an offer that is found for the first time. It keeps it, even when its person or child is known under another id by now. */
export function offerId(finding: Pick<Finding, 'personId' | 'benefitId' | 'occasion'>): string {
  return uuidv5(`offer:${finding.personId}:${finding.benefitId}:${finding.occasion}`);
}

/** The same person, benefit and occasion is the same offer, however often it is found. */
export function isOf(finding: Pick<Finding, 'personId' | 'benefitId' | 'occasion'>, offer: Pick<BenefitOfferModel, 'personId' | 'benefitId' | 'occasion'>): boolean {
  return finding.personId === offer.personId && finding.benefitId === offer.benefitId && finding.occasion === offer.occasion;
}

/** One step of one offer. `finding` is null where the offer only ends. */
export interface Step {
  id: string;
  from: OfferState | null;
  to: OfferState;
  finding: Finding | null;
  existing: BenefitOfferModel | null;
}

/** Who took what for which child: `${childId} ${claim}` → the offer by which it was taken. */
export type Claims = ReadonlyMap<string, string>;

/**
 * What has to change so that a person's offers say what the facts say.
 *
 * An offer whose last day to apply passed while it was open has expired, even where a condition (the child's age) ended
 * with that day; the offers of the dead are withdrawn whatever their days.
 *
 * @param existing the person's offers of the benefits that were looked at, in every state
 */
export function stepsBetween(
  existing: readonly BenefitOfferModel[], findings: readonly Finding[], { claims, day, isDead }: { claims: Claims; day: string; isDead: boolean },
): Step[] {
  const known = new Map(existing.map((offer) => [keyOf(offer), offer]));
  const idOf = (finding: Finding) => known.get(keyOf(finding))?.id ?? offerId(finding);
  const standing = findings.filter((finding) => !isTaken(finding, idOf(finding), claims));
  const found = new Map(standing.map((finding) => [keyOf(finding), finding]));
  return [
    ...existing.filter((offer) => isOpen(offer) && !found.has(keyOf(offer)))
      .map((offer) => ending(offer, !isDead && offer.applyBy !== null && offer.applyBy < day ? 'EXPIRED' : 'WITHDRAWN')),
    ...[...found].flatMap(([key, finding]) => stepTo(idOf(finding), finding, known.get(key) ?? null) ?? []),
  ];
}

function keyOf({ personId, benefitId, occasion }: Pick<Finding, 'personId' | 'benefitId' | 'occasion'>): string {
  return `${personId} ${benefitId} ${occasion}`;
}

function stepTo(id: string, finding: Finding, existing: BenefitOfferModel | null): Step | null {
  if (finding.isOver) return existing && isOpen(existing) ? ending(existing, 'EXPIRED') : null;
  if (!existing) return { id, from: null, to: 'FOUND', finding, existing };
  if (isOpen(existing)) return isSame(existing, finding) ? null : { id, from: existing.state, to: existing.state, finding, existing };
  return mayReturn(existing, finding) ? { id, from: existing.state, to: 'FOUND', finding, existing } : null;
}

/** What was accepted is settled. What was declined is asked again only for a new rule or a changed deciding fact. */
function mayReturn(existing: BenefitOfferModel, finding: Finding): boolean {
  if (existing.state === 'ACCEPTED') return false;
  if (existing.state !== 'DECLINED') return true;
  return existing.ruleVersion !== finding.ruleVersion || existing.factsHash !== finding.factsHash;
}

function isTaken({ claim, claimChildren }: Finding, id: string, claims: Claims): boolean {
  return claimChildren.some((child) => {
    const taken = claims.get(`${child} ${claim}`);
    return taken !== undefined && taken !== id;
  });
}

function isSame(offer: BenefitOfferModel, finding: Finding): boolean {
  return offer.ruleVersion === finding.ruleVersion && offer.certainty === finding.certainty && offer.factsHash === finding.factsHash
    && offer.valueCents === finding.valueCents && offer.applyBy === finding.applyBy && isDeepStrictEqual(offer.because, finding.because);
}

function ending(offer: BenefitOfferModel, to: 'WITHDRAWN' | 'EXPIRED'): Step {
  return { id: offer.id, from: offer.state, to, finding: null, existing: offer };
}

/** Why an offer can no longer be decided on, as a sentence; never for whose sake. */
export function whyClosed(offer: Pick<BenefitOfferModel, 'id' | 'state' | 'applyBy'>): string {
  const sentences: Record<OfferState, string> = {
    FOUND: 'is open',
    NOTIFIED: 'is open',
    SEEN: 'is open',
    ACCEPTED: 'was already accepted',
    DECLINED: 'was declined',
    WITHDRAWN: 'was withdrawn: it no longer applies',
    EXPIRED: `has expired: the last day to apply was ${offer.applyBy}`,
  };
  return `Offer "${offer.id}" ${sentences[offer.state]}`;
}
