/** Every type of event there is, as its publisher describes it. */
import type { EventDefinition } from '#kernel/events/definition.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { definitions as benefits } from '../benefits/events.ts';
import { definitions as lifeSituations } from '../life-situations/events.ts';
import { definitions as offers } from '../offers/events.ts';
import { definitions as persons } from '../persons/events.ts';
import { definitions as requests } from '../requests/events.ts';
import { definitions as services } from '../services/events.ts';
import { definitions as statuses } from '../statuses/events.ts';
import { fromCloudEventType } from './cloud-event-type.ts';
import { definitions as subscriptions } from './events.ts';

/** By type, without the prefix that it carries outside. */
export const EVENTS: ReadonlyMap<string, EventDefinition> = new Map(
  Object.entries({ ...persons, ...statuses, ...benefits, ...offers, ...requests, ...services, ...lifeSituations, ...subscriptions }),
);

/** The types that institutions may subscribe to. */
export const DELIVERABLE: readonly string[] = [...EVENTS].filter(([, { audience }]) => audience !== 'NOBODY').map(([type]) => type);

/**
 * What patterns mean: a type, with or without its prefix, all types of a publisher (`requests.*`) or all there are (`*`).
 *
 * @returns each type once, in the order of the catalogue, and the patterns that mean nothing
 */
export function typesFor(patterns: readonly string[]): { types: string[]; unknown: string[] } {
  const fits = patterns.map(matcher);
  return {
    types: DELIVERABLE.filter((type) => fits.some((fit) => fit(type))),
    unknown: patterns.filter((_, index) => !DELIVERABLE.some(fits[index]!)),
  };
}

function matcher(pattern: string): (type: string) => boolean {
  const name = fromCloudEventType(pattern);
  if (name === '*') return () => true;
  return name.endsWith('.*') ? (type) => type.startsWith(name.slice(0, -1)) : (type) => type === name;
}

/**
 * Ids of the people an event is about: whoever watches one of them hears of it. A tie is told of each of its two people by an event
 * of their own, which says where that one lives: who watches the other must not learn it.
 */
export function peopleOf({ type, subject, data }: EventEnvelope): string[] {
  if (EVENTS.get(type)?.subject === 'municipality') return [];
  if (!type.startsWith('persons.')) return typeof data.personId === 'string' ? [data.personId] : [];
  return [subject, ...(Array.isArray(data.formerIds) ? data.formerIds : [])];
}

/** ATVK codes of the municipalities an event happened in; a move happens in two. */
export function placesOf({ type, municipality, data }: EventEnvelope): string[] {
  if (!EVENTS.get(type)?.placed) return [];
  const places = type === 'persons.moved.v1' ? [data.from, data.to] : [municipality];
  return places.filter((code) => typeof code === 'string');
}
