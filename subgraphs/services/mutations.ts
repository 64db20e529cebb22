import { NotFoundError } from '#kernel/errors.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { MutationResolvers } from '#codegen/generated/services.ts';
import type { Conflict } from '#kernel/user-errors.ts';
import type { Context } from './context.ts';
import type { PublicServiceModel } from './models.ts';
import { demandEditor } from './rights.ts';
import { cannotBring, checkNewService, identifierTaken, unknownOrganization, type Destination, type NewService } from './service.ts';
import { insertDraft, move } from './store.ts';

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
    const result = await bring(id, 'PUBLISHED', context);
    return '__typename' in result ? result : { __typename: 'PublishServiceSuccess', service: result };
  },

  async suspendService(_, { id }, context) {
    const result = await bring(id, 'SUSPENDED', context);
    return '__typename' in result ? result : { __typename: 'SuspendServiceSuccess', service: result };
  },

  async archiveService(_, { id }, context) {
    const result = await bring(id, 'ARCHIVED', context);
    return '__typename' in result ? result : { __typename: 'ArchiveServiceSuccess', service: result };
  },
};

/** @throws FORBIDDEN, NOT_FOUND */
async function bring(id: string, to: Destination, context: Context): Promise<PublicServiceModel | Conflict> {
  const known = await context.serviceById.load(id);
  const viewer = demandEditor(context.viewer, known?.ownerId ?? context.viewer?.organizationId ?? '');
  if (!known) throw new NotFoundError('Service', id);
  const moved = await move(context.services.sql, id, to, { by: viewer.label, at: context.clock.now() });
  if (moved) return moved;
  // Nothing was changed: it stood elsewhere already, or somebody was faster. Either way it is told as it stands now.
  const now = (await context.serviceById.clear(id).load(id))!;
  return to !== 'PUBLISHED' && now.status === to ? now : cannotBring(now, to);
}

async function checkOrganizations(input: NewService, context: Context) {
  const { organizationById } = context;
  const providerIds = input.providerIds ?? [];
  const [owner, ...providers] = await Promise.all([input.ownerId, ...providerIds].map((id) => organizationById.load(id)));
  if (!owner) return unknownOrganization(input.ownerId, ['ownerId']);
  const unknown = providers.findIndex((provider) => !provider);
  return unknown < 0 ? null : unknownOrganization(providerIds[unknown]!, ['providerIds', String(unknown)]);
}
