import { setTimeout as pause } from 'node:timers/promises';
import { uuidv5 } from '#kernel/ids.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import type { Promised } from './ledger.ts';
import { isPassing } from './reader.ts';
import type { EventsStage } from './stage.ts';

/** What writers were told has happened; each must be an event of the log in the end. */
export interface Writers {
  promised: Promised[];
  counts: Record<string, { acknowledged: number; failed: number }>;
  /** What was refused for another reason than a fault. */
  complaints: string[];
  /** Begins nothing while it is paused; resolves once nothing is under way. */
  pause(): Promise<void>;
  resume(): void;
}

interface Parts {
  stage: EventsStage;
  random: Random;
  promised: Promised[];
  complaints: string[];
  /** By request, what is known of those that may go on. */
  requests: Map<string, { by: string; to: Institution; status: string }>;
  /** Labels of residents by what they are for, and ids of those whose address is protected. */
  people: { movers: string[]; mortals: string[]; hidden: Set<string> };
  nextKey(): string;
}

type Institution = 'officer-riga' | 'officer-vsaa';
const ORGANIZATIONS: Record<Institution, string> = { 'officer-riga': uuidv5('organization:RIGA'), 'officer-vsaa': uuidv5('organization:VSAA') };
const NAMED = ['anna', 'martins', 'janis', 'olena'];
const TOWNS = ['0001000', '0002000', '0005000', '0001000'];
const NEXT: Record<string, string> = { SUBMITTED: 'IN_PROGRESS', IN_PROGRESS: 'COMPLETED' };

const SUBMIT = 'mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename ... on UserError { message } ... on SubmitRequestSuccess { request { id } } } }';
const ADVANCE = 'mutation ($input: AdvanceRequestInput!) { advanceRequest(input: $input) { __typename ... on UserError { message } ... on AdvanceRequestSuccess { request { id } } } }';
const RATE = 'mutation ($id: ID!, $rating: Int!) { rateRequest(id: $id, rating: $rating) { __typename ... on UserError { message } ... on RateRequestSuccess { request { id } } } }';

/** A turn answers whether what it did was acknowledged; null where there was nothing to do. */
const TURNS: Record<string, { atMostMs: number; turn(parts: Parts): Promise<boolean | null> }> = {
  submissions: {
    atMostMs: 60,
    async turn(parts) {
      const { random, requests, promised } = parts;
      const [by, to] = [random.pick([...NAMED, ...parts.people.movers]), random.pick(Object.keys(ORGANIZATIONS) as Institution[])];
      const input = { kind: 'SUGGESTION', channel: 'PORTAL', institutionId: ORGANIZATIONS[to], text: 'Could be better.', idempotencyKey: parts.nextKey() };
      const answer = await mutate(parts, by, SUBMIT, 'submitRequest', { input });
      if (!answer) return false;
      const { id } = answer.request;
      requests.set(id, { by, to, status: 'SUBMITTED' });
      promised.push({ what: `a request of ${by}`, subject: id, type: 'requests.submitted.v1', data: { institutionId: ORGANIZATIONS[to] } });
      return true;
    },
  },
  steps: {
    atMostMs: 60,
    async turn(parts) {
      const [id, request] = pickOpen(parts) ?? [];
      if (!id || !request) return null;
      // What was answered is not known when it is lost: then the request is left alone.
      parts.requests.delete(id);
      const isWithdrawn = parts.random.int(6) === 0;
      const to = isWithdrawn ? 'WITHDRAWN' : NEXT[request.status]!;
      const by = isWithdrawn ? request.by : request.to;
      const answer = await mutate(parts, by, ADVANCE, 'advanceRequest', { input: { id, to, idempotencyKey: parts.nextKey() } });
      if (!answer) return false;
      parts.promised.push({ what: `the step to ${to} by ${by}`, subject: id, type: 'requests.status-changed.v1', data: { from: request.status, to } });
      if (!isWithdrawn) parts.requests.set(id, { ...request, status: to });
      return true;
    },
  },
  ratings: {
    atMostMs: 300,
    async turn(parts) {
      const [id, request] = [...parts.requests].find(([, { status }]) => status === 'COMPLETED') ?? [];
      if (!id || !request) return null;
      parts.requests.delete(id);
      const rating = 1 + parts.random.int(5);
      const answer = await mutate(parts, request.by, RATE, 'rateRequest', { id, rating });
      if (!answer) return false;
      parts.promised.push({ what: `the rating by ${request.by}`, subject: id, type: 'requests.rated.v1', data: { rating } });
      return true;
    },
  },
  moves: {
    atMostMs: 60,
    async turn(parts) {
      const { random, people } = parts;
      const who = random.pick(['janis', 'olena', ...people.movers]);
      await change(parts, { kind: 'move', person: await personOf(parts, who), municipality: random.pick(TOWNS) });
      return true;
    },
  },
  births: {
    atMostMs: 1_500,
    async turn(parts) {
      const { personId } = await change(parts, { kind: 'birth', mother: parts.random.pick(['anna', 'olena']) });
      parts.promised.push({ what: 'a birth', subject: personId, type: 'persons.born.v1' });
      return true;
    },
  },
  deaths: {
    atMostMs: 4_000,
    async turn(parts) {
      const who = parts.people.mortals.pop();
      if (!who) return null;
      const person = await personOf(parts, who);
      await change(parts, { kind: 'death', person });
      parts.promised.push({ what: `the death of ${who}`, subject: person, type: 'persons.died.v1' });
      return true;
    },
  },
  'addresses protected and not': {
    atMostMs: 2_500,
    async turn(parts) {
      const { hidden, movers } = parts.people;
      const [isHidden] = hidden;
      if (isHidden !== undefined && parts.random.int(3) === 0) {
        hidden.delete(isHidden);
        await change(parts, { kind: 'unprotect-address', person: isHidden });
        return true;
      }
      const person = await personOf(parts, parts.random.pick(movers));
      if (hidden.has(person)) return null;
      await change(parts, { kind: 'protect-address', person });
      hidden.add(person);
      return true;
    },
  },
  'small storms': {
    atMostMs: 8_000,
    async turn(parts) {
      await change(parts, { kind: 'storm', count: 1 + parts.random.int(200) });
      return true;
    },
  },
};

