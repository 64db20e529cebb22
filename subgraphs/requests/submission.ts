import { ForbiddenError } from '#kernel/errors.ts';
import { isUuid, uuidv5 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import { LONGEST_KEY } from './fingerprint.ts';
import type { ChannelKind, Kind, MandateRecord, ServiceCopy } from './models.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { addWorkingDays } from './working-days.ts';

/** The agency that runs the portals takes what names no institution, and forwards it. */
export const PORTAL_AGENCY = uuidv5('organization:VRAA');

const LONGEST_TEXT = 10_000;
const LONGEST_NAME = 200;

export interface SubmissionInput {
  kind: Kind;
  channel: ChannelKind;
  serviceId?: string | null;
  institutionId?: string | null;
  applicantId?: string | null;
  applicantName?: string | null;
  anonymous?: boolean | null;
  text?: string | null;
  contactPointId?: string | null;
  paperMandate?: string | null;
  idempotencyKey: string;
}

/** Whose request it is and who brought it. */
export interface Applicant {
  applicantId: string | null;
  applicantOrganizationId: string | null;
  applicantName: string | null;
  submittedBy: string | null;
  mandate: MandateRecord | null;
  /** For the history: applicant, representative, anonymous, or the label of staff. */
  by: string;
}

/** Whether the input can be a request at all; null when nothing is wrong. What is wrong is named, not repeated. */
export function findFault(input: SubmissionInput): InvalidInput | null {
  const { kind } = input;
  if (input.idempotencyKey.length < 1 || input.idempotencyKey.length > LONGEST_KEY) {
    return invalidInput(`idempotencyKey must have 1 to ${LONGEST_KEY} characters`, ['idempotencyKey']);
  }
  for (const name of ['serviceId', 'institutionId', 'applicantId', 'contactPointId'] as const) {
    const id = input[name];
    if (id != null && !isUuid(id)) return invalidInput(`${name} is not an id, which is a UUID in small letters`, [name]);
  }
  if (kind === 'SERVICE' && input.serviceId == null) return invalidInput('A request of kind SERVICE needs the serviceId of what is requested', ['serviceId']);
  if (kind === 'SERVICE' && input.institutionId != null) return invalidInput('A request of kind SERVICE goes to the owner of the service; leave institutionId out', ['institutionId']);
  if (input.anonymous && kind !== 'COMPLAINT') return invalidInput(`Only a COMPLAINT may be anonymous, not a ${kind}`, ['anonymous']);
  if (input.anonymous && (input.applicantId != null || input.applicantName != null || input.paperMandate != null)) {
    return invalidInput('An anonymous complaint has no applicant; leave applicantId, applicantName and paperMandate out', ['anonymous']);
  }
  if (kind !== 'SERVICE' && !input.text?.trim()) return invalidInput(`A ${kind} needs a text`, ['text']);
  return findTextFault(input);
}

function findTextFault(input: SubmissionInput): InvalidInput | null {
  for (const [name, longest] of [['text', LONGEST_TEXT], ['applicantName', LONGEST_NAME], ['paperMandate', LONGEST_NAME]] as const) {
    const text = input[name];
    if (text == null) continue;
    if (text.length > longest) return invalidInput(`${name} has ${text.length} characters; at most ${longest} are taken`, [name]);
    if (holdsPersonalCode(text)) return invalidInput(`${name} seems to hold a personal code; leave it out`, [name]);
  }
  return null;
}

/**
 * For whom the viewer submits. Residents submit for themselves, for whom they act, or for the company they act for;
 * staff of a customer centre for the person before them.
 *
 * @param today the day a mandate on paper is recorded for
 * @throws FORBIDDEN for somebody one does not act for
 */
export function applicantOf(viewer: Viewer, input: SubmissionInput, today: Temporal.PlainDate): Applicant | InvalidInput {
  const nobody = { applicantId: null, applicantOrganizationId: null, applicantName: null, submittedBy: null, mandate: null };
  if (input.anonymous) return { ...nobody, by: 'anonymous' };
  const { actingFor, actor } = viewer;
  const isResident = viewer.roles.includes('resident');
  if (isResident && (input.applicantName != null || input.paperMandate != null || input.contactPointId != null)) {
    return invalidInput('applicantName, paperMandate and contactPointId are for staff of a customer centre', ['applicantName']);
  }
  const submittedBy = actor?.personId ?? null;
  if (isResident && viewer.actingForOrganization && input.applicantId == null) {
    return { ...nobody, applicantOrganizationId: viewer.actingForOrganization, submittedBy, by: 'representative' };
  }
  if (actingFor) {
    if (!actingFor.scope.includes('requests')) throw new ForbiddenError(`The mandate "${actingFor.mandateId}" does not cover requests`);
    if (input.applicantId != null && input.applicantId !== actingFor.personId) throw stranger(viewer, input.applicantId);
    return { ...nobody, applicantId: actingFor.personId, submittedBy, mandate: recordOf(actingFor), by: isResident ? 'representative' : viewer.label };
  }
  if (isResident) {
    if (!submittedBy) throw new ForbiddenError(`"${viewer.label}" is not signed in as a resident`);
    if (input.applicantId != null && input.applicantId !== submittedBy) throw stranger(viewer, input.applicantId);
    return { ...nobody, applicantId: submittedBy, submittedBy, by: 'applicant' };
  }
  if (input.applicantId == null && input.applicantName == null) {
    return invalidInput('Name the person it is for: applicantId, or applicantName where they are not in the register', ['applicantId']);
  }
  return {
    ...nobody, applicantId: input.applicantId ?? null, applicantName: input.applicantId == null ? input.applicantName!.trim() : null,
    mandate: input.paperMandate == null ? null : paperMandate(input.paperMandate, today), by: viewer.label,
  };
}

function stranger(viewer: Viewer, personId: string): ForbiddenError {
  return new ForbiddenError(`"${viewer.label}" does not act for person "${personId}"; sign in as acting for them`);
}

function recordOf(actingFor: NonNullable<Viewer['actingFor']>): MandateRecord {
  const { mandateId, scope, basis, validFrom, validTo } = actingFor;
  return { id: mandateId, scope, basis, validFrom, validTo };
}

/** Signed at the counter for this one submission. */
function paperMandate(number: string, today: Temporal.PlainDate): MandateRecord {
  return { id: number, scope: ['requests'], basis: 'PAPER', validFrom: today.toString(), validTo: today.toString() };
}

/** The day by which the institution must be done; null where the service promises none. */
export function dueOn(service: ServiceCopy | null, submitted: Temporal.PlainDate): string | null {
  return service?.processingDays == null ? null : addWorkingDays(submitted, service.processingDays).toString();
}
