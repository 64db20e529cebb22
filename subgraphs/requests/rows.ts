import type { Sql, SqlFragment } from '#kernel/database.ts';
import type { HistoryLine, MessageRecord, ServiceRequestModel } from './models.ts';

export type Row = Record<string, any>;

export function toRequest(row: Row): ServiceRequestModel {
  return {
    id: row.id,
    serial: row.serial,
    kind: row.kind,
    serviceId: row.service_id,
    benefitId: row.benefit_id,
    institutionId: row.institution_id,
    applicantId: row.applicant_id,
    concerningId: row.concerning_id,
    applicantOrganizationId: row.applicant_organization_id,
    applicantName: row.applicant_name,
    submittedBy: row.submitted_by,
    mandate: row.mandate,
    channel: row.channel,
    contactPointId: row.contact_point_id,
    status: row.status,
    statusSince: row.status_since,
    createdAt: row.created_at,
    submittedAt: row.submitted_at,
    dueOn: row.due_on,
    missing: row.missing,
    text: row.text,
    externalId: row.external_id,
    decision: row.decision,
    rating: row.rating,
    ratingComment: row.rating_comment,
    revision: row.revision,
  };
}

/** Lines by time, each coming from the one before it. */
export function toHistory(rows: readonly Row[]): HistoryLine[] {
  return rows.map((row, index) => ({ from: rows[index - 1]?.status ?? null, to: row.status, at: row.at, by: row.by, note: row.note }));
}

export function toMessage(row: Row): MessageRecord {
  return { id: row.id, at: row.at, from: row.from, text: row.text, deliveredBy: row.delivered_by, deemedReceivedOn: row.deemed_received_on };
}

/** The `data` of an event, built from a row of requests.request within the statement that writes it. */
export function eventData(sql: Sql, from: string | null): SqlFragment {
  return sql`jsonb_build_object(
    'serviceId', service_id, 'institutionId', institution_id, 'channel', channel, 'from', ${from}::text, 'to', status,
    'dueOn', due_on, 'rating', rating, 'personId', applicant_id, 'benefitId', benefit_id)` as unknown as SqlFragment;
}

/** Where the applicant of that row lives: nowhere for a protected person, a company and whoever gave no name. */
export function municipalityOf(sql: Sql): SqlFragment {
  return sql`(select fact.municipality from population.fact where fact.person_id = applicant_id) as municipality` as unknown as SqlFragment;
}
