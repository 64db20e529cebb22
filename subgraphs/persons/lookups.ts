import { ForbiddenError, HubError, UnauthenticatedError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand, demandPerson } from '#kernel/identity/access.ts';
import type { Context } from './context.ts';
import type { PersonModel } from './models.ts';
import { parsePersonalCode } from './personal-code.ts';
import { unknownPerson } from './reading.ts';
import { countSearch } from './store.ts';

/**
 * A person by id, also by one that was given up when two records turned out to be theirs. Whether somebody exists is told only
 * to who may read them.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN, NOT_FOUND
 */
export async function personById(context: Context, asked: string): Promise<PersonModel> {
  if (!context.viewer) throw new UnauthenticatedError();
  const id = context.services.survivors.of(asked);
  const basis = await context.basis(id);
  if (basis === null) demandPerson(context.viewer, id, 'person');
  if (basis === 'OFFICER') await lookedUp(context, id);
  return { id };
}

/** Told to the person even when nothing of the register is opened: other parts answer for them from here on. */
async function lookedUp(context: Context, personId: string): Promise<void> {
  const purpose = context.viewer!.purpose!;
  const permission = context.services.connectors.population.permissionFor(purpose);
  if (!(isUuid(personId) && (await context.isKnown.load(personId)))) throw unknownPerson(context.services, personId);
  await context.look.load({ personId, purpose, permission, group: 'identity' });
}

/** The same for many: what may not be read or does not exist is an error in its place. */
export function personsById(context: Context, ids: readonly string[]): Promise<(PersonModel | HubError)[]> {
  return Promise.all(ids.map((id) =>
    personById(context, id).catch((error: unknown) => {
      if (error instanceof HubError) return error;
      throw error;
    })));
}

/**
 * A person by personal code, for officers with that right. Counted whether found or not, and told to the person.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN, BAD_USER_INPUT (which part of the code is wrong), NOT_FOUND; none repeats the code
 */
export async function personByCode(context: Context, personalCode: string): Promise<PersonModel> {
  const viewer = demand(context.viewer, 'persons:read-code');
  const { purpose, label } = viewer;
  if (purpose === null) throw new ForbiddenError('Name a purpose in the header X-Purpose to search by personal code');
  const { services, signal, clock } = context;
  const { population } = services.connectors;
  const permission = population.permissionFor(purpose);
  const personId = await population.findByCode(parsePersonalCode(personalCode), { purpose, signal });
  await countSearch(services.sql, { by: label, purpose, personId, at: clock.now() });
  services.logger.info({ by: label, purpose, found: personId !== null }, 'a search by personal code');
  if (personId === null) throw new NotFoundByCodeError();
  await context.look.load({ personId, purpose, permission, group: 'personal-code' });
  return { id: personId };
}

class NotFoundByCodeError extends HubError {
  constructor() {
    super('NOT_FOUND', 'No person with this personal code was found');
  }
}
