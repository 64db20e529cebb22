import { NotFoundError } from '#kernel/errors.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { MutationResolvers } from '#codegen/generated/services.ts';
import type { Context } from './context.ts';
import { demandEditor } from './rights.ts';
import { checkNewService, checkPublishing, identifierTaken, unknownOrganization, type NewService } from './service.ts';
import { insertDraft, publish } from './store.ts';

export const mutations: MutationResolvers<Context> = {
  async registerService(_, { input }, context) {
    const viewer = demandEditor(context.viewer, input.ownerId);
    const wrong = checkNewService(input) ?? (await checkOrganizations(input, context));
    if (wrong) return wrong;
    const id = uuidv5(`service:${input.identifier}`);
    const service = await insertDraft(context.services.sql, id, input, { by: viewer.label, at: context.clock.now() });
    return service ? { __typename: 'RegisterServiceSuccess', service } : identifierTaken(input.identifier);
  },

  async publishService(_, { id }, context) {
    const known = await context.serviceById.load(id);
    const viewer = demandEditor(context.viewer, known?.ownerId ?? context.viewer?.organizationId ?? '');
    if (!known) throw new NotFoundError('Service', id);
    const service = await publish(context.services.sql, id, { by: viewer.label, at: context.clock.now() });
    if (service) return { __typename: 'PublishServiceSuccess', service };
    // Nothing was changed: it stood elsewhere already, or somebody was faster. Either way it is told as it stands now.
    const now = await context.serviceById.clear(id).load(id);
    return checkPublishing({ ...known, status: now!.status }) ?? checkPublishing({ ...known, status: 'PUBLISHED' })!;
  },
};

async function checkOrganizations(input: NewService, context: Context) {
  const { organizationById } = context;
  const providerIds = input.providerIds ?? [];
  const [owner, ...providers] = await Promise.all([input.ownerId, ...providerIds].map((id) => organizationById.load(id)));
  if (!owner) return unknownOrganization(input.ownerId, ['ownerId']);
  const unknown = providers.findIndex((provider) => !provider);
  return unknown < 0 ? null : unknownOrganization(providerIds[unknown]!, ['providerIds', String(unknown)]);
}
