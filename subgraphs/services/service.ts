import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { Audience, ChannelModel, DigitalisationLevel, LegalResourceModel, ServiceStatus } from './models.ts';

/** A new service as its owner describes it. */
export interface NewService {
  identifier: string;
  name: { lv: string; en?: string | null };
  description: { lv: string; en?: string | null };
  ownerId: string;
  audiences: readonly Audience[];
  digitalisationLevel: DigitalisationLevel;
  providerIds?: readonly string[] | null;
  channels?: readonly (Partial<ChannelModel> & Pick<ChannelModel, 'kind'>)[] | null;
  processingDays?: number | null;
  legalResources?: readonly (Pick<LegalResourceModel, 'title'> & { url?: string | null })[] | null;
}

const IDENTIFIER = /^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$/;
const IDENTIFIER_MOST = 80;
const NAME_MOST = 300;
const DESCRIPTION_MOST = 4_000;
const CHANNEL_MOST = 1_000;
const PROCESSING_DAYS_MOST = 750;

/** What is wrong with the description of a new service: the first thing found, or null. */
export function checkNewService(input: NewService): InvalidInput | null {
  return (
    checkIdentifier(input.identifier) ??
    checkText(input.name.lv, NAME_MOST, ['name', 'lv']) ??
    (input.name.en == null ? null : checkText(input.name.en, NAME_MOST, ['name', 'en'])) ??
    checkText(input.description.lv, DESCRIPTION_MOST, ['description', 'lv']) ??
    (input.description.en == null ? null : checkText(input.description.en, DESCRIPTION_MOST, ['description', 'en'])) ??
    (input.audiences.length === 0 ? invalidInput('audiences: name at least one audience', ['audiences']) : null) ??
    checkProcessingDays(input.processingDays) ??
    firstOf(input.channels, checkChannel) ??
    firstOf(input.legalResources, checkLegalResource)
  );
}

export type Destination = Exclude<ServiceStatus, 'DRAFT'>;

/** From where a service can be brought there: published is what is not visible yet, or not at the moment; what is archived stays so. */
export const WAYS: Readonly<Record<Destination, readonly ServiceStatus[]>> = {
  PUBLISHED: ['DRAFT', 'SUSPENDED'],
  SUSPENDED: ['PUBLISHED'],
  ARCHIVED: ['PUBLISHED', 'SUSPENDED'],
};

export function cannotBring({ identifier, status }: { identifier: string; status: ServiceStatus }, to: Destination): Conflict {
  const message = `Service "${identifier}" is ${status} and cannot be ${to.toLowerCase()}`;
  return conflict(message, ['id'], to === 'PUBLISHED' && status === to ? 'ALREADY_PUBLISHED' : 'CONFLICT');
}

export function identifierTaken(identifier: string): Conflict {
  return conflict(`A service with the identifier "${identifier}" is already registered`, ['identifier'], 'IDENTIFIER_TAKEN');
}

export function unknownOrganization(id: string, path: string[]): InvalidInput {
  return invalidInput(`Organization "${id}" is not registered`, path);
}

/** Kinds of channels by which a service is requested without leaving home. */
export const ONLINE: ReadonlySet<string> = new Set(['E_SERVICE', 'E_FORM', 'PORTAL']);

/** A direct link on an online channel lets a person request the service without leaving home. */
export function isRequestableOnline(channels: readonly Pick<ChannelModel, 'kind' | 'directLink'>[]): boolean {
  return channels.some((channel) => ONLINE.has(channel.kind) && channel.directLink !== null);
}

function checkIdentifier(identifier: string): InvalidInput | null {
  if (identifier.length <= IDENTIFIER_MOST && IDENTIFIER.test(identifier) && !holdsPersonalCode(identifier)) return null;
  return invalidInput(
    `identifier: "${identifier.slice(0, IDENTIFIER_MOST)}" is not capital letters and digits in parts joined by hyphens, ` +
      'such as RIGA-NEWBORN-GRANT',
    ['identifier'],
  );
}

function checkText(text: string, most: number, path: string[]): InvalidInput | null {
  const name = path.join('.');
  if (text.trim() === '') return invalidInput(`${name}: a text is needed`, path);
  if (holdsPersonalCode(text)) return invalidInput(`${name} seems to hold a personal code; leave it out`, path);
  return text.length > most ? invalidInput(`${name}: ${text.length} characters are too many; ${most} at most`, path) : null;
}

function checkProcessingDays(days: number | null | undefined): InvalidInput | null {
  if (days == null || (days >= 0 && days <= PROCESSING_DAYS_MOST)) return null;
  return invalidInput(`processingDays: ${days} is not between 0 and ${PROCESSING_DAYS_MOST} working days`, ['processingDays']);
}

function checkChannel(channel: Partial<ChannelModel>, index: number): InvalidInput | null {
  for (const name of ['portal', 'contact', 'directLink'] as const) {
    const wrong = channel[name] == null ? null : checkText(channel[name], CHANNEL_MOST, ['channels', String(index), name]);
    if (wrong) return wrong;
  }
  if (channel.directLink == null || isWebAddress(channel.directLink, ['https:'])) return null;
  const path = ['channels', String(index), 'directLink'];
  return invalidInput(`${path.join('.')}: "${channel.directLink.slice(0, 100)}" is not an https address`, path);
}

function checkLegalResource(resource: { title: string; url?: string | null }, index: number): InvalidInput | null {
  const path = ['legalResources', String(index)];
  const untitled = checkText(resource.title, NAME_MOST, [...path, 'title']);
  if (untitled || resource.url == null || isWebAddress(resource.url, ['https:', 'http:'])) return untitled;
  return invalidInput(`${path.join('.')}.url: "${resource.url.slice(0, 100)}" is not a web address`, [...path, 'url']);
}

function isWebAddress(text: string, protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

function firstOf<T>(items: readonly T[] | null | undefined, check: (item: T, index: number) => InvalidInput | null) {
  for (const [index, item] of (items ?? []).entries()) {
    const wrong = check(item, index);
    if (wrong) return wrong;
  }
  return null;
}
