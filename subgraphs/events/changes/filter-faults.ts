import { ForbiddenError } from '#kernel/errors.ts';
import type { InvalidInput } from '#kernel/user-errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { municipalityOfCouncil } from '../../councils.ts';
import type { AskedFilter } from './asked.ts';
import type { Context } from '../context.ts';
import type { Subscriber } from './institution.ts';
import { findNever } from './never.ts';
import { factsFor } from '../store.ts';
import { findFilterFault } from './subscriptions.ts';

/** What is wrong with a filter, by itself or for this institution. */
export async function findFilterFaultOf(context: Context, { organizationId }: Subscriber, filter: AskedFilter, purpose: string | null): Promise<InvalidInput | null> {
  const { sql, connectors: { territories, permissions }, clock } = context.services;
  const { services, kind, grantsBenefits } = await factsFor(sql, organizationId, (filter.serviceIds ?? []).filter(isUuid));
  const fault = findFilterFault(filter, { isMunicipality: (code) => territories.municipalityOf(code) !== null, isService: (id) => services.has(id) });
  if (fault) return fault;
  const council = municipalityOfCouncil(organizationId);
  return findNever(filter, {
    isState: kind === 'STATE',
    territory: new Set(council === null ? [] : territories.codesOf(council, clock.today().toString())),
    grantsBenefits,
    purpose,
    refusal: purpose === null ? null : refusalOf(permissions, purpose),
  });
}

function refusalOf(permissions: Pick<Context['services']['connectors']['permissions'], 'grantFor'>, purpose: string): string | null {
  try {
    permissions.grantFor(purpose, 'fpr_person');
    return null;
  } catch (error) {
    return error instanceof ForbiddenError ? error.message : null;
  }
}
