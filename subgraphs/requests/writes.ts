import type { Sql, SqlFragment } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { OPEN, type Status } from './life-cycle.ts';
import type { Answer, DecisionRecord, MessageRecord, ServiceRequestModel } from './models.ts';
import { eventData, municipalityOf, toRequest } from './rows.ts';

/** Every write here is one statement: row, history line, audit line, version and event, or none of them. */

/** Who does it and when; `by` goes into the history, `label` into the audit trail. */
export interface Deed {
  by: string;
  label: string;
  at: Temporal.Instant;
}

export interface Key {
  keyHash: string;
  inputHash: string;
}

export type NewRequest = Omit<ServiceRequestModel, 'serial' | 'statusSince' | 'createdAt' | 'externalId' | 'decision' | 'rating' | 'ratingComment' | 'revision'>;

/** Answers null where the id is taken: somebody was here first, with the same request. */
export async function insertRequest(sql: Sql, request: NewRequest, deed: Deed, key: Key | null): Promise<ServiceRequestModel | null> {
  const at = deed.at.toString();
  const type = request.status === 'SUBMITTED' ? 'requests.submitted.v1' : 'requests.status-changed.v1';
  const [row] = await sql`
    with changed as (
      insert into requests.request (id, kind, service_id, benefit_id, institution_id, applicant_id, concerning_id,
        applicant_organization_id, applicant_name, submitted_by, mandate, channel, contact_point_id, status, status_since,
        created_at, submitted_at, due_on, missing, text)
      values (${request.id}::uuid, ${request.kind}, ${request.serviceId}::uuid, ${request.benefitId}::uuid,
        ${request.institutionId}::uuid, ${todaysId(sql, request.applicantId)}, ${request.concerningId}::uuid,
        ${request.applicantOrganizationId}::uuid, ${request.applicantName}::text, ${request.submittedBy}::uuid,
        ${jsonOrNull(sql, request.mandate)}::jsonb, ${request.channel}, ${request.contactPointId}::uuid, ${request.status},
        ${at}::timestamptz, ${at}::timestamptz, ${request.submittedAt}::timestamptz, ${request.dueOn}::date,
        ${request.missing}::text[], ${request.text}::text)
      on conflict (id) do nothing
      returning *),
    ${historyLine(sql, deed.by, at, null)},
    ${keyLine(sql, key, at)},
    happened as (select id as subject, ${type}::text as type, ${municipalityOf(sql)}, ${eventData(sql, null)} as data from changed),
    ${told(sql, { audit: 'requests', by: deed.label, at: deed.at })}
    select * from changed`;
  return row ? toRequest(row) : null;
}

export interface Move {
  to: Status;
  /** When it happened, which may be before it was told. */
  happenedAt: Temporal.Instant;
  note: string | null;
  forwardTo: string | null;
  externalId: string | null;
  decision: DecisionRecord | null;
  message: MessageRecord | null;
}

/** Answers null where the request has changed since it was read. Another institution knows it by another number. */
export async function moveRequest(sql: Sql, read: ServiceRequestModel, move: Move, deed: Deed, key: Key): Promise<ServiceRequestModel | null> {
  const happenedAt = move.happenedAt.toString();
  const { message } = move;
  const [row] = await sql`
    with changed as (
      update requests.request set status = ${move.to}, status_since = ${happenedAt}::timestamptz,
        institution_id = coalesce(${move.forwardTo}::uuid, institution_id),
        external_id = case when ${move.forwardTo}::uuid is null then coalesce(${move.externalId}::text, external_id) end,
        decision = coalesce(${jsonOrNull(sql, move.decision)}::jsonb, decision), revision = revision + 1
      where id = ${read.id}::uuid and revision = ${read.revision}
      returning *),
    ${historyLine(sql, deed.by, happenedAt, move.note)},
    written as (
      insert into requests.message (id, request_id, at, "from", text, delivered_by, deemed_received_on)
      select ${message?.id ?? null}::uuid, id, ${message?.at ?? null}::timestamptz, ${message?.from ?? null}::text,
        ${message?.text ?? null}::text, ${message?.deliveredBy ?? null}::text, ${message?.deemedReceivedOn ?? null}::date
      from changed where ${message !== null}::boolean
      returning request_id),
    ${keyLine(sql, key, deed.at.toString())},
    happened as (
      select id as subject, 'requests.status-changed.v1'::text as type, ${municipalityOf(sql)}, ${eventData(sql, read.status)} as data from changed
      union all
      select id, 'requests.message-sent.v1', ${municipalityOf(sql)}, ${eventData(sql, read.status)} from changed where exists (select from written)),
    ${told(sql, { audit: 'requests', by: deed.label, at: deed.at })}
    select * from changed`;
  return row ? toRequest(row) : null;
}

/** A line for the history alone, or just the key of a push that changes nothing. Nobody is told; the audit trail is. */
export async function noteStep(sql: Sql, read: ServiceRequestModel, note: Move | null, externalId: string | null, deed: Deed, key: Key): Promise<ServiceRequestModel | null> {
  const at = deed.at.toString();
  const [row] = await sql`
    with changed as (
      update requests.request set external_id = coalesce(${externalId}::text, external_id), revision = revision + 1
      where id = ${read.id}::uuid and revision = ${read.revision}
      returning *),
    line as (
      insert into requests.status_change (request_id, status, at, by, note)
      select id, ${note?.to ?? null}::text, ${note?.happenedAt.toString() ?? null}::timestamptz, ${deed.by}::text, ${note?.note ?? null}::text
      from changed where ${note !== null}::boolean),
    ${keyLine(sql, key, at)},
    audited as (
      insert into requests.audit (at, by, action, subject, data)
      select ${at}::timestamptz, ${deed.label}::text, 'requests.step-noted', id, jsonb_build_object('to', ${note?.to ?? read.status}::text) from changed)
    select * from changed`;
  return row ? toRequest(row) : null;
}

