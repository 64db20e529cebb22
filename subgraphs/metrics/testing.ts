/** Random events of requests, offers and people, and a count of them in plain TypeScript that knows nothing of cells or batches. */
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Random } from '#kernel/random.ts';
import { dayOf } from '#kernel/days.ts';

const OUTCOMES = ['DECIDED', 'COMPLETED', 'REJECTED'];
const CHANNELS = ['PORTAL', 'VPVKAC', 'E_SERVICE'];
const CODES = ['0001000', '0002000', '0040200'];

export interface EventMaker {
  /** So many more events, each subject's in an order that can happen, subjects among each other in any. */
  next(count: number): EventEnvelope[];
}

/** @param from the instant of the first event; each comes up to `stepHours` after the one before */
export function eventMaker(random: Random, { from, stepHours = 6 }: { from: string; stepHours?: number }): EventMaker {
  const { pick } = random;
  const ids = (count: number) => Array.from({ length: count }, random.uuid);
  const [services, institutions, people, benefits] = [ids(4), ids(3), ids(12), ids(3)];
  const homes = new Map(people.map((person) => [person, random.next() < 0.1 ? null : pick(CODES)]));
  const isProtected = new Set<string>();
  const requests = new Map<string, { status: string; personId: string | null; serviceId: string; institutionId: string; channel: string; benefitId: string | null }>();
  const offers = new Map<string, { state: string; personId: string; benefitId: string }>();
  let sequence = 0;
  let at = Temporal.Instant.from(from);

  const event = (type: string, subject: string, data: Record<string, unknown>, municipality: string | null = null): EventEnvelope => {
    at = at.add({ milliseconds: random.int(stepHours * 3_600_000) });
    sequence += 1;
    return { sequence, id: random.uuid(), type, subject, subjectVersion: 1, time: at.toString(), appendedAt: at.toString(), municipality, data };
  };
  const homeOf = (personId: string | null) => (personId === null || isProtected.has(personId) ? null : homes.get(personId)!);

  const ofRequest = (): EventEnvelope => {
    const known = random.next() < 0.6 && requests.size > 0 ? pick([...requests.keys()]) : null;
    if (known === null) {
      const subject = random.uuid();
      const about = {
        personId: random.next() < 0.1 ? null : pick(people), serviceId: pick(services), institutionId: pick(institutions), channel: pick(CHANNELS),
        benefitId: random.next() < 0.3 ? pick(benefits) : null,
      };
      requests.set(subject, { ...about, status: 'SUBMITTED' });
      return event('requests.submitted.v1', subject, { ...about, from: null, to: 'SUBMITTED', dueOn: null, rating: null }, homeOf(about.personId));
    }
    const request = requests.get(known)!;
    const { personId, serviceId, channel, benefitId } = request;
    const about = { serviceId, channel, personId, benefitId, dueOn: null };
    if (OUTCOMES.includes(request.status) && random.next() < 0.5) {
      return event('requests.rated.v1', known, { ...about, institutionId: request.institutionId, from: request.status, to: request.status, rating: 1 + random.int(5) }, homeOf(personId));
    }
    const before = request.status;
    request.status = pick(['REGISTERED', 'IN_PROGRESS', 'FORWARDED', 'WITHDRAWN', 'APPEALED', ...OUTCOMES, ...OUTCOMES]);
    if (request.status === 'FORWARDED') request.institutionId = pick(institutions);
    return event('requests.status-changed.v1', known, { ...about, institutionId: request.institutionId, from: before, to: request.status, rating: null }, homeOf(personId));
  };
  const ofOffer = (): EventEnvelope => {
    const known = random.next() < 0.5 && offers.size > 0 ? pick([...offers.keys()]) : null;
    const subject = known ?? random.uuid();
    const offer = offers.get(subject) ?? { state: '', personId: pick(people), benefitId: pick(benefits) };
    offers.set(subject, offer);
    const before = offer.state || null;
    offer.state = known === null ? 'FOUND' : pick(['ACCEPTED', 'DECLINED', 'WITHDRAWN', 'FOUND', 'EXPIRED']);
    const accepted = { serviceId: null, award: 'CONSENT', asks: [], benefitCode: 'TEST', validFrom: '2026-01-01', validTo: null, channel: 'PORTAL' };
    return event(`offers.${offer.state.toLowerCase()}.v1`, subject, {
      personId: offer.personId, benefitId: offer.benefitId, concerningId: null, from: before, to: offer.state, applyBy: null, ...(offer.state === 'ACCEPTED' ? accepted : {}),
    }, homeOf(offer.personId));
  };
  const ofPerson = (): EventEnvelope => {
    const person = pick(people);
    if (isProtected.has(person)) {
      isProtected.delete(person);
      return event('persons.address-unprotected.v1', person, {});
    }
    isProtected.add(person);
    return event('persons.address-protected.v1', person, {});
  };
  return {
    next: (count) => Array.from({ length: count }, () => {
      const chance = random.next();
      return chance < 0.55 ? ofRequest() : chance < 0.96 ? ofOffer() : ofPerson();
    }),
  };
}

