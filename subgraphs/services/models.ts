/** What resolvers hand to each other: the register's own shapes, money as integer cents. */

export interface Localized {
  lv: string;
  en: string | null;
}

export type ServiceStatus = 'DRAFT' | 'PUBLISHED' | 'SUSPENDED' | 'ARCHIVED';
export type Audience = 'RESIDENTS' | 'BUSINESSES' | 'INSTITUTIONS';
export type DigitalisationLevel = 'INFORMATION' | 'ONLINE_FORM' | 'FULL';
export type OrganizationKind = 'STATE' | 'MUNICIPALITY' | 'DELEGATED' | 'MERCHANT' | 'COMPANY';
export type ChannelKind =
  | 'E_SERVICE' | 'E_FORM' | 'IN_PERSON' | 'VPVKAC' | 'PHONE' | 'POST' | 'E_ADDRESS' | 'EMAIL' | 'PORTAL';

export interface ChannelModel {
  kind: ChannelKind;
  directLink: string | null;
  portal: string | null;
  contact: string | null;
}

export interface CostModel {
  cents: number;
  description: Localized | null;
  /** Null: the price holds for every channel. */
  channel: ChannelKind | null;
}

export interface ServiceOutputModel {
  name: Localized;
  kind: string | null;
}

export interface EvidenceModel {
  name: Localized;
  /** The register that knows it; null: the person must show it. */
  fromRegister: string | null;
}

export interface LegalResourceModel {
  title: string;
  url: string | null;
}

export interface PublicServiceModel {
  id: string;
  identifier: string;
  name: Localized;
  description: Localized;
  status: ServiceStatus;
  ownerId: string;
  providerIds: string[];
  audiences: Audience[];
  digitalisationLevel: DigitalisationLevel;
  channels: ChannelModel[];
  costs: CostModel[];
  /** Working days. */
  processingDays: number | null;
  outputs: ServiceOutputModel[];
  requiredEvidence: EvidenceModel[];
  legalResources: LegalResourceModel[];
  sdgProcedure: string | null;
  version: number;
  /** The folded name by which lists are ordered. */
  sort: string;
}

export interface PublicOrganizationModel {
  id: string;
  registrationNumber: string | null;
  name: Localized;
  kind: OrganizationKind;
  sort: string;
}

export interface PortalModel {
  id: string;
  name: string;
  central: boolean;
  sharedSolutions: string[];
}

export interface ContactPointModel {
  id: string;
  name: string;
  organizationId: string;
  /** Code in the address register. */
  addressCode: string | null;
}
