/** Whose offers an event can change. Pure. */
import type { PersonFacts } from '#connectors/population/projection.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';

/** Who can take decisions for a person, as the person's own ties name them. */
const CARERS = ['PARENT', 'FOSTER_PARENT', 'GUARDIAN'];

/** People an event itself names. */
export function personsNamed({ type, subject, data }: EventEnvelope): string[] {
  switch (type) {
    case 'persons.born.v1':
      return [subject, ...(data.parentIds as string[])];
    case 'persons.tie-changed.v1':
      return [subject, data.otherId as string];
    default:
      return type.startsWith('persons.') ? [subject] : [data.personId as string];
  }
}

/** Those who care for a person: a child's birthday, death or status decides on their parents' offers. */
export function carersOf(person: PersonFacts): string[] {
  return person.ties.filter((tie) => CARERS.includes(tie.kind)).map((tie) => tie.otherId);
}

/** For whom a person decides: what one parent took of a child's benefits, the child's other parents lose. */
export function childrenOf(person: PersonFacts): string[] {
  return person.ties.filter((tie) => tie.custody && tie.kind !== 'SPOUSE').map((tie) => tie.otherId);
}
