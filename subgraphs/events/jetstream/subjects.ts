/** Under which subjects the log's events stand in JetStream: `vienkopus.<type>.<municipality>`, where a type is three words. */
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { EVENTS } from '../catalogue.ts';

export const ROOT = 'vienkopus';
/** Where there is no municipality: a protected person, somebody who lives nowhere, what happens to nobody. */
export const NO_PLACE = 'none';
const MOVED = 'persons.moved.v1';
export const MOVED_AWAY = 'persons.moved-away.v1';

/** One message of an event. A move is told under both municipalities, so it has two. */
export interface Message {
  event: EventEnvelope;
  /** 0, and 1 for the copy that is told where somebody moved away from. */
  part: number;
  /** The last of its event. */
  isLast: boolean;
  subject: string;
  /** What JetStream tells repeats by. */
  messageId: string;
}

/** The highest part there is: behind it an event is told in full. */
export const LAST_PART = 1;

/** An event's messages in their order; none for what is the hub's own business. */
export function messagesOf(event: EventEnvelope): Message[] {
  const definition = EVENTS.get(event.type);
  if (!definition || definition.audience === 'NOBODY' || definition.isDelivered?.(event.data) === false) return [];
  if (event.type !== MOVED) return [{ event, part: 0, isLast: true, subject: subjectOf(event.type, event.municipality), messageId: event.id }];
  const { from, to } = event.data as { from: string | null; to: string | null };
  const moved = { event, part: 0, isLast: from === null, subject: subjectOf(MOVED, to), messageId: event.id };
  return from === null ? [moved] : [moved, { event, part: 1, isLast: true, subject: subjectOf(MOVED_AWAY, from), messageId: `${event.id}:away` }];
}

function subjectOf(type: string, municipality: string | null): string {
  return `${ROOT}.${type}.${municipality ?? NO_PLACE}`;
}

/** Whether the subject says where somebody lives or lived. */
export function hasPlace(subject: string): boolean {
  return !subject.endsWith(`.${NO_PLACE}`);
}

/** Where the hub tells one subscription what it asked for. */
export function deliverySubject(organizationId: string, subscriptionId: string): string {
  return `${ROOT}.for.${organizationId}.${subscriptionId}`;
}

/** What the stream takes: everything but the subjects of single subscriptions, which no stream could say in one pattern. */
export function streamSubjects(types: Iterable<string>): string[] {
  const publishers = [...types].map((type) => type.split('.')[0]!);
  return [...new Set(publishers)].sort().map((publisher) => `${ROOT}.${publisher}.>`);
}
