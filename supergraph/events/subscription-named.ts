import { fromCloudEventType } from '#subgraphs/events/cloud-event-type.ts';
import { WrongCall } from '../command-line.ts';
import type { HubLink } from './hub-link.ts';
import type { TailCall } from './tail-call.ts';

export interface NamedSubscription {
  id: string;
  name: string;
  types: string[];
  municipalityCodes: string[] | null;
  transport: 'STREAM' | 'WEBHOOK' | 'NATS';
  acknowledged: string;
}

const FIELDS = 'id name types municipalityCodes transport acknowledged';
const MINE = `{ eventSubscriptions { ${FIELDS} } }`;
const CREATE = `mutation ($input: CreateEventSubscriptionInput!) {
  createEventSubscription(input: $input) {
    __typename
    ... on CreateEventSubscriptionSuccess { subscription { ${FIELDS} } }
    ... on UserError { message }
  }
}`;

/** The institution's subscription of this name; made where there is none. @throws WrongCall where it asks for something else, or cannot be made */
export async function subscriptionNamed(hub: HubLink, { name, types, municipalityCodes, after }: TailCall): Promise<NamedSubscription> {
  const mine = (await hub.ask<{ eventSubscriptions: NamedSubscription[] | null }>(MINE)).eventSubscriptions ?? [];
  const known = mine.find((subscription) => subscription.name === name);
  if (known && !isSame(known, types, municipalityCodes)) {
    const asks = [known.types.join(','), ...(known.municipalityCodes ?? [])].join(' in ');
    throw new WrongCall(`The subscription "${name}" asks for ${asks}; give the same --types and --municipality, or another --name`);
  }
  if (known) return known;
  const input = { name, types, ...(municipalityCodes.length ? { municipalityCodes } : {}), ...(after === null ? {} : { after }) };
  const { createEventSubscription: made } = await hub.ask<{ createEventSubscription: { subscription?: NamedSubscription; message?: string } | null }>(CREATE, { input });
  if (!made?.subscription) throw new WrongCall(`The hub makes no such subscription: ${made?.message ?? 'it does not say why'}`);
  return made.subscription;
}

function isSame(known: NamedSubscription, types: string[], municipalityCodes: string[]): boolean {
  const key = (values: readonly string[]) => [...new Set(values)].sort().join(' ');
  return key(known.types.map(fromCloudEventType)) === key(types.map(fromCloudEventType)) && key(known.municipalityCodes ?? []) === key(municipalityCodes);
}
