/** What is wrong with what an institution asks for: pure decisions over an input and what is known of its values. */
import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import { isUuid } from '#kernel/ids.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import { statusTypeNames } from '../../statuses/events.ts';
import type { AskedFilter } from './asked.ts';
import { DELIVERABLE, typesFor } from '../catalogue.ts';
import { fromCloudEventType } from '../cloud-event-type.ts';
import type { Transport } from '../models.ts';

const LIST_MOST = 100;
const NAME_MOST = 100;
const KEY_MOST = 200;
const SHOWN_MOST = 100;
const PUBLISHERS = [...new Set(DELIVERABLE.map((type) => `${type.split('.')[0]}.*`))];

export interface KnownValues {
  isMunicipality(code: string): boolean;
  isService(id: string): boolean;
}

export function findNameFault(name: string): InvalidInput | null {
  if (name.trim() === '' || name.length > NAME_MOST) return invalidInput(`name has ${name.trim() === '' ? 'no' : name.length} characters; expected 1 to ${NAME_MOST}`, ['name']);
  if (holdsPersonalCode(name)) return invalidInput('name seems to hold a personal code; leave it out', ['name']);
  return null;
}

export function findKeyFault(key: string | null | undefined): InvalidInput | null {
  if (key == null || (key.trim() !== '' && key.length <= KEY_MOST)) return null;
  return invalidInput(`idempotencyKey must have 1 to ${KEY_MOST} characters`, ['idempotencyKey']);
}

/** Each value by itself; whether they can ever match together: `never.ts`. */
export function findFilterFault(filter: AskedFilter, known: KnownValues): InvalidInput | null {
  return findTypeFault(filter.types)
    ?? findValueFault('municipalityCodes', filter.municipalityCodes, (code) => known.isMunicipality(code), 'an ATVK code of a municipality, which has 7 digits')
    ?? findValueFault('serviceIds', filter.serviceIds, (id) => isUuid(id) && known.isService(id), 'the id of a service')
    ?? findValueFault('statusTypeCodes', filter.statusTypeCodes, (code) => statusTypeNames.has(code), 'a code of statusTypes');
}

function findTypeFault(types: readonly string[]): InvalidInput | null {
  if (types.length === 0 || types.length > LIST_MOST) return invalidInput(`types has ${types.length} entries; expected 1 to ${LIST_MOST}`, ['types']);
  const unknown = typesFor(types).unknown[0];
  if (unknown === undefined) return null;
  const nearest = suggestionList(fromCloudEventType(unknown.slice(0, SHOWN_MOST)), [...DELIVERABLE, ...PUBLISHERS])[0];
  const advice = nearest === undefined ? 'eventTypes lists those that are' : `did you mean "${nearest}"?`;
  return invalidInput(`Type "${unknown.slice(0, SHOWN_MOST)}" is not known; ${advice}`, ['types', String(types.indexOf(unknown))]);
}

function findValueFault(name: keyof AskedFilter, values: readonly string[] | null, isKnown: (value: string) => boolean, expected: string): InvalidInput | null {
  if (values === null) return null;
  if (values.length > LIST_MOST) return invalidInput(`${name} has ${values.length} entries; expected at most ${LIST_MOST}`, [name]);
  const unknown = values.findIndex((value) => !isKnown(value));
  if (unknown === -1) return null;
  return invalidInput(`${name}: "${values[unknown]!.slice(0, SHOWN_MOST)}" is not known; expected ${expected}`, [name, String(unknown)]);
}

export interface Delivery {
  transport: Transport;
  webhookUrl: string | null;
}

/** How it is to be delivered: a URL asks for a webhook where nothing else is said; what is left out stays as it was. */
export function deliveryOf(input: { transport?: Transport | null; webhookUrl?: string | null }, before: Delivery = { transport: 'STREAM', webhookUrl: null }): Delivery {
  const transport = input.transport ?? (input.webhookUrl == null ? before.transport : 'WEBHOOK');
  return { transport, webhookUrl: input.webhookUrl ?? (transport === 'WEBHOOK' ? before.webhookUrl : null) };
}

export function findDeliveryFault({ transport, webhookUrl }: Delivery, hasNats: boolean): InvalidInput | null {
  if (transport === 'WEBHOOK' && webhookUrl === null) return invalidInput('transport is WEBHOOK, but there is no webhookUrl; expected where to deliver to', ['webhookUrl']);
  if (transport !== 'WEBHOOK' && webhookUrl !== null) return invalidInput(`webhookUrl was given, but transport is ${transport}; expected WEBHOOK, or no URL`, ['webhookUrl']);
  if (transport === 'NATS' && !hasNats) return invalidInput('transport is NATS, but this hub runs without NATS; expected STREAM or WEBHOOK', ['transport']);
  return null;
}