export interface Completion {
  answers: readonly Answer[];
  missing: readonly string[];
  dueOn: string | null;
  submittedBy: string | null;
}

/** Keeps the answers; with nothing left to ask the draft is submitted. Answers null where it has changed since it was read. */
export async function answerRequest(sql: Sql, read: ServiceRequestModel, completion: Completion, deed: Deed): Promise<ServiceRequestModel | null> {
  const at = deed.at.toString();
  const { answers, missing } = completion;
  const submits = missing.length === 0;
  const [row] = await sql`
    with changed as (
      update requests.request set missing = ${[...missing]}::text[], revision = revision + 1,
        status = ${submits ? 'SUBMITTED' : 'DRAFT'}, status_since = case when ${submits}::boolean then ${at}::timestamptz else status_since end,
        submitted_at = ${submits ? at : null}::timestamptz, due_on = ${completion.dueOn}::date,
        submitted_by = coalesce(${completion.submittedBy}::uuid, submitted_by)
      where id = ${read.id}::uuid and revision = ${read.revision}
      returning *),
    answered as (
      insert into requests.request_answer (request_id, question, answer)
      select changed.id, given.question, given.answer
      from changed cross join unnest(${answers.map((one) => one.question)}::text[], ${answers.map((one) => one.answer)}::text[]) as given(question, answer)
      on conflict (request_id, question) do update set answer = excluded.answer),
    line as (
      insert into requests.status_change (request_id, status, at, by, note)
      select id, status, ${at}::timestamptz, ${deed.by}::text, null from changed where ${submits}::boolean),
    noted as (
      insert into requests.audit (at, by, action, subject, data)
      select ${at}::timestamptz, ${deed.label}::text, 'requests.answered', id, jsonb_build_object('missing', missing) from changed where not ${submits}::boolean),
    happened as (
      select id as subject, 'requests.submitted.v1'::text as type, ${municipalityOf(sql)}, ${eventData(sql, 'DRAFT')} as data
      from changed where ${submits}::boolean),
    ${told(sql, { audit: 'requests', by: deed.label, at: deed.at })}
    select * from changed`;
  return row ? toRequest(row) : null;
}

export async function rateRequest(sql: Sql, read: ServiceRequestModel, rating: number, comment: string | null, deed: Deed): Promise<ServiceRequestModel | null> {
  const [row] = await sql`
    with changed as (
      update requests.request set rating = ${rating}::int, rating_comment = ${comment}::text, revision = revision + 1
      where id = ${read.id}::uuid and revision = ${read.revision}
      returning *),
    happened as (
      select id as subject, 'requests.rated.v1'::text as type, ${municipalityOf(sql)}, ${eventData(sql, read.status)} as data from changed),
    ${told(sql, { audit: 'requests', by: deed.label, at: deed.at })}
    select * from changed`;
  return row ? toRequest(row) : null;
}

/**
 * Tells once of each open request whose due day has passed, at most `limit` at a time and always in the order of ids,
 * which is also the order in which the events' subjects are locked. Answers how many there were.
 */
export async function tellOverdue(sql: Sql, today: Temporal.PlainDate, at: Temporal.Instant, limit: number): Promise<number> {
  const rows = await sql`
    with due as (
      select id from requests.request
      where not overdue_told and due_on < ${today.toString()}::date and ${isOpen(sql)}
      order by id limit ${limit} for update skip locked),
    changed as (
      update requests.request set overdue_told = true, revision = revision + 1 where id in (select id from due)
      returning *),
    happened as (
      select id as subject, 'requests.overdue.v1'::text as type, ${municipalityOf(sql)},
        ${eventData(sql, null)} || jsonb_build_object('from', status) as data
      from changed order by id),
    ${told(sql, { audit: 'requests', by: 'calendar', at, bulk: true })}
    select id from changed`;
  return rows.length;
}

/** Written out, for only so can Postgres see that the index of due days holds these rows and no others. */
function isOpen(sql: Sql): SqlFragment {
  return sql.unsafe(`status in (${OPEN.map((status) => `'${status}'`).join(', ')})`) as unknown as SqlFragment;
}

/** Whoever has not heard of a merger yet writes under the former id, whose rows may have been moved already. */
function todaysId(sql: Sql, personId: string | null): SqlFragment {
  return sql`coalesce((select survivor_id from persons.merged where person_id = ${personId}::uuid), ${personId}::uuid)` as unknown as SqlFragment;
}

function historyLine(sql: Sql, by: string, at: string, note: string | null): SqlFragment {
  return sql`
    line as (
      insert into requests.status_change (request_id, status, at, by, note)
      select id, status, ${at}::timestamptz, ${by}::text, ${note}::text from changed)` as unknown as SqlFragment;
}

/** A second use of the key at the same moment fails the whole statement, and is then answered from the first. */
function keyLine(sql: Sql, key: Key | null, at: string): SqlFragment {
  return sql`
    remembered as (
      insert into requests.idempotency (key_hash, input_hash, request_id, at)
      select ${key?.keyHash ?? null}::text, ${key?.inputHash ?? null}::text, id, ${at}::timestamptz from changed where ${key !== null}::boolean)` as unknown as SqlFragment;
}

function jsonOrNull(sql: Sql, value: object | null) {
  return value === null ? null : sql.json(value as never);
}
