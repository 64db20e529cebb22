import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '#kernel/database.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { Api } from './api.ts';
import type { Ledger } from './clients.ts';

const QUIET_WITHIN_MS = 60_000;
const CONSUMERS = ['offers', 'requests', 'benefits', 'life_situations'];

/** Holds at any moment: the log has every sequence once, every id once, and each subject's versions 1 to n in order. */
export async function checkLog(sql: Sql): Promise<string[]> {
  const [log] = await sql`
    select count(*) as count, coalesce(min(sequence), 1) as first, coalesce(max(sequence), 0) as last, count(distinct id) as ids,
      (select last_sequence from events.relay_state) as told,
      (select count(*) from (select subject_version, row_number() over (partition by subject order by sequence) as expected from events.log) as numbered
        where subject_version <> expected) as misnumbered,
      (select count(*) from events.log join events.outbox using (id)) as twice
    from events.log`;
  const { count, first, last, ids, told, misnumbered, twice } = log!;
  return wrong([
    [first === 1 && count === last && told === last, `the log has ${count} events, from ${first} to ${last}; the relay says ${told}`],
    [ids === count, `the log has ${count} events but ${ids} ids`],
    [misnumbered === 0, `${misnumbered} events have a version that does not follow the one before`],
    [twice === 0, `${twice} events are in the log and still in the outbox`],
  ]);
}

/** Waits until what has happened has had its effects: outbox empty, background work done, every consumer at the head. */
export async function untilQuiet(sql: Sql, api: Api): Promise<string[]> {
  const deadline = Date.now() + QUIET_WITHIN_MS;
  for (let calm = 0; ; await pause(100)) {
    const reasons = await reasonsUnquiet(sql, api);
    calm = reasons.length ? 0 : calm + 1;
    if (calm === 5) return [];
    if (Date.now() > deadline) return reasons;
  }
}

async function reasonsUnquiet(sql: Sql, api: Api): Promise<string[]> {
  const health = (await (await fetch(`${api.url}/health/ready`)).json()) as { ready: boolean; reasons?: string[]; background?: string[] };
  const [state] = await sql`select (select count(*) from events.outbox) as waiting, last_sequence as head from events.relay_state`;
  const cursors = await Promise.all(CONSUMERS.map(async (schema) => sql`select ${schema} as schema, name, sequence from ${sql(schema)}.cursor`));
  return wrong([
    [health.ready && !health.background?.length, `the hub is not ready or still at work: ${[...(health.reasons ?? []), ...(health.background ?? [])]}`],
    [state!.waiting === 0, `${state!.waiting} events wait in the outbox`],
    ...cursors.flat().map(({ schema, name, sequence }): Claim => [sequence === state!.head, `consumer ${name} of ${schema} is at ${sequence}, the head is ${state!.head}`]),
  ]);
}

/** What clients were told has happened is there, and is there once. */
export async function checkPromises(sql: Sql, ledger: Ledger, requestsBefore: number): Promise<string[]> {
  const facts = new Map((await sql`select person_id, municipality from population.fact`).map((row) => [row.person_id as string, row.municipality as string]));
  const grants = new Map((await sql`select id, person_id, type_code, valid_from from statuses.status where superseded_at is null`).map((row) => [row.id as string, row]));
  const [doubled] = await sql`select count(*) as count from (select from statuses.status where superseded_at is null and type_code = 'TRUC' group by person_id, valid_from having count(*) > 1) as twice`;
  const offers = new Map((await sql`select id, state, award from offers.offer where state = 'ACCEPTED'`).map((row) => [row.id as string, row.award as string]));
  const requests = new Set((await sql`select id from requests.request`).map((row) => row.id as string));
  const applied = [...offers].flatMap(([id, award]) => (award === 'APPLICATION' ? [uuidv5(`request:${id}`)] : []));
  return wrong([
    ...ledger.births.map(({ childId, mother }): Claim => [facts.has(childId), `the child ${childId} of ${mother} is missing`]),
    ...ledger.grants.map(({ key, statusId, day }): Claim => [grants.get(statusId)?.valid_from === day, `the status of grant ${key} is missing`]),
    [doubled!.count === 0, `${doubled!.count} grants were made twice`],
    ...[...ledger.accepted].flatMap(([id, made]): Claim[] => [
      [offers.has(id), `the accepted offer ${id} is not accepted`],
      [made.size === 1, `the offer ${id} was answered with ${made.size} different requests`],
      [[...made].every((request) => request === null || requests.has(request)), `a request that the offer ${id} was answered with is missing`],
    ]),
    ...applied.map((id): Claim => [requests.has(id), `the request ${id} of an accepted offer is missing`]),
    [requests.size - requestsBefore === applied.length, `${applied.length} offers by application are accepted, but ${requests.size - requestsBefore} requests were made`],
  ]);
}

/** The projection says of the sampled people what the register itself says, and that is what was last done to them. */
export async function checkProjection(sql: Sql, api: Api, ledger: Ledger, sample: readonly string[]): Promise<string[]> {
  const found: Claim[] = [];
  for (const as of sample) {
    const { data, errors } = await api.ask(as, '{ me { id birthDate declaredResidence { municipality { code } } children { id } } }');
    found.push([!errors && data?.me, `${as} could not be read: ${errors?.[0]?.message}`]);
    if (!data?.me) continue;
    const { id, birthDate, declaredResidence, children } = data.me;
    const [fact] = await sql`select birth_day, municipality from population.fact where person_id = ${id}`;
    const ties = new Set((await sql`select other_id from population.tie where person_id = ${id} and kind = 'CHILD'`).map((row) => row.other_id as string));
    const town = declaredResidence?.municipality.code ?? null;
    const places = ledger.moves.get(as);
    const born = ledger.births.filter(({ mother }) => mother === as);
    found.push(
      [fact?.birth_day === birthDate, `${as} was born on ${birthDate}, the projection says ${fact?.birth_day}`],
      [fact?.municipality === town, `${as} lives in ${town}, the projection says ${fact?.municipality}`],
      [!places || places.has(town), `${as} lives in ${town}, and was moved to ${[...(places ?? [])].join(' or ')}`],
      [children.every((child: { id: string }) => ties.has(child.id)), `${as} has children that the projection does not know`],
      [born.every(({ childId }) => children.some((child: { id: string }) => child.id === childId)), `${as} has not all children that were born`],
    );
  }
  return wrong(found);
}

type Claim = [holds: boolean, otherwise: string];

const wrong = (claims: Claim[]): string[] => claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
