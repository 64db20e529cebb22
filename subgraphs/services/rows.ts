import type { Row } from 'postgres';
import type { ContactPointModel, Localized, PortalModel, PublicOrganizationModel, PublicServiceModel } from './models.ts';

function localized(lv: string, en: string | null): Localized {
  return { lv, en };
}

export function toService(row: Row): PublicServiceModel {
  return {
    id: row.id,
    identifier: row.identifier,
    name: localized(row.name_lv, row.name_en),
    description: localized(row.description_lv, row.description_en),
    status: row.status,
    ownerId: row.owner_id,
    providerIds: row.provider_ids,
    audiences: row.audiences,
    digitalisationLevel: row.digitalisation_level,
    channels: row.channels,
    costs: row.costs,
    processingDays: row.processing_days,
    outputs: row.outputs,
    requiredEvidence: row.required_evidence,
    legalResources: row.legal_resources,
    sdgProcedure: row.sdg_procedure,
    version: row.version,
    sort: row.sort,
  };
}

export function toOrganization(row: Row): PublicOrganizationModel {
  return {
    id: row.id,
    registrationNumber: row.registration_number,
    name: localized(row.name_lv, row.name_en),
    kind: row.kind,
    sort: row.sort,
  };
}

export function toPortal(row: Row): PortalModel {
  return { id: row.id, name: row.name, central: row.central, sharedSolutions: row.shared_solutions };
}

export function toContactPoint(row: Row): ContactPointModel {
  return { id: row.id, name: row.name, organizationId: row.organization_id, addressCode: row.address_code };
}
