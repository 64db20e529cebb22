/** Reads and writes what the figures are counted from, whole batches at once. */
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { personEvents } from '../persons/events.ts';
import type { KeyedCell } from './cell.ts';
import type { Counted, Known } from './count.ts';
import type { CountedOffer } from './offer.ts';
import type { CountedRequest } from './request.ts';

type Row = Record<string, any>;

/** All that `count` needs to know of a batch. */
export async function readKnown(tx: Sql, generation: number, batch: readonly EventEnvelope[]): Promise<Known> {
  const subjectsOf = (prefix: string) => [...new Set(batch.filter(({ type }) => type.startsWith(prefix)).map(({ subject }) => subject))];
  const benefitIds = new Set(batch.filter(({ type }) => type.startsWith('offers.')).map(({ data }) => data.benefitId as string));
  const changedPeople = [...new Set(batch.filter(({ type }) => type.startsWith('persons.')).flatMap(peopleOf))];
  const people = new Set([...changedPeople, ...batch.map(({ data }) => data.personId as string | null | undefined).filter((id) => id != null)]);
  const [requests, offers, requestsOf, offersOf, benefits, protectedPeople] = await Promise.all([
    tx`select * from metrics.request where generation = ${generation} and id = any(${subjectsOf('requests.')}::uuid[])`,
    tx`select * from metrics.offer where generation = ${generation} and id = any(${subjectsOf('offers.')}::uuid[])`,
    changedPeople.length ? tx`select * from metrics.request where generation = ${generation} and person_id = any(${changedPeople}::uuid[])` : [],
    changedPeople.length ? tx`select * from metrics.offer where generation = ${generation} and person_id = any(${changedPeople}::uuid[])` : [],
    tx`select * from metrics.benefit where generation = ${generation} and id = any(${[...benefitIds]}::uuid[])`,
    tx`select person_id from metrics.protected_person where generation = ${generation} and person_id = any(${[...people]}::uuid[])`,
  ]);
  return {
    requests: byId([...requests, ...requestsOf].map(toRequest)),
    offers: byId([...offers, ...offersOf].map(toOffer)),
    benefits: byId(benefits.map((row) => ({ id: row.id, serviceId: row.service_id, grantorId: row.grantor_id }))),
    protectedPeople: new Set(protectedPeople.map((row) => row.person_id as string)),
  };
}

/** Writes what a batch changed. */
export async function saveCounted(tx: Sql, generation: number, counted: Counted): Promise<void> {
  const { protectedPeople, unprotectedPeople } = counted;
  await Promise.all([
    counted.requests.length && saveRequests(tx, generation, counted.requests),
    counted.offers.length && saveOffers(tx, generation, counted.offers),
    counted.cells.length && addToCells(tx, generation, counted.cells),
    counted.benefits.length && tx`
      insert into metrics.benefit (generation, id, service_id, grantor_id)
      select ${generation}, id, "serviceId", "grantorId"
      from jsonb_to_recordset(${tx.json(counted.benefits as never)}) as row(id uuid, "serviceId" uuid, "grantorId" uuid)
      on conflict (generation, id) do update set service_id = excluded.service_id, grantor_id = excluded.grantor_id`,
    counted.services.length && tx`
      insert into metrics.service (generation, id, status, portals, is_requestable_online, digitalisation_level, sdg_procedure, meets_benchmark)
      select ${generation}, id, status, portals, "isRequestableOnline", "digitalisationLevel", "sdgProcedure", "meetsBenchmark"
      from jsonb_to_recordset(${tx.json(counted.services as never)}) as row(
        id uuid, status text, portals text[], "isRequestableOnline" boolean, "digitalisationLevel" text, "sdgProcedure" text, "meetsBenchmark" boolean)
      on conflict (generation, id) do update set
        status = excluded.status, portals = excluded.portals, is_requestable_online = excluded.is_requestable_online,
        digitalisation_level = excluded.digitalisation_level, sdg_procedure = excluded.sdg_procedure, meets_benchmark = excluded.meets_benchmark`,
    counted.portals.length && tx`
      insert into metrics.portal (generation, id, address, is_central, shared_solutions)
      select ${generation}, id, address, "isCentral", "sharedSolutions"
      from jsonb_to_recordset(${tx.json(counted.portals as never)}) as row(id uuid, address text, "isCentral" boolean, "sharedSolutions" int)
      on conflict (generation, id) do update set
        address = excluded.address, is_central = excluded.is_central, shared_solutions = excluded.shared_solutions`,
    protectedPeople.length && tx`
      insert into metrics.protected_person (generation, person_id) select ${generation}, unnest(${protectedPeople}::uuid[]) on conflict do nothing`,
    unprotectedPeople.length && tx`
      delete from metrics.protected_person where generation = ${generation} and person_id = any(${unprotectedPeople}::uuid[])`,
  ]);
}

