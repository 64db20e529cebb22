/** What a person does with an offer: accept, decline, look at it. */
import { BadUserInputError, NotFoundError } from '#kernel/errors.ts';
import { isUuid, uuidv5 } from '#kernel/ids.ts';
import { demandPerson } from '#kernel/identity/access.ts';
import { residentId } from '#kernel/identity/viewer.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import { readFacts } from '#connectors/population/projection.ts';
import type { BenefitDefinition } from '../benefits/events.ts';
import { carersOf, childrenOf } from './affected.ts';
import type { Context } from './context.ts';
import { findOffers, type Finding } from './findings.ts';
import type { BenefitOfferModel } from './models.ts';
import { isOf, isOpen, whyClosed } from './offer.ts';
import { offersByIds, readRules, saveAcceptance, saveRefusal, saveSeen, statusesOf, type Deed } from './store.ts';

const PURPOSE = 'proactive-offers';
const WAIT_FOR_OUTCOME_MS = 2_000;
const REASON_MOST = 500;
const IDS_MOST = 100;

export interface Accepted {
  __typename: 'AcceptOfferSuccess';
  offer: BenefitOfferModel;
  request: { id: string } | null;
  instruction: { id: string } | null;
}

/**
 * Accepts an offer once its facts were read afresh from the register. Accepting again answers the same.
 *
 * @throws NOT_FOUND for another's too, FORBIDDEN without the right to decide, REGISTER_UNAVAILABLE when the facts cannot be read now
 */
export async function acceptOffer(context: Context, id: string): Promise<Accepted | Conflict> {
  const { sql } = context.services;
  const offer = await ownOffer(context, id);
  if (offer.state === 'ACCEPTED') return follow(context, offer);
  if (!isOpen(offer)) return conflict(whyClosed(offer), ['id']);
  const { finding, definition, rivals } = await lookAgain(context, offer);
  if (!finding || !definition || finding.isOver) {
    return conflict(`Offer "${id}" no longer applies by what the population register says now`, ['id']);
  }
  const today = context.clock.today().toString();
  const saved = await saveAcceptance(sql, { offer, finding, definition, rivals, today }, deedOf(context));
  if (saved === 'TAKEN') return conflict(whyClosed({ ...offer, state: 'WITHDRAWN' }), ['id']);
  if (saved !== 'CLOSED') return follow(context, saved);
  const [now] = await offersByIds(sql, [id]);
  return now?.state === 'ACCEPTED' ? follow(context, now) : conflict(whyClosed(now ?? offer), ['id']);
}

/** Declines an open offer. Declining again answers the same, with the first reason kept. */
export async function declineOffer(context: Context, id: string, reason: string | null): Promise<{ __typename: 'DeclineOfferSuccess'; offer: BenefitOfferModel } | Conflict> {
  if (reason !== null && reason.length > REASON_MOST) {
    throw new BadUserInputError(`reason has ${reason.length} characters; at most ${REASON_MOST} are kept`);
  }
  if (reason !== null && holdsPersonalCode(reason)) throw new BadUserInputError('reason seems to hold a personal code; leave it out');
  const { sql } = context.services;
  await ownOffer(context, id);
  const saved = await saveRefusal(sql, id, reason, deedOf(context));
  const offer = saved ?? (await offersByIds(sql, [id]))[0]!;
  return offer.state === 'DECLINED' ? { __typename: 'DeclineOfferSuccess', offer } : conflict(whyClosed(offer), ['id']);
}

/** Marks the person's own offers as seen; those already decided stay as they are. */
export async function markOffersSeen(context: Context, ids: readonly string[]): Promise<{ __typename: 'MarkOffersSeenSuccess'; offers: BenefitOfferModel[] } | InvalidInput> {
  if (ids.length > IDS_MOST) return invalidInput(`ids has ${ids.length} entries; at most ${IDS_MOST} at a time`, ['ids']);
  const { sql } = context.services;
  const personId = ownerId(context);
  const wellFormed = ids.filter(isUuid);
  const own = new Set((await offersByIds(sql, wellFormed)).filter((offer) => offer.personId === personId).map((offer) => offer.id));
  const stranger = ids.findIndex((id) => !own.has(id));
  if (stranger >= 0) return invalidInput(`Offer "${ids[stranger]!.slice(0, 60)}" is not one of this person's`, ['ids', String(stranger)]);
  if (ids.length > 0) await saveSeen(sql, personId, ids, deedOf(context));
  const now = new Map((await offersByIds(sql, ids)).map((offer) => [offer.id, offer]));
  return { __typename: 'MarkOffersSeenSuccess', offers: ids.map((id) => now.get(id)!) };
}

/** Only the resident, or who acts for them within scope, decides: an officer who may read does not. */
function ownerId({ viewer }: Context): string {
  const personId = residentId(viewer);
  demandPerson(viewer, personId, 'offers');
  return personId;
}

/** Another's offer looks like one that does not exist: its id follows from person and benefit, and would tell who is entitled to what. */
async function ownOffer(context: Context, id: string): Promise<BenefitOfferModel> {
  const personId = ownerId(context);
  const offer = isUuid(id) ? (await offersByIds(context.services.sql, [id]))[0] : undefined;
  if (offer?.personId !== personId) throw new NotFoundError('Offer', id.slice(0, 60));
  return offer;
}

interface SecondLook {
  finding: Finding | undefined;
  definition: BenefitDefinition | undefined;
  /** Whose offers end with this one's acceptance: the children's other parents, and the person's own of the same group. */
  rivals: string[];
}

/** A decision never rests on the projection: the person is read from the register now. */
async function lookAgain(context: Context, offer: BenefitOfferModel): Promise<SecondLook> {
  const { services, clock, signal } = context;
  const { sql, connectors } = services;
  const people = await connectors.population.readFresh([offer.personId], { purpose: PURPOSE, signal });
  const person = people.get(offer.personId);
  if (!person) return { finding: undefined, definition: undefined, rivals: [] };
  const children = childrenOf(person);
  const today = clock.today().toString();
  const [book, statuses, facts] = await Promise.all([
    readRules(sql, today, offer.benefitId),
    statusesOf(sql, [offer.personId, ...children]),
    readFacts(sql, children),
  ]);
  const finding = findOffers(book, person, statuses, today).find((it) => isOf(it, offer));
  const definition = book.get(offer.benefitId)?.find((rule) => rule.definition.version === finding?.ruleVersion)?.definition;
  return { finding, definition, rivals: [...new Set([offer.personId, ...[...facts.values()].flatMap(carersOf)])] };
}

/** What comes of an acceptance in another subgraph has an id that follows from the offer's; it is waited for a moment. */
async function follow({ services }: Context, offer: BenefitOfferModel): Promise<Accepted> {
  const { log } = services;
  const success = { __typename: 'AcceptOfferSuccess', offer, request: null, instruction: null } as const;
  const isThere = async (subject: string) => (await log.waitFor({ subject }, WAIT_FOR_OUTCOME_MS)) !== null;
  if (offer.award === 'APPLICATION') {
    const request = { id: uuidv5(`request:${offer.id}`) };
    return { ...success, request: (await isThere(request.id)) ? request : null };
  }
  const instruction = { id: uuidv5(`instruction:${offer.id}`) };
  return { ...success, instruction: (await isThere(instruction.id)) ? instruction : null };
}

function deedOf({ viewer, clock }: Context): Deed {
  return { by: viewer!.label, at: clock.now() };
}
