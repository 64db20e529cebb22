import type { Sourced } from '#connectors/records/record-reader.ts';
import type { PersonRecord } from '#connectors/population/record.ts';
import { NotFoundError, RegisterUnavailableError, type HubError } from '#kernel/errors.ts';
import { FIELDS, demandField, isLogged, purposeOf, type PersonField } from './access.ts';
import type { SubgraphServices } from '../module.ts';
import type { Context } from './context.ts';

/** Someone's record, opened for a field, and the purpose under which it was. */
export interface Opened extends Sourced<PersonRecord> {
  purpose: string;
}

/**
 * Opens a person's record for one field: the right is checked, a look by somebody in office is written down, and only
 * then is anything read.
 *
 * @throws UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, REGISTER_UNAVAILABLE
 */
export async function open(context: Context, personId: string, field: PersonField): Promise<Opened> {
  const { viewer, services } = context;
  const basis = demandField(viewer, personId, await context.basis(personId), field);
  const purpose = purposeOf(viewer!, basis);
  if (isLogged(viewer!, basis)) {
    const permission = services.connectors.population.permissionFor(purpose);
    await context.look.load({ personId, purpose, permission, group: FIELDS[field].group });
  }
  const record = await context.record.load({ personId, purpose });
  if (!record) throw unknownPerson(services, personId);
  return { ...record, purpose };
}

/** Nobody has this id; or nobody yet, while the register is still being discovered. */
export function unknownPerson({ connectors }: SubgraphServices, personId: string): HubError {
  return connectors.population.isDiscovering ? new RegisterUnavailableError('population') : new NotFoundError('Person', personId);
}

/** The right to a field that no register answers. @throws UNAUTHENTICATED or FORBIDDEN */
export async function demandOwn(context: Context, personId: string, field: PersonField): Promise<void> {
  demandField(context.viewer, personId, await context.basis(personId), field);
}

/** Where a value came from and how old it is now. */
export function provenanceOf(context: Context, sourced: Sourced<unknown>) {
  const { source, readAt, permission, isStale } = sourced;
  const ageMs = context.clock.now().epochMilliseconds - readAt.epochMilliseconds;
  return { source, readAt: readAt.toString(), ageSeconds: Math.max(0, Math.floor(ageMs / 1_000)), stale: isStale, permission };
}
