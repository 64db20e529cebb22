import type { Resolvers } from '#codegen/generated/statuses.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand, demandPerson, mayReadPerson } from '#kernel/identity/access.ts';
import { grant } from './grants.ts';
import { change, resume, revoke, suspend } from './revisions.ts';
import { holdsOn } from './status.ts';

export const resolvers: Resolvers = {
  Query: {
    statusTypes: (_, __, context) => context.types.all(),
  },
  Mutation: {
    async grantStatus(_, { input }, context) {
      const viewer = demand(context.viewer, 'statuses:grant');
      const result = await grant(context, viewer, input);
      return '__typename' in result ? result : { __typename: 'GrantStatusSuccess', status: result };
    },
    async revokeStatus(_, { input }, context) {
      const viewer = demand(context.viewer, 'statuses:grant');
      const result = await revoke(context, viewer, input);
      return '__typename' in result ? result : { __typename: 'RevokeStatusSuccess', status: result };
    },
    async suspendStatus(_, { input }, context) {
      const viewer = demand(context.viewer, 'statuses:grant');
      const result = await suspend(context, viewer, input);
      return '__typename' in result ? result : { __typename: 'SuspendStatusSuccess', status: result };
    },
    async resumeStatus(_, { input }, context) {
      const viewer = demand(context.viewer, 'statuses:grant');
      const result = await resume(context, viewer, input);
      return '__typename' in result ? result : { __typename: 'ResumeStatusSuccess', status: result };
    },
    async changeStatus(_, { input }, context) {
      const viewer = demand(context.viewer, 'statuses:grant');
      const result = await change(context, viewer, input);
      return '__typename' in result ? result : { __typename: 'ChangeStatusSuccess', status: result };
    },
  },
  Person: {
    __resolveReference: ({ id }, { services }) => ({ id: services.survivors.of(id) }),
    async statuses({ id }, { validOn }, context) {
      demandPerson(context.viewer, id, 'statuses');
      if (!isUuid(id)) return [];
      const statuses = await context.statusesOfPerson.load(id);
      return validOn == null ? statuses : statuses.filter((status) => holdsOn(status, validOn));
    },
  },
  SocialStatusType: {
    __resolveReference: async ({ code }, context) => (await context.types.byCode(code)) ?? null,
    issuers: (type) => type.issuerIds.map((id) => ({ id })),
  },
  SocialStatus: {
    async __resolveReference({ id }, context) {
      const status = isUuid(id) ? await context.statusById.load(id) : null;
      return status && mayReadPerson(context.viewer, status.personId, 'statuses') ? status : null;
    },
    type: async (status, _, context) => (await context.types.byCode(status.typeCode))!,
    person: (status) => ({ id: status.personId }),
    issuer: (status) => ({ id: status.issuerId }),
    decision: (status, _, context) => (status.decisionId ? context.decisionById.load(status.decisionId) : null),
  },
  StatusDecision: {
    /** A household's decision names several people; each reader sees only those they may read anyway. */
    async statuses({ id }, _, context) {
      const statuses = await context.statusesOfDecision.load(id);
      return statuses.filter((status) => mayReadPerson(context.viewer, status.personId, 'statuses'));
    },
  },
};
