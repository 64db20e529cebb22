import type { Resolvers } from '#codegen/generated/requests.ts';
import { connection, pageRequest, type PageRequest } from '#kernel/connection.ts';
import { dayOf, parseDay, startOfDay } from '#kernel/days.ts';
import { BadUserInputError, ForbiddenError, UnauthenticatedError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand, demandPerson } from '#kernel/identity/access.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { advance } from './advance.ts';
import { watch } from './changes.ts';
import { answerMissing } from './complete.ts';
import type { Context } from './context.ts';
import type { ServiceRequestModel } from './models.ts';
import { formatNumber } from './number.ts';
import { rate } from './rate.ts';
import { demandId, demandRequest, sideOf, standsFor } from './rights.ts';
import { worklist } from './store.ts';
import { submit } from './submit.ts';

export const resolvers: Resolvers = {
  Query: {
    request: (_, { id }, context) => readRequest(id, context),
    async requests(_, { filter, ...paging }, context) {
      const viewer = demand(context.viewer, 'requests:process');
      if (!viewer.organizationId) throw new ForbiddenError(`"${viewer.label}" works for no institution, so there is no worklist`);
      const page = serialPage(paging);
      const { submittedFrom, submittedTo, serviceId } = filter ?? {};
      if (serviceId != null && !isUuid(serviceId)) throw new BadUserInputError('filter.serviceId: this is not an id, which is a UUID in small letters');
      if (submittedFrom != null && submittedTo != null && submittedTo < submittedFrom) {
        throw new BadUserInputError(`filter: submittedTo ${submittedTo} lies before submittedFrom ${submittedFrom}`);
      }
      const rows = await worklist(context.services.sql, viewer.organizationId, {
        status: filter?.status ?? null,
        serviceId: serviceId ?? null,
        submittedFrom: submittedFrom == null ? null : startOfDay(parseDay(submittedFrom)).toString(),
        submittedBefore: submittedTo == null ? null : startOfDay(parseDay(submittedTo).add({ days: 1 })).toString(),
        overdue: filter?.overdue ?? null,
        today: context.clock.today().toString(),
      }, page);
      return connection(rows, page, (row) => String(row.serial));
    },
  },
  Mutation: {
    async submitRequest(_, { input }, context) {
      const result = await submit(context, demand(context.viewer, 'requests:submit'), input);
      return '__typename' in result ? result : { __typename: 'SubmitRequestSuccess', request: result };
    },
    async answerMissing(_, { input }, context) {
      const result = await answerMissing(context, demand(context.viewer, 'requests:submit'), input);
      return '__typename' in result ? result : { __typename: 'AnswerMissingSuccess', request: result };
    },
    async advanceRequest(_, { input }, context) {
      const result = await advance(context, demandSignedIn(context), input);
      return '__typename' in result ? result : { __typename: 'AdvanceRequestSuccess', request: result };
    },
    async rateRequest(_, rating, context) {
      const result = await rate(context, demandSignedIn(context), rating);
      return '__typename' in result ? result : { __typename: 'RateRequestSuccess', request: result };
    },
  },
  Subscription: {
    requestChanged: {
      async subscribe(_, { id }, context) {
        const viewer = demandSignedIn(context);
        const { revision } = await readRequest(id, context);
        return watch({
          log: context.news.about(id),
          read: async () => {
            const request = await context.requestById.load(id);
            return request && sideOf(viewer, request) && { revision: request.revision, value: { requestChanged: request } };
          },
          seen: revision,
          forMs: viewer.expiresAt.epochMilliseconds - context.clock.now().epochMilliseconds,
          signal: context.signal,
        });
      },
    },
  },
  Person: {
    __resolveReference: ({ id }, { services }) => ({ id: services.survivors.of(id) }),
    async requests({ id }, { status, ...paging }, context) {
      demandPerson(context.viewer, id, 'requests');
      const page = serialPage(paging);
      const viewer = context.viewer!;
      const institutionId = standsFor(viewer, id) ? null : viewer.organizationId;
      if (!isUuid(id) || (institutionId === null && !standsFor(viewer, id))) return connection<ServiceRequestModel>([], page, () => '');
      const rows = await context.requestsOfPerson.load({ personId: id, status: status ?? null, institutionId, page });
      return connection(rows, page, (row) => String(row.serial));
    },
  },
  ServiceRequest: {
    __resolveReference: ({ id }, context) => readRequest(id, context),
    number: (request) => formatNumber(dayOf(Temporal.Instant.from(request.createdAt)).year, request.serial),
    service: (request) => reference(request.serviceId),
    benefit: (request) => reference(request.benefitId),
    institution: (request) => reference(request.institutionId),
    applicant: (request) => reference(request.applicantId),
    concerning: (request) => reference(request.concerningId),
    applicantOrganization: (request) => reference(request.applicantOrganizationId),
    submittedBy: (request) => reference(request.submittedBy),
    assistedAt: (request) => reference(request.contactPointId),
    history: (request, _, context) => context.historyOf.load(request.id),
    messages: (request, _, context) => context.messagesOf.load(request.id),
    answers: (request, _, context) => context.answersOf.load(request.id),
  },
};

async function readRequest(id: string, context: Context): Promise<ServiceRequestModel> {
  demandSignedIn(context);
  const request = await context.requestById.load(demandId(id));
  return demandRequest(context.viewer, request, id).request;
}

function demandSignedIn({ viewer }: Context): Viewer {
  if (!viewer) throw new UnauthenticatedError();
  return viewer;
}

function reference(id: string | null): { id: string } | null {
  return id === null ? null : { id };
}

/** Both lists stand in the order of the serial, which is what their cursors hold. */
function serialPage(paging: { first?: number | null; after?: string | null }): PageRequest {
  const page = pageRequest(paging);
  if (page.after !== null && !/^\d{1,15}$/.test(page.after)) throw new BadUserInputError('after: this is not a cursor of a list of requests');
  return page;
}
