/** Filters that can never match, so that nobody waits in vain. Only what is certain is refused. */
import type { EventDefinition } from '#kernel/events/definition.ts';
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import type { AskedFilter } from './asked.ts';
import { EVENTS, typesFor } from '../catalogue.ts';

/** What is known of an institution. */
export interface Institution {
  /** Its task is the whole country. */
  isState: boolean;
  /** Every code under which its own municipality is known; none for an institution that is no council. */
  territory: ReadonlySet<string>;
  /** Null where it cannot be told yet. */
  grantsBenefits: boolean | null;
  /** For what it reads of people. */
  purpose: string | null;
  /** Why nothing of people may be read for that purpose; null where it may, or where nobody can tell now. */
  refusal: string | null;
}

interface Chosen extends EventDefinition {
  type: string;
}

export function findNever(filter: AskedFilter, institution: Institution): InvalidInput | null {
  const chosen = typesFor(filter.types).types.map((type): Chosen => ({ type, ...EVENTS.get(type)! }));
  return findNoRight(chosen, institution) ?? findVoidPurpose(chosen, institution) ?? findIdleFilter(filter, chosen) ?? findForeignPlace(filter, chosen, institution);
}

function findNoRight(chosen: readonly Chosen[], { purpose, grantsBenefits }: Institution): InvalidInput | null {
  const without = new Set([...(purpose === null ? ['PERSON'] : []), ...(grantsBenefits === false ? ['OFFER'] : [])]);
  if (chosen.some(({ audience }) => !without.has(audience))) return null;
  if (chosen.some(({ audience }) => audience === 'PERSON')) {
    return invalidInput('types: all of these are about persons, for which a purpose is needed; name one in the header X-Purpose', ['types']);
  }
  return invalidInput("types: all of these are for whoever grants the benefit that was offered, and your institution grants none", ['types']);
}

function findVoidPurpose(chosen: readonly Chosen[], { refusal }: Institution): InvalidInput | null {
  if (refusal === null || !chosen.some(({ audience }) => audience === 'PERSON')) return null;
  return invalidInput(`types: some of these are about persons. ${refusal}; name another purpose in the header X-Purpose, or types that are not about persons`, ['types']);
}

function findIdleFilter({ municipalityCodes, serviceIds, statusTypeCodes }: AskedFilter, chosen: readonly Chosen[]): InvalidInput | null {
  const isAny = (...prefixes: string[]) => chosen.some(({ type }) => prefixes.some((prefix) => type.startsWith(prefix)));
  if (municipalityCodes && !chosen.some(({ placed }) => placed)) {
    return invalidInput('municipalityCodes can never match: none of the types happens to people, who live somewhere', ['municipalityCodes']);
  }
  if (serviceIds && !isAny('requests.', 'services.')) return invalidInput('serviceIds can never match: none of the types is of requests.* or services.*', ['serviceIds']);
  if (statusTypeCodes && !isAny('statuses.')) return invalidInput('statusTypeCodes can never match: none of the types is of statuses.*', ['statusTypeCodes']);
  return null;
}

/** What an institution has a right to by itself may happen anywhere, and a move from elsewhere may end in its own municipality. */
function findForeignPlace({ municipalityCodes }: AskedFilter, chosen: readonly Chosen[], { isState, territory }: Institution): InvalidInput | null {
  if (municipalityCodes === null || isState) return null;
  if (chosen.some(({ type, placed, audience }) => placed && (audience !== 'PERSON' || type === 'persons.moved.v1'))) return null;
  const foreign = municipalityCodes.findIndex((code) => !territory.has(code));
  if (foreign === -1) return null;
  const code = municipalityCodes[foreign]!;
  return invalidInput(`municipalityCodes: "${code}" can never match: your institution hears of people there only where it watches them, which needs no code`, ['municipalityCodes', String(foreign)]);
}
