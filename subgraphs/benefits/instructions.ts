/**
 * An accepted offer of a benefit that needs no application becomes the grantor's instruction. It ends when its person
 * leaves the municipality that gives it, or dies; it goes on when the death is annulled.
 */
import type { Sql } from '#kernel/database.ts';
import { dayOf, parseDay } from '#kernel/days.ts';
import { startConsumer, type Consumer } from '#kernel/events/consumer.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { SubgraphServices } from '../module.ts';
import { offerAccepted } from '../offers/events.ts';
import { personEvents } from '../persons/events.ts';
import { underSurvivors } from '../survivors.ts';
import type { InstructionEnded } from './events.ts';
import { mergeInstructions, resumeInstructions } from './lives.ts';
import { endInstructions, insertInstruction } from './store.ts';

export interface NewInstruction {
  id: string;
  benefitId: string;
  personId: string;
  validFrom: string;
  validTo: string | null;
}

/** What ends instructions of a person: all of them, or those of every municipality but `livesIn`. */
export interface Ending {
  personId: string;
  reason: Exclude<NonNullable<InstructionEnded['reason']>, 'HELD_TWICE'>;
  /** The day of the move or the death. */
  happenedOn: string;
  /** The last day of what ends: whoever moves lives there from that day on, whoever dies has that day still. */
  lastDay: string;
  /** ATVK code of where the person moved; null when they left the country, have no residence, or died. */
  livesIn: string | null;
}

/** The id follows from the offer's, so whoever knows the offer knows the instruction. Null where one must apply. */
export function instructionFrom(event: Pick<EventEnvelope, 'subject' | 'data'>): NewInstruction | null {
  const { award, benefitId, personId, validFrom, validTo } = offerAccepted.parse(event.data);
  if (award === 'APPLICATION') return null;
  return { id: uuidv5(`instruction:${event.subject}`), benefitId, personId, validFrom, validTo };
}

/** Where the register gives no day: the day, in Riga, on which the hub learned it. An adopted child's past has that day still. */
export function endingFrom({ type, subject, time, data }: Pick<EventEnvelope, 'type' | 'subject' | 'time' | 'data'>): Ending {
  const dayTold = dayOf(Temporal.Instant.from(time)).toString();
  if (type === 'persons.died.v1') {
    const on = personEvents[type].parse(data).on ?? dayTold;
    return { personId: subject, reason: 'DIED', happenedOn: on, lastDay: on, livesIn: null };
  }
  if (type === 'persons.removed.v1') return { personId: subject, reason: 'REMOVED', happenedOn: dayTold, lastDay: dayTold, livesIn: null };
  const { to, since } = personEvents['persons.moved.v1'].parse(data);
  const movedOn = since ?? dayTold;
  const lastDay = parseDay(movedOn).subtract({ days: 1 }).toString();
  return { personId: subject, reason: 'MOVED', happenedOn: movedOn, lastDay, livesIn: to };
}

/** One after the other in the order of the log: what is accepted before a move ends with it, what is accepted after it stays. */
export async function follow(batch: EventEnvelope[], tx: Sql, at: Temporal.Instant): Promise<void> {
  for (const event of await underSurvivors(batch, tx)) {
    switch (event.type) {
      case 'offers.accepted.v1': {
        const instruction = instructionFrom(event);
        if (instruction) await insertInstruction(tx, instruction, at);
        break;
      }
      case 'persons.merged.v1':
        for (const formerId of personEvents[event.type].parse(event.data).formerIds) await mergeInstructions(tx, { formerId, survivorId: event.subject }, at);
        break;
      case 'persons.death-annulled.v1':
        await resumeInstructions(tx, event.subject, at);
        break;
      default:
        await endInstructions(tx, endingFrom(event), at);
    }
  }
}

export function startInstructing({ sql, log, logger, clock }: SubgraphServices): Consumer {
  return startConsumer({
    name: 'benefits-instructions',
    sql,
    log,
    logger,
    // One consumer for all of them, so that their order holds.
    types: ['offers.accepted.v1', 'persons.moved.v1', 'persons.died.v1', 'persons.death-annulled.v1', 'persons.merged.v1', 'persons.removed.v1'],
    schema: 'benefits',
    handle: (batch, tx) => follow(batch, tx, clock.now()),
  });
}