export interface WritersOptions {
  stage: EventsStage;
  seed: number | string;
  population: number;
  /** Called, with each turn, for what is over. */
  isOver(): boolean;
}

/** Residents, officers and the register itself, each at their own pace, until it is over. */
export function startWriters({ stage, seed, population, isOver }: WritersOptions): Writers & { done: Promise<void> } {
  const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `resident-${from + index}`);
  const shared = {
    stage, promised: [] as Promised[], complaints: [] as string[], requests: new Map(),
    people: { movers: numbered(10, Math.floor(population / 3)), mortals: numbered(Math.floor(population / 2), Math.floor((population * 3) / 4)), hidden: new Set<string>() },
  };
  const counts: Writers['counts'] = {};
  let keys = 0;
  let isPaused = false;
  const busy = new Set<Promise<unknown>>();
  const run = async (name: string, { atMostMs, turn }: (typeof TURNS)[string]) => {
    const parts: Parts = { ...shared, random: seededRandom(`${seed}: ${name}`), nextKey: () => `${seed}-${keys++}` };
    const count = (counts[name] = { acknowledged: 0, failed: 0 });
    while (!isOver()) {
      if (!isPaused) {
        const underWay = turn(parts).catch(() => false);
        busy.add(underWay);
        const isAcknowledged = await underWay;
        if (isAcknowledged !== null) count[isAcknowledged ? 'acknowledged' : 'failed']++;
        busy.delete(underWay);
      }
      await pause(10 + parts.random.int(atMostMs));
    }
  };
  return {
    promised: shared.promised,
    complaints: shared.complaints,
    counts,
    async pause() {
      isPaused = true;
      await Promise.all(busy);
    },
    resume() {
      isPaused = false;
    },
    done: Promise.all(Object.entries(TURNS).map(([name, turn]) => run(name, turn))).then(() => {}),
  };
}

function pickOpen({ requests, random }: Parts): [string, { by: string; to: Institution; status: string }] | null {
  const open = [...requests].filter(([, { status }]) => status in NEXT);
  return open.length ? random.pick(open) : null;
}

/** Null where it failed; what is refused although nothing is broken is complained of. */
async function mutate({ stage, complaints }: Parts, as: string, mutation: string, field: string, variables: object): Promise<any> {
  const { data, errors = [] } = await stage.api.ask(as, mutation, variables as Record<string, unknown>);
  complaints.push(...errors.filter((error) => !isPassing(error)).map(({ message, extensions }) => `${field} by ${as}: ${extensions.code}: ${message}`));
  const answer = data?.[field];
  if (!answer) return null;
  if (answer.__typename.endsWith('Success')) return answer;
  complaints.push(`${field} by ${as}: ${answer.message}`);
  return null;
}

function change({ stage }: Parts, body: object): Promise<any> {
  return stage.register.sandbox('changes', body);
}

/** An identity is known by name, one of the numbered by the id in their token. */
async function personOf({ stage }: Parts, label: string): Promise<string> {
  if (!label.startsWith('resident-')) return label;
  const { token } = await stage.register.sandbox('tokens', { as: label });
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).person;
}
