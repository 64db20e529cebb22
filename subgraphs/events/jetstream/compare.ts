/** The log and the stream beside each other, event by event. */
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { EVENTS } from '../catalogue.ts';
import type { Stored } from './messages.ts';
import { hasPlace, messagesOf } from './subjects.ts';

/** What is wrong with the stream, by count of messages. */
export interface Differences {
  /** The log has them, the stream has not. */
  missing: number;
  /** They are not what the log says at their sequence. */
  different: number;
  /** They stand in the stream again, or behind later ones. */
  repeated: number;
  /** Nobody of the hub wrote them. */
  foreign: number;
}

export const NO_DIFFERENCES: Readonly<Differences> = { missing: 0, different: 0, repeated: 0, foreign: 0 };

export interface Compared {
  missing: number;
  different: number;
  /** They say where somebody lives whom the log hides by now. */
  hidden: Stored[];
}

/**
 * One event of the log with what the stream has of it. A message without a place may be one that was erased for the sake of a place
 * it had, so its absence says nothing.
 */
export function compareEvent(event: EventEnvelope, found: readonly Stored[]): Compared {
  const wanted = messagesOf(event);
  const compared: Compared = { missing: 0, different: 0, hidden: [] };
  for (const message of found) {
    const same = wanted.find(({ part }) => part === message.part);
    if (message.eventId !== event.id) compared.different++;
    else if (same?.subject !== message.subject) {
      if (hasPlace(message.subject)) compared.hidden.push(message);
      else compared.different++;
    }
  }
  const mayBeErased = EVENTS.get(event.type)?.placed === true;
  for (const { part, subject } of wanted) {
    if (!found.some((message) => message.part === part) && !(mayBeErased && !hasPlace(subject))) compared.missing++;
  }
  return compared;
}
