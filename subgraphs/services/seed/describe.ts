import type {
  Audience, ChannelModel, CostModel, DigitalisationLevel, EvidenceModel, LegalResourceModel, Localized, ServiceOutputModel,
} from '../models.ts';
import type { OrganizationKey } from './organizations.ts';

/** A service as the seed lists it; what is left out is empty, the owner is its provider, residents are its audience. */
export interface ServiceSeed {
  identifier: string;
  owner: OrganizationKey;
  providers?: OrganizationKey[];
  name: Localized;
  description: Localized;
  audiences?: Audience[];
  level: DigitalisationLevel;
  channels: ChannelModel[];
  costs?: CostModel[];
  /** Working days. */
  days?: number;
  outputs: ServiceOutputModel[];
  evidence?: EvidenceModel[];
  legal: LegalResourceModel[];
  /** Codes of life situations of which it is a step. */
  situations?: string[];
  /** Code of the procedure in Annex II of Regulation (EU) 2018/1724. */
  sdg?: string;
}

export function text(lv: string, en: string): Localized {
  return { lv, en };
}

export function law(title: string, likumiId?: number): LegalResourceModel {
  return { title, url: likumiId === undefined ? null : `https://likumi.lv/ta/id/${likumiId}` };
}

/** Some sections of a law. */
export function part(whole: LegalResourceModel, sections: string): LegalResourceModel {
  return { ...whole, title: `${whole.title}, ${sections}` };
}

const NOWHERE = { directLink: null, portal: null, contact: null };

/** An e-service: the link opens the request itself. */
export function online(directLink: string, portal: string): ChannelModel {
  return { ...NOWHERE, kind: 'E_SERVICE', directLink, portal };
}

/** An e-service of a portal, found there: the address that opens it is not known. */
export function viaPortal(portal: string): ChannelModel {
  return { ...NOWHERE, kind: 'E_SERVICE', portal };
}

/** At a counter; the link is the owner's page about the service. */
export function inPerson(contact: string, page: string | null = null): ChannelModel {
  return { ...NOWHERE, kind: 'IN_PERSON', contact, directLink: page };
}

export const vpvkac: ChannelModel = { ...NOWHERE, kind: 'VPVKAC', portal: 'pakalpojumucentri.lv' };
export const eAddress: ChannelModel = { ...NOWHERE, kind: 'E_ADDRESS', portal: 'latvija.gov.lv' };
export const post: ChannelModel = { ...NOWHERE, kind: 'POST' };

export function phone(number: string): ChannelModel {
  return { ...NOWHERE, kind: 'PHONE', contact: number };
}

/** A register knows it, so nobody is asked. */
export function known(lv: string, en: string, fromRegister: string): EvidenceModel {
  return { name: text(lv, en), fromRegister };
}

/** No register knows it, the person must say or show it. */
export function asked(lv: string, en: string): EvidenceModel {
  return { name: text(lv, en), fromRegister: null };
}

export function gives(kind: string, lv: string, en: string): ServiceOutputModel {
  return { name: text(lv, en), kind };
}

export function fee(cents: number, lv: string, en: string): CostModel {
  return { cents, description: text(lv, en), channel: null };
}
