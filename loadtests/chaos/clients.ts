import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom, type Random } from '#kernel/random.ts';
import { watchOffers } from '../watch-offers.ts';
import type { Answer, Api } from './api.ts';

/** What the hub has promised its clients, to be held against it afterwards. */
export interface Ledger {
  births: { childId: string; mother: string }[];
  /** Where a person may live now: the last place acknowledged, and every later one whose answer was lost. */
  moves: Map<string, Set<string>>;
  /** By offer: the ids of the requests that the acceptances were answered with. */
  accepted: Map<string, Set<string | null>>;
  grants: { key: string; personId: string; typeCode: string; day: string; statusId: string }[];
  counts: Record<string, { answered: number; failed: number }>;
  violations: string[];
}

export const newLedger = (): Ledger => ({ births: [], moves: new Map(), accepted: new Map(), grants: [], counts: {}, violations: [] });

const DASHBOARD = readFileSync(new URL('../dashboard.graphql', import.meta.url), 'utf8');
const OPEN = '{ me { offers(states: [FOUND, NOTIFIED, SEEN]) { id } } }';
const ACCEPT = 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename ... on AcceptOfferSuccess { request { id } } } }';
const GRANT =
  'mutation ($input: GrantStatusInput!) { grantStatus(input: $input) { __typename ... on UserError { message } ... on GrantStatusSuccess { status { id } } } }';
const RESIDENTS = ['anna', 'janis', 'olena', 'martins'];
const TOWNS = ['0001000', '0002000', '0005000'];

/** A turn answers whether the hub answered it. */
type Turn = (api: Api, ledger: Ledger, random: Random, round: number) => Promise<boolean>;

const TURNS: Record<string, { atMostMs: number; turn: Turn }> = {
  births: {
    atMostMs: 4_000,
    async turn(api, ledger, random) {
      const mother = random.pick(['anna', 'olena']);
      const { status, body } = await api.sandbox('changes', { kind: 'birth', mother });
      if (status === 200) ledger.births.push({ childId: body.personId, mother });
      return status === 200;
    },
  },
  moves: {
    atMostMs: 1_000,
    async turn(api, ledger, random) {
      const [person, municipality] = [random.pick(['janis', 'olena']), random.pick(TOWNS)];
      const places = ledger.moves.get(person) ?? new Set();
      if (places.size) places.add(municipality);
      const { status } = await api.sandbox('changes', { kind: 'move', person, municipality });
      if (status === 200) ledger.moves.set(person, new Set([municipality]));
      return status === 200;
    },
  },
  'accepts, three at once': {
    atMostMs: 1_500,
    async turn(api, ledger, random) {
      const as = random.pick(RESIDENTS);
      const open = (await api.ask(as, OPEN)).data?.me?.offers as { id: string }[] | null | undefined;
      if (!open?.length) return Boolean(open);
      const { id } = random.pick(open);
      const answers = await Promise.allSettled([1, 2, 3].map(() => api.ask(as, ACCEPT, { id })));
      const made = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value.data?.acceptOffer] : []));
      for (const accepted of made) {
        if (accepted?.__typename !== 'AcceptOfferSuccess') continue;
        ledger.accepted.set(id, (ledger.accepted.get(id) ?? new Set()).add(accepted.request?.id ?? null));
      }
      return made.every(Boolean) && made.length === 3;
    },
  },
  'grants, retried under their key': {
    atMostMs: 800,
    async turn(api, ledger, random, round) {
      const day = Temporal.PlainDate.from('2020-01-01').add({ days: round }).toString();
      const [personId, typeCode, key] = [await api.personId(random.pick(RESIDENTS)), 'TRUC', `chaos-${round}`];
      const input = { personId, typeCode, validFrom: day, validTo: day, idempotencyKey: key };
      for (let attempt = 0; attempt < 100; attempt++) {
        const granted = await api.ask('officer-riga', GRANT, { input }).then((answer: Answer) => answer.data?.grantStatus, () => null);
        if (granted?.__typename === 'GrantStatusSuccess') ledger.grants.push({ key, personId, typeCode, day, statusId: granted.status.id });
        else if (granted) ledger.violations.push(`grant ${key}, attempt ${attempt + 1}, was answered ${granted.__typename}: ${granted.message}`);
        if (granted) return attempt === 0;
        await pause(200);
      }
      return false;
    },
  },
  dashboards: {
    atMostMs: 200,
    async turn(api, _ledger, random) {
      const { data, errors } = await api.ask(random.pick(RESIDENTS), DASHBOARD);
      return Boolean(data?.me) && !errors;
    },
  },
  subscriptions: {
    atMostMs: 100,
    async turn(api, _ledger, random) {
      const watch = await watchOffers(api.url, await api.token(random.pick(RESIDENTS)));
      const came = await Promise.race([watch.next().then(() => true), pause(3_000, false)]);
      watch.close();
      return came;
    },
  },
};

/** Sets every client going; ends when all have finished their turn after `isOver`. */
export async function runClients(api: Api, ledger: Ledger, seed: number, isOver: () => boolean): Promise<void> {
  await Promise.all(
    Object.entries(TURNS).map(async ([name, { atMostMs, turn }]) => {
      const random = seededRandom(`${seed}:${name}`);
      const count = (ledger.counts[name] = { answered: 0, failed: 0 });
      for (let round = 0; !isOver(); round++) {
        const isAnswered = await turn(api, ledger, random, round).catch(() => false);
        count[isAnswered ? 'answered' : 'failed']++;
        await pause(50 + random.int(atMostMs));
      }
    }),
  );
}
