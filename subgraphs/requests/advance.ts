import { dayOf, parseDay } from '#kernel/days.ts';
import { isUuid, uuidv7 } from '#kernel/ids.ts';
import { demand, holds } from '#kernel/identity/access.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { Context } from './context.ts';
import { fingerprint, LONGEST_KEY } from './fingerprint.ts';
import { stepOf, type Side, type Status } from './life-cycle.ts';
import type { DecisionRecord, MessageRecord, ServiceRequestModel } from './models.ts';
import { asBefore, brokenConstraint } from './once.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { demandRequest } from './rights.ts';
import { requestByExternalId, requestById } from './store.ts';
import { addWorkingDays, endOfTerm } from './working-days.ts';
import { moveRequest, noteStep, type Deed, type Move } from './writes.ts';

const LONGEST_NOTE = 4_000;
const LONGEST_EXTERNAL_ID = 200;

export interface AdvanceInput {
  id?: string | null;
  externalId?: string | null;
  to: Status;
  at?: string | null;
  note?: string | null;
  forwardTo?: string | null;
  decision?: { outcome: string; number?: string | null; date?: string | null; appealUntil?: string | null } | null;
  idempotencyKey: string;
}

/**
 * One step of a request, taken in the hub or pushed by an institution's system. Pushed twice, or late, it does no harm.
 *
 * @throws FORBIDDEN for another institution's request or without the permission, NOT_FOUND
 */
export async function advance(context: Context, viewer: Viewer, input: AdvanceInput): Promise<ServiceRequestModel | InvalidInput | Conflict> {
  const fault = findFault(input);
  if (fault) return fault;
  if (viewer.organizationId) demand(viewer, 'requests:process');
  const { sql } = context.services;
  const key = fingerprint(viewer, 'advanceRequest', input.idempotencyKey, input);
  return asBefore(sql, key, async () => {
    const found = await find(context, viewer, input);
    const { request, side } = demandRequest(viewer, found, input.id ?? input.externalId!);
    if (side === 'APPLICANT' && (input.externalId != null || input.decision != null || input.forwardTo != null)) {
      return invalidInput('externalId, decision and forwardTo are the institution\'s to give', ['to']);
    }
    if (input.externalId != null && request.externalId !== null && request.externalId !== input.externalId) {
      return conflict(`Request "${request.id}" is already known under another externalId`, ['externalId']);
    }
    const now = context.clock.now();
    const at = input.at == null ? now : Temporal.Instant.from(input.at);
    const note = input.note?.trim() || null;
    const step = stepOf(
      {
        status: request.status,
        since: Temporal.Instant.from(request.statusSince),
        submittedAt: request.submittedAt === null ? null : Temporal.Instant.from(request.submittedAt),
      },
      { to: input.to, at, side, note, forwarded: input.forwardTo != null },
      now,
    );
    if (step.kind === 'REFUSED') return step.because === 'TIME' ? invalidInput(step.message, ['at']) : conflict(step.message, ['to'], 'STEP_NOT_POSSIBLE');

    const deed: Deed = { by: nameOf(viewer, side, request), label: viewer.label, at: now };
    const move: Move = {
      to: input.to, happenedAt: at, note, forwardTo: input.forwardTo ?? null, externalId: input.externalId ?? null,
      decision: decisionOf(input, input.at == null ? context.clock.today() : dayOf(at)),
      message: messageOf(input.to, note, deed, context.clock.today()),
    };
    const write = step.kind === 'MOVE'
      ? moveRequest(sql, request, move, deed, key)
      : noteStep(sql, request, step.kind === 'NOTE' ? move : null, move.externalId, deed, key);
    return write.catch((error: unknown) => {
      if (brokenConstraint(error) !== 'request_external') throw error;
      return conflict(`externalId "${input.externalId}" already names another request`, ['externalId']);
    });
  });
}

function find(context: Context, viewer: Viewer, input: AdvanceInput): Promise<ServiceRequestModel | null> {
  const { sql } = context.services;
  if (input.id != null) return requestById(sql, input.id);
  if (!viewer.organizationId || !holds(viewer, 'requests:process')) return Promise.resolve(null);
  return requestByExternalId(sql, viewer.organizationId, input.externalId!);
}