/** Columns as arrays: Postgres takes them in faster than rows of JSON. */
async function saveRequests(tx: Sql, generation: number, requests: readonly CountedRequest[]): Promise<void> {
  const all = <K extends keyof CountedRequest>(name: K) => requests.map((request) => request[name]);
  await tx`
    insert into metrics.request (generation, id, person_id, service_id, organization_id, municipality, channel, benefit_id,
      submitted_on, status, outcome, decided_on, days, rating, rated_on, first_sequence, last_sequence)
    select ${generation}, row.* from unnest(${all('id')}::uuid[], ${all('personId')}::uuid[], ${all('serviceId')}::uuid[], ${all('organizationId')}::uuid[],
      ${all('municipality')}::text[], ${all('channel')}::text[], ${all('benefitId')}::uuid[], ${all('submittedOn')}::date[], ${all('status')}::text[],
      ${all('outcome')}::text[], ${all('decidedOn')}::date[], ${all('days')}::int[], ${all('rating')}::smallint[], ${all('ratedOn')}::date[],
      ${all('firstSequence')}::bigint[], ${all('lastSequence')}::bigint[]) as row
    on conflict (generation, id) do update set
      person_id = excluded.person_id, service_id = excluded.service_id, organization_id = excluded.organization_id,
      municipality = excluded.municipality, channel = excluded.channel, benefit_id = excluded.benefit_id,
      submitted_on = excluded.submitted_on, status = excluded.status, outcome = excluded.outcome, decided_on = excluded.decided_on,
      days = excluded.days, rating = excluded.rating, rated_on = excluded.rated_on, last_sequence = excluded.last_sequence`;
}

async function saveOffers(tx: Sql, generation: number, offers: readonly CountedOffer[]): Promise<void> {
  const all = <K extends keyof CountedOffer>(name: K) => offers.map((offer) => offer[name]);
  await tx`
    insert into metrics.offer (generation, id, person_id, benefit_id, service_id, organization_id, municipality,
      found_on, accepted_on, declined_on, is_open, first_sequence, last_sequence)
    select ${generation}, row.* from unnest(${all('id')}::uuid[], ${all('personId')}::uuid[], ${all('benefitId')}::uuid[], ${all('serviceId')}::uuid[],
      ${all('organizationId')}::uuid[], ${all('municipality')}::text[], ${all('foundOn')}::date[], ${all('acceptedOn')}::date[], ${all('declinedOn')}::date[],
      ${all('isOpen').map(String)}::boolean[], ${all('firstSequence')}::bigint[], ${all('lastSequence')}::bigint[]) as row
    on conflict (generation, id) do update set
      person_id = excluded.person_id, municipality = excluded.municipality, found_on = excluded.found_on,
      accepted_on = excluded.accepted_on, declined_on = excluded.declined_on, is_open = excluded.is_open, last_sequence = excluded.last_sequence`;
}

async function addToCells(tx: Sql, generation: number, cells: readonly KeyedCell[]): Promise<void> {
  const all = <K extends keyof KeyedCell>(name: K) => cells.map((cell) => cell[name]);
  await tx`
    insert into metrics.cell as known (generation, day, key, measure, service_id, organization_id, municipality, channel, status, benefit_id, bin, amount)
    select ${generation}, row.* from unnest(${all('day')}::date[], ${all('key')}::uuid[], ${all('measure')}::text[], ${all('serviceId')}::uuid[],
      ${all('organizationId')}::uuid[], ${all('municipality')}::text[], ${all('channel')}::text[], ${all('status')}::text[], ${all('benefitId')}::uuid[],
      ${all('bin')}::smallint[], ${all('amount')}::bigint[]) as row
    on conflict (generation, day, key) do update set amount = known.amount + excluded.amount`;
}

/** Whoever is meant by an event about people. */
function peopleOf({ type, subject, data }: EventEnvelope): string[] {
  return type === 'persons.merged.v1' ? [subject, ...personEvents['persons.merged.v1'].parse(data).formerIds] : [subject];
}

function byId<T extends { id: string }>(rows: T[]): Map<string, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function toRequest(row: Row): CountedRequest {
  return {
    id: row.id,
    personId: row.person_id,
    serviceId: row.service_id,
    organizationId: row.organization_id,
    municipality: row.municipality,
    channel: row.channel,
    benefitId: row.benefit_id,
    submittedOn: row.submitted_on,
    status: row.status,
    outcome: row.outcome,
    decidedOn: row.decided_on,
    days: row.days,
    rating: row.rating,
    ratedOn: row.rated_on,
    firstSequence: row.first_sequence,
    lastSequence: row.last_sequence,
  };
}

function toOffer(row: Row): CountedOffer {
  return {
    id: row.id,
    personId: row.person_id,
    benefitId: row.benefit_id,
    serviceId: row.service_id,
    organizationId: row.organization_id,
    municipality: row.municipality,
    foundOn: row.found_on,
    acceptedOn: row.accepted_on,
    declinedOn: row.declined_on,
    isOpen: row.is_open,
    firstSequence: row.first_sequence,
    lastSequence: row.last_sequence,
  };
}
