import { uuidv7 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { Context } from './context.ts';
import { fingerprint } from './fingerprint.ts';
import { asBefore } from './once.ts';
import type { ServiceRequestModel } from './models.ts';
import { serviceById } from './store.ts';
import { applicantOf, dueOn, findFault, PORTAL_AGENCY, type SubmissionInput } from './submission.ts';
import { insertRequest } from './writes.ts';

/**
 * A new request, submitted at once: what the hub can read from a register is never asked.
 *
 * @throws FORBIDDEN for somebody the viewer does not act for
 */
export async function submit(context: Context, viewer: Viewer, input: SubmissionInput): Promise<ServiceRequestModel | InvalidInput | Conflict> {
  const fault = findFault(input);
  if (fault) return fault;
  const { sql } = context.services;
  const applicantId = input.applicantId == null ? null : context.services.survivors.of(input.applicantId);
  const applicant = applicantOf(viewer, { ...input, applicantId }, context.clock.today());
  if ('__typename' in applicant) return applicant;
  const about = { ...input, for: viewer.actingFor?.personId ?? viewer.actingForOrganization };
  const key = fingerprint(viewer, 'submitRequest', input.idempotencyKey, about);

  return asBefore(sql, key, async () => {
    const service = input.serviceId == null ? null : await serviceById(sql, input.serviceId);
    if (input.serviceId != null && !service) return invalidInput(`Service "${input.serviceId}" was not found`, ['serviceId']);
    if (service?.status != null && service.status !== 'PUBLISHED') {
      return invalidInput(`Service "${service.id}" is ${service.status} and cannot be requested now`, ['serviceId']);
    }
    const at = context.clock.now();
    const { by, ...who } = applicant;
    const label = input.anonymous ? 'anonymous' : viewer.label;
    return insertRequest(sql, {
      id: uuidv7(),
      kind: input.kind,
      serviceId: service?.id ?? null,
      benefitId: null,
      institutionId: service ? service.ownerId : (input.institutionId ?? PORTAL_AGENCY),
      concerningId: null,
      ...who,
      channel: input.channel,
      contactPointId: input.contactPointId ?? null,
      status: 'SUBMITTED',
      submittedAt: at.toString(),
      dueOn: dueOn(service, context.clock.today()),
      missing: [],
      text: input.text?.trim() || null,
    }, { by, label, at }, key);
  });
}
