import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { EVENTS, peopleOf, placesOf, typesFor } from '../catalogue.ts';
import type { FilterVersion } from '../models.ts';
import type { Watch } from './watch.ts';

export interface Filter {
  types: ReadonlySet<string>;
  fits(event: EventEnvelope, watch: Watch): boolean;
}

/** @param namesakes every code that stands for the same municipality today: a merged one is followed by its successor */
export function compileFilter(asked: Omit<FilterVersion, 'version'>, namesakes: (code: string) => readonly string[]): Filter {
  const types = new Set(typesFor(asked.types).types);
  const codes = asked.municipalityCodes && new Set(asked.municipalityCodes.flatMap(namesakes));
  const serviceIds = asked.serviceIds && new Set(asked.serviceIds);
  const statusTypeCodes = asked.statusTypeCodes && new Set(asked.statusTypeCodes);

  /** Happens to people, who live somewhere or are watched wherever they live. */
  const concerns = (event: EventEnvelope, watch: Watch) => {
    if (!EVENTS.get(event.type)!.placed) return true;
    if (codes === null && !watch.hasBegun(event.sequence)) return true;
    if (codes !== null && placesOf(event).some((code) => codes.has(code))) return true;
    return peopleOf(event).some((personId) => watch.has(personId, event.sequence));
  };
  return {
    types,
    fits(event, watch) {
      if (!types.has(event.type)) return false;
      if (statusTypeCodes && event.type.startsWith('statuses.') && !statusTypeCodes.has(event.data.typeCode as string)) return false;
      if (serviceIds && event.type.startsWith('services.') && !serviceIds.has(event.subject)) return false;
      if (serviceIds && event.type.startsWith('requests.') && !serviceIds.has(event.data.serviceId as string)) return false;
      return concerns(event, watch);
    },
  };
}
