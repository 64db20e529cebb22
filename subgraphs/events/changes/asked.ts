/** What an institution asks for, brought into one form: what is said twice counts once, and an empty list asks for everything. */
import { createHash } from 'node:crypto';
import type { CreateEventSubscriptionInput } from '#codegen/generated/events.ts';
import { fromCloudEventType } from '../cloud-event-type.ts';
import type { FilterVersion } from '../models.ts';

export type AskedFilter = Omit<FilterVersion, 'version'>;

type Lists = { types?: readonly string[] | null; municipalityCodes?: readonly string[] | null; serviceIds?: readonly string[] | null; statusTypeCodes?: readonly string[] | null };

/** What is left out stays as it was. */
export function askedFilter(input: Lists, before?: AskedFilter): AskedFilter {
  const list = (given: readonly string[] | null | undefined, stays: string[] | null | undefined) =>
    given == null ? (stays ?? null) : given.length === 0 ? null : [...new Set(given)];
  return {
    types: input.types == null ? (before?.types ?? []) : [...new Map(input.types.map((type) => [fromCloudEventType(type), type])).values()],
    municipalityCodes: list(input.municipalityCodes, before?.municipalityCodes),
    serviceIds: list(input.serviceIds, before?.serviceIds),
    statusTypeCodes: list(input.statusTypeCodes, before?.statusTypeCodes),
  };
}

export function isSameFilter(one: AskedFilter, other: AskedFilter): boolean {
  const text = ({ types, municipalityCodes, serviceIds, statusTypeCodes }: AskedFilter) => JSON.stringify([types, municipalityCodes, serviceIds, statusTypeCodes]);
  return text(one) === text(other);
}

/** What is remembered of a key and of the input that came with it. */
export function hashesOf({ idempotencyKey, ...input }: CreateEventSubscriptionInput): { keyHash: string; inputHash: string } | null {
  if (idempotencyKey == null) return null;
  const given = Object.entries(input).filter(([, value]) => value != null).sort(([one], [other]) => (one < other ? -1 : 1));
  return { keyHash: hash(idempotencyKey), inputHash: hash(JSON.stringify(given)) };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