function findFault(input: AdvanceInput): InvalidInput | null {
  if (input.idempotencyKey.length < 1 || input.idempotencyKey.length > LONGEST_KEY) {
    return invalidInput(`idempotencyKey must have 1 to ${LONGEST_KEY} characters`, ['idempotencyKey']);
  }
  if (input.id == null && input.externalId == null) return invalidInput('Name the request by id or by externalId', ['id']);
  if (input.id != null && !isUuid(input.id)) return invalidInput('id is not the id of a request, which is a UUID in small letters', ['id']);
  if (input.externalId != null && (input.externalId === '' || input.externalId.length > LONGEST_EXTERNAL_ID)) {
    return invalidInput(`externalId must have 1 to ${LONGEST_EXTERNAL_ID} characters`, ['externalId']);
  }
  if (input.externalId != null && holdsPersonalCode(input.externalId)) return invalidInput('externalId seems to hold a personal code; use another number', ['externalId']);
  if (input.forwardTo != null && input.to !== 'FORWARDED') return invalidInput(`forwardTo comes with FORWARDED, not with ${input.to}`, ['forwardTo']);
  if (input.forwardTo != null && !isUuid(input.forwardTo)) return invalidInput('forwardTo is not the id of an organization', ['forwardTo']);
  if (input.note != null && input.note.length > LONGEST_NOTE) return invalidInput(`note has ${input.note.length} characters; at most ${LONGEST_NOTE} are taken`, ['note']);
  if (input.note != null && holdsPersonalCode(input.note)) return invalidInput('note seems to hold a personal code; leave it out', ['note']);
  return findDecisionFault(input);
}

function findDecisionFault({ decision, to }: AdvanceInput): InvalidInput | null {
  if (decision == null) return null;
  if (to !== 'DECIDED' && to !== 'REJECTED') return invalidInput(`A decision comes with DECIDED or REJECTED, not with ${to}`, ['decision']);
  if (!/^[A-Z_]{1,40}$/.test(decision.outcome)) return invalidInput('outcome is a word in capitals such as GRANTED, PARTLY_GRANTED or REFUSED', ['decision', 'outcome']);
  if (decision.number != null && (decision.number.length > 100 || holdsPersonalCode(decision.number))) {
    return invalidInput('number has at most 100 characters and holds no personal code', ['decision', 'number']);
  }
  if (decision.date != null && decision.appealUntil != null && decision.appealUntil < decision.date) {
    return invalidInput(`appealUntil ${decision.appealUntil} lies before the date of the decision, ${decision.date}`, ['decision', 'appealUntil']);
  }
  return null;
}

/**
 * A decision can be contested within a month (Administratīvā procesa likums, sections 79 and 188); the term ends on a
 * working day.
 */
export function decisionOf(input: Pick<AdvanceInput, 'to' | 'decision'>, day: Temporal.PlainDate): DecisionRecord | null {
  if (input.to !== 'DECIDED' && input.to !== 'REJECTED') return null;
  const given = input.decision;
  const date = given?.date == null ? day : parseDay(given.date);
  return {
    outcome: given?.outcome ?? input.to,
    number: given?.number ?? null,
    date: date.toString(),
    appealUntil: given?.appealUntil ?? endOfTerm(date.add({ months: 1 })).toString(),
  };
}

/**
 * What is awaited of the applicant also reaches them as a message. One sent electronically is deemed received on the
 * second working day (Paziņošanas likums, section 9).
 */
function messageOf(to: Status, note: string | null, deed: Deed, today: Temporal.PlainDate): MessageRecord | null {
  if (to !== 'AWAITING_APPLICANT' || note === null) return null;
  return {
    id: uuidv7(), at: deed.at.toString(), from: deed.by, text: note, deliveredBy: 'PORTAL',
    deemedReceivedOn: addWorkingDays(today, 2).toString(),
  };
}

function nameOf(viewer: Viewer, side: Side, request: ServiceRequestModel): string {
  if (side === 'INSTITUTION' || !viewer.roles.includes('resident')) return viewer.label;
  return viewer.actor?.personId === request.applicantId ? 'applicant' : 'representative';
}

