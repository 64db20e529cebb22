/** What resolvers hand to each other: persons by id, read when a field asks; the registers' own shapes for the rest. */
import type { AddressRecord } from '#connectors/addresses/record.ts';
import type { Municipality } from '#connectors/addresses/municipalities.ts';
import type { Sourced } from '#connectors/records/record-reader.ts';
import type { Residence, Tie } from '#connectors/population/record.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';

export interface PersonModel {
  id: string;
}

export type SessionModel = Viewer;
export type AddressModel = Sourced<AddressRecord>;
export type MunicipalityModel = Municipality;
export type PersonAddressModel = Residence;
export type FamilyTieModel = Tie;

export interface PublicOrganizationModel {
  id: string;
}

export interface PreferencesModel {
  notifyOffers: boolean;
  evaluateOffers: boolean;
  channel: ChannelKind | null;
  language: string;
}

export type ChannelKind = 'E_SERVICE' | 'E_FORM' | 'IN_PERSON' | 'VPVKAC' | 'PHONE' | 'POST' | 'E_ADDRESS' | 'EMAIL' | 'PORTAL';

export interface DataPermissionModel {
  id: string;
  recipientId: string | null;
  purpose: string;
  fields: string[];
  validTo: string | null;
}

export interface DataAccessModel {
  id: number;
  at: string;
  by: string;
  purpose: string;
  permission: string;
  fields: string[];
}
