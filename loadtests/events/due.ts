/**
 * What a subscription of these runs should get, said once more in plain words and without a line of the hub's own: the filter,
 * the right, and from where on they hold.
 */
import type { Due, Told } from './ledger.ts';

export interface Institution {
  organizationId: string;
  /** Its task is the whole country. */
  isState: boolean;
  /** ATVK code of its own municipality. */
  territory: string | null;
}

export interface Expected {
  subscriptionId: string;
  institution: Institution;
  /** Exact types, or "requests.*", or "*". */
  types: readonly string[];
  municipalityCodes?: readonly string[];
  /** Watched from the subscription's second change on. */
  watches?: readonly string[];
  /** Behind which it began. */
  startedAfter: number;
}

const INTERNAL = [
  'persons.removed.v1', 'persons.corrected.v1', 'persons.preferences-changed.v1', 'offers.seen.v1', 'offers.changed.v1', 'services.portal-registered.v1',
  'benefits.instructed.v1', 'benefits.instruction-ended.v1', 'benefits.instruction-resumed.v1', 'events.subscription-changed.v1',
];
const CHANGED = 'events.subscription-changed.v1';
const WATCHING_SINCE_VERSION = 2;

/** @param log everything, for who grants what and from where on somebody is watched is told there, too */
export function dueTo(expected: Expected, log: readonly Told[]): (event: Told) => Due {
  const grantors = new Map(log.filter(({ type }) => type === 'benefits.published.v1').map(({ subject, data }) => [subject, data.definition.grantorId as string]));
  const change = log.find(({ type, subject, data }) => type === CHANGED && subject === expected.subscriptionId && data.version === WATCHING_SINCE_VERSION);
  const watchedFrom = expected.watches ? (change?.sequence ?? Infinity) : Infinity;
  return (event) => {
    if (event.sequence <= expected.startedAfter || isInternal(event)) return 'NOT';
    if (!expected.types.some((pattern) => pattern === '*' || pattern === event.type || (pattern.endsWith('.*') && event.type.startsWith(pattern.slice(0, -1))))) return 'NOT';
    const watched = event.sequence > watchedFrom ? expected.watches! : [];
    return isAskedFor(event, expected, watched) && isOpenTo(event, expected.institution, watched, grantors) ? 'HAS' : 'NOT';
  };
}

/** Places may be hidden after an event was told: whoever got it before had a right to it, and nobody needs to get it since. */
export function dueAsKnown(atFirst: (event: Told) => Due, now: (event: Told) => Due, before: ReadonlyMap<string, Told>): (event: Told) => Due {
  return (event) => {
    const [then, today] = [atFirst(before.get(event.id) ?? event), now(event)];
    return then === today ? then : 'MAY';
  };
}

function isInternal({ type, data }: Told): boolean {
  if (INTERNAL.includes(type)) return true;
  if (type === 'requests.status-changed.v1') return data.from === 'DRAFT' || data.to === 'DRAFT';
  return type === 'services.changed.v1' && data.status === 'DRAFT';
}

function isAskedFor(event: Told, { municipalityCodes }: Expected, watched: readonly string[]): boolean {
  const family = event.type.split('.')[0]!;
  const happensToPeople = ['persons', 'statuses', 'offers', 'requests', 'life-situations'].includes(family) && event.type !== 'persons.municipality-merged.v1';
  if (!happensToPeople) return true;
  if (!municipalityCodes && watched.length === 0) return true;
  return placesOf(event).some((code) => municipalityCodes?.includes(code)) || isAboutOneOf(watched, event);
}

function isOpenTo(event: Told, institution: Institution, watched: readonly string[], grantors: ReadonlyMap<string, string>): boolean {
  const { organizationId, isState, territory } = institution;
  const mayReadPerson = isState || placesOf(event).some((code) => code === territory) || isAboutOneOf(watched, event);
  switch (event.type.split('.')[0]) {
    case 'persons':
      return event.type === 'persons.municipality-merged.v1' || mayReadPerson;
    case 'life-situations':
      return mayReadPerson;
    case 'statuses':
      return event.data.issuerId === organizationId || mayReadPerson;
    case 'requests':
      return event.data.institutionId === organizationId;
    case 'offers':
      return grantors.get(event.data.benefitId) === organizationId;
    case 'events':
      return event.data.organizationId === organizationId;
    default:
      return true;
  }
}

function placesOf({ type, municipality, data }: Told): string[] {
  return (type === 'persons.moved.v1' ? [data.from, data.to] : [municipality]).filter((code) => code !== null);
}

function isAboutOneOf(people: readonly string[], { type, subject, data }: Told): boolean {
  const about = type.startsWith('persons.') ? [subject, ...(data.formerIds ?? [])] : [data.personId];
  return about.some((id) => people.includes(id));
}