/** Puts events into the log as the relay would. */
export async function append(admin: Sql, events: readonly EventEnvelope[]): Promise<void> {
  const rows = events.map(({ sequence, id, type, subject, subjectVersion, time, appendedAt, municipality, data }) => (
    { sequence, id, type, subject, subject_version: subjectVersion, time, appended_at: appendedAt, municipality, data }));
  await admin`
    insert into events.log (sequence, id, type, subject, subject_version, time, appended_at, municipality, data)
    select sequence, id, type, subject, subject_version, time, appended_at, municipality, data from jsonb_to_recordset(${admin.json(rows as never)}) as row(
      sequence bigint, id uuid, type text, subject uuid, subject_version int, time timestamptz, appended_at timestamptz, municipality text, data jsonb)`;
  await admin`update events.relay_state set last_sequence = ${events.at(-1)!.sequence}`;
}

/** "measure day about" → how many, by going through the events of each subject once. */
export function countDirectly(events: readonly EventEnvelope[]): Map<string, number> {
  const counted = new Map<string, number>();
  const add = (...about: unknown[]) => counted.set(about.join(' '), (counted.get(about.join(' ')) ?? 0) + 1);
  const day = ({ time }: EventEnvelope) => dayOf(Temporal.Instant.from(time)).toString();
  const protectedAfter = (personId: unknown, sequence: number) =>
    events.some((event) => event.type === 'persons.address-protected.v1' && event.subject === personId && event.sequence > sequence);
  for (const all of Map.groupBy(events, (event) => event.subject).values()) {
    const [first] = all;
    if (first!.type.startsWith('persons.')) continue;
    const place = protectedAfter(first!.data.personId, first!.sequence) ? null : first!.municipality;
    const last = all.at(-1)!;
    if (first!.type.startsWith('offers.')) {
      const benefit = first!.data.benefitId;
      for (const [type, measure] of [['offers.found.v1', 'FOUND'], ['offers.accepted.v1', 'ACCEPTED'], ['offers.declined.v1', 'DECLINED']]) {
        const event = all.find((one) => one.type === type);
        if (event) add(measure, day(event), null, null, place, measure === 'ACCEPTED' ? 'PORTAL' : null, null, benefit, '');
      }
      continue;
    }
    const { serviceId, institutionId, channel, to, benefitId } = last.data;
    add('SUBMITTED', day(first!), serviceId, institutionId, place, channel, to, benefitId, '');
    const decided = all.find((event) => event.type === 'requests.status-changed.v1' && OUTCOMES.includes(event.data.to as string));
    if (decided) {
      const days = Temporal.PlainDate.from(day(first!)).until(day(decided), { largestUnit: 'days' }).days;
      add('OUTCOMES', day(decided), serviceId, institutionId, place, channel, decided.data.to, benefitId, days);
    }
    const rated = all.findLast((event) => event.type === 'requests.rated.v1');
    if (rated) add('RATINGS', day(rated), serviceId, institutionId, place, channel, to, benefitId, rated.data.rating);
  }
  return counted;
}
