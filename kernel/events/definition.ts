import type { z } from 'zod';

/**
 * Who may be told, besides the hub's own parts: everybody who subscribes; who may read the person it is about; the institution
 * that processes the request, gave the status (or may read its person) or grants the benefit; the subscription's own
 * institution; nobody.
 */
export type Audience = 'EVERYONE' | 'PERSON' | 'REQUEST' | 'STATUS' | 'OFFER' | 'SUBSCRIPTION' | 'NOBODY';

/** What a subgraph says of one type of its events, beside the code that tells them. */
export interface EventDefinition {
  /** One sentence for whoever subscribes: when it happens. */
  description: string;
  /** What `subject` is the id of, as in "child" or "request". */
  subject: string;
  /** What stands in `data` within the hub. */
  data: z.ZodObject;
  /** What of it institutions get; all of it where nothing else is said. */
  delivered?: z.ZodObject;
  audience: Audience;
  /** Fields of the population register that it tells of, besides where people live: whoever gets it as a reader of persons must be permitted to read them. */
  reads?: readonly string[];
  /** Whether an event with this data may leave the hub at all; every one may where nothing is said. */
  isDelivered?(data: Record<string, unknown>): boolean;
  /** Whether a filter by municipality concerns it: it happens to people, who live somewhere. */
  placed: boolean;
  /** Days for which the log keeps it. */
  keptDays: number;
  /** What stands in the reference's example where the shape alone gives none, or none that makes sense. */
  example?: Readonly<Record<string, unknown>>;
}

/** By type, without the prefix `lv.vienkopus.` that it carries outside. */
export type EventDefinitions = Readonly<Record<string, EventDefinition>>;
