import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { EventDefinition } from '#kernel/events/definition.ts';
import { peopleOf, placesOf } from '../catalogue.ts';
import type { Watch } from './watch.ts';

/** Every event about people says where they live. */
const PLACE = 'Residences.MunicipalityCode';

/** What an institution has a right to, as it stands now. */
export interface Rights {
  organizationId: string;
  /** Its task is the whole country. */
  isState: boolean;
  /** Every code under which its own municipality is known; none for an institution that is no council. */
  territory: ReadonlySet<string>;
  /** Whether the register permits the subscription's purpose these fields. @throws REGISTER_UNAVAILABLE while nobody can tell */
  mayReadPersons(fields: readonly string[]): boolean;
  /** Who grants a benefit. */
  grantorOf(benefitId: string): string | undefined;
}

/** Whether an institution may be told of an event, asked anew with each one. */
export function mayReceive(rights: Rights, { audience, reads }: EventDefinition, event: EventEnvelope, watch: Watch): boolean {
  const { data } = event;
  switch (audience) {
    case 'EVERYONE':
      return true;
    case 'PERSON':
      return mayReadPeople(rights, event, watch, reads);
    case 'STATUS':
      return data.issuerId === rights.organizationId || mayReadPeople(rights, event, watch, reads);
    case 'REQUEST':
      return data.institutionId === rights.organizationId;
    case 'OFFER':
      // Most of them have never applied.
      return rights.grantorOf(data.benefitId as string) === rights.organizationId && rights.mayReadPersons([PLACE]);
    case 'SUBSCRIPTION':
      return data.organizationId === rights.organizationId;
    case 'NOBODY':
      return false;
  }
}

function mayReadPeople({ mayReadPersons, isState, territory }: Rights, event: EventEnvelope, watch: Watch, reads: readonly string[] = []): boolean {
  const isTheirs = isState || placesOf(event).some((code) => territory.has(code)) || peopleOf(event).some((personId) => watch.has(personId, event.sequence));
  return isTheirs && mayReadPersons([PLACE, ...reads]);
}
