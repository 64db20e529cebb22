import type { Sql } from '#kernel/database.ts';
import type { PageRequest } from '#kernel/connection.ts';
import type { Status } from './life-cycle.ts';
import { OPEN } from './life-cycle.ts';
import type { Answer, HistoryLine, MessageRecord, ServiceCopy, ServiceRequestModel } from './models.ts';
import { toHistory, toMessage, toRequest, type Row } from './rows.ts';

/** In the order asked; null where there is none. */
export async function requestsByIds(sql: Sql, ids: readonly string[]): Promise<(ServiceRequestModel | null)[]> {
  const rows = await sql`select * from requests.request where id = any(${ids as string[]}::uuid[])`;
  const byId = new Map(rows.map((row) => [row.id as string, toRequest(row)]));
  return ids.map((id) => byId.get(id) ?? null);
}

export async function requestById(sql: Sql, id: string): Promise<ServiceRequestModel | null> {
  return (await requestsByIds(sql, [id]))[0] ?? null;
}

export async function requestByExternalId(sql: Sql, institutionId: string, externalId: string): Promise<ServiceRequestModel | null> {
  const [row] = await sql`select * from requests.request where institution_id = ${institutionId}::uuid and external_id = ${externalId}`;
  return row ? toRequest(row) : null;
}

export interface PersonRequests {
  status: readonly Status[] | null;
  /** For an officer: only what this institution processes; drafts are nobody's but the applicant's. */
  institutionId: string | null;
  page: PageRequest;
}

/** Newest first, one row more than the page for each person. */
export async function requestsOfPersons(sql: Sql, personIds: readonly string[], asked: PersonRequests): Promise<ServiceRequestModel[][]> {
  const { page, institutionId } = asked;
  const status = asked.status ? [...asked.status] : null;
  const rows = await sql`
    select found.* from unnest(${personIds as string[]}::uuid[]) as person(id) cross join lateral (
      select * from requests.request
      where applicant_id = person.id
        and (${page.after}::bigint is null or serial < ${page.after}::bigint)
        and (${status}::text[] is null or status = any(${status}::text[]))
        and (${institutionId}::uuid is null or (institution_id = ${institutionId}::uuid and status <> 'DRAFT'))
      order by serial desc limit ${page.limit + 1}
    ) found order by found.serial desc`;
  const byPerson = Map.groupBy(rows.map(toRequest), (request) => request.applicantId);
  return personIds.map((id) => byPerson.get(id) ?? []);
}

export interface WorklistFilter {
  status: readonly Status[] | null;
  serviceId: string | null;
  /** Instants: from inclusive, to exclusive. */
  submittedFrom: string | null;
  submittedBefore: string | null;
  overdue: boolean | null;
  today: string;
}

/** What an institution processes, oldest first, one row more than the page. Drafts are not submitted and not its concern. */
export async function worklist(sql: Sql, institutionId: string, filter: WorklistFilter, page: PageRequest): Promise<ServiceRequestModel[]> {
  const status = filter.status ? [...filter.status] : null;
  const rows = await sql`
    select * from requests.request
    where institution_id = ${institutionId}::uuid and status <> 'DRAFT'
      and (${page.after}::bigint is null or serial > ${page.after}::bigint)
      and (${status}::text[] is null or status = any(${status}::text[]))
      and (${filter.serviceId}::uuid is null or service_id = ${filter.serviceId}::uuid)
      and (${filter.submittedFrom}::timestamptz is null or submitted_at >= ${filter.submittedFrom}::timestamptz)
      and (${filter.submittedBefore}::timestamptz is null or submitted_at < ${filter.submittedBefore}::timestamptz)
      and (${filter.overdue}::boolean is null
        or ${filter.overdue}::boolean = coalesce(due_on < ${filter.today}::date and status = any(${[...OPEN]}::text[]), false))
    order by serial limit ${page.limit + 1}`;
  return rows.map(toRequest);
}

export async function historyOf(sql: Sql, ids: readonly string[]): Promise<HistoryLine[][]> {
  const rows = await sql`
    select request_id, status, at, by, note from requests.status_change where request_id = any(${ids as string[]}::uuid[]) order by at, id`;
  const byRequest = groupByRequest(rows);
  return ids.map((id) => toHistory(byRequest.get(id) ?? []));
}

export async function messagesOf(sql: Sql, ids: readonly string[]): Promise<MessageRecord[][]> {
  const rows = await sql`
    select request_id, id, at, "from", text, delivered_by, deemed_received_on from requests.message
    where request_id = any(${ids as string[]}::uuid[]) order by at, id`;
  const byRequest = groupByRequest(rows);
  return ids.map((id) => (byRequest.get(id) ?? []).map(toMessage));
}

export async function answersOf(sql: Sql, ids: readonly string[]): Promise<Answer[][]> {
  const rows = await sql`
    select request_id, question, answer from requests.request_answer where request_id = any(${ids as string[]}::uuid[]) order by question`;
  const byRequest = groupByRequest(rows);
  return ids.map((id) => (byRequest.get(id) ?? []).map((row) => ({ question: row.question, answer: row.answer })));
}

function groupByRequest(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => row.request_id as string);
}

export async function serviceById(sql: Sql, id: string): Promise<ServiceCopy | null> {
  const [row] = await sql`select id, status, owner_id, processing_days from requests.service where id = ${id}::uuid`;
  return row ? { id: row.id, status: row.status, ownerId: row.owner_id, processingDays: row.processing_days } : null;
}

/** What an event does not tell stays as it was known. */
export async function keepService(sql: Sql, service: ServiceCopy & { identifier: string }): Promise<void> {
  await sql`
    insert into requests.service as known (id, identifier, status, owner_id, processing_days)
    values (${service.id}::uuid, ${service.identifier}, ${service.status}::text, ${service.ownerId}::uuid, ${service.processingDays}::int)
    on conflict (id) do update set identifier = excluded.identifier, status = coalesce(excluded.status, known.status),
      owner_id = coalesce(excluded.owner_id, known.owner_id), processing_days = coalesce(excluded.processing_days, known.processing_days)`;
}

/** Requests for a service that came before the service itself was known here. */
export async function requestsWithoutInstitution(sql: Sql, serviceId: string): Promise<ServiceRequestModel[]> {
  const rows = await sql`select * from requests.request where service_id = ${serviceId}::uuid and institution_id is null`;
  return rows.map(toRequest);
}

export async function assignInstitution(sql: Sql, id: string, institutionId: string, dueOn: string | null): Promise<void> {
  await sql`
    update requests.request set institution_id = ${institutionId}::uuid, due_on = coalesce(due_on, ${dueOn}::date), revision = revision + 1
    where id = ${id}::uuid and institution_id is null`;
}

/** What a key led to before. */
export async function recall(sql: Sql, keyHash: string): Promise<{ inputHash: string; requestId: string } | null> {
  const [row] = await sql`select input_hash, request_id from requests.idempotency where key_hash = ${keyHash}`;
  return row ? { inputHash: row.input_hash, requestId: row.request_id } : null;
}
