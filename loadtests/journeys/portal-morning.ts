import { check, sleep } from 'k6';
import { b64decode } from 'k6/encoding';
import { vu } from 'k6/execution';
import http from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { PROFILES, type Profile, type ProfileName } from '../profiles.ts';

/**
 * In the morning residents open their portal: sign in, look at the dashboard, search for a service and read why a benefit
 * is offered. Every virtual user is another resident of the sandbox, the first one Anna, and signs in anew only before
 * their token ends.
 */
const HUB = __ENV.HUB_URL!;
const PEOPLE = Number(__ENV.POPULATION);
const PROFILE: Profile = PROFILES[__ENV.PROFILE as ProfileName];
const DASHBOARD = open('../dashboard.graphql');
const SEARCH = open('../search.graphql');
const REASONS = open('../reasons.graphql');
const SIGN_IN_AGAIN_MS = 60_000;
/** Prime, so that residents are taken from all over the population, households apart. */
const STRIDE = 7_919;

/** Words, and what the name of one of the services found must hold; diacritics, case and language are the hub's matter. */
const SEARCHES = [
  { words: 'pabalsts', finds: 'pabalst' },
  { words: 'berna', finds: 'bērna' },
  { words: 'pension', finds: 'pension' },
  { words: 'DZĪVESVIETAS', finds: 'dzīvesvietas' },
  { words: 'unemployed', finds: 'unemployed' },
];

const reasonsRead = new Counter('reasons_read');
const residentsWithoutOffers = new Counter('residents_without_offers');

const { p95, p99 } = PROFILE.answersWithinMs;
export const options: Options = {
  scenarios: { residents: { executor: 'ramping-vus', startVUs: 1, stages: PROFILE.stages, gracefulRampDown: '30s' } },
  thresholds: {
    http_req_failed: ['rate<0.001'],
    checks: ['rate>0.999'],
    reasons_read: ['count>0'],
    ...Object.fromEntries(['sign-in', 'dashboard', 'search', 'reasons'].map((step) => [`http_req_duration{step:${step}}`, [`p(95)<${p95}`, `p(99)<${p99}`]])),
  },
  summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max'],
  maxRedirects: 0,
};

let signedIn: { token: string; person: string; endsAt: number } | null = null;

export default function morning(): void {
  let isWhole = false;
  try {
    openPortal();
    isWhole = true;
  } finally {
    check(isWhole, { 'the morning came to its end': Boolean });
    if (!isWhole) read(); // Nobody tries again in the same moment.
  }
}

function openPortal(): void {
  if (signedIn === null || signedIn.endsAt - Date.now() < SIGN_IN_AGAIN_MS) signIn();
  const offer = lookAtDashboard()?.[0];
  read();
  search();
  read();
  if (offer) readReasons(offer.id);
  else residentsWithoutOffers.add(1);
  read();
}

function signIn(): void {
  signedIn = null;
  const as = `resident-${((vu.idInTest - 1) * STRIDE) % PEOPLE}`;
  const { token } = post<{ token: string }>('sign-in', '/sandbox/tokens', { as }, {});
  const { person, label, exp } = JSON.parse(b64decode(token.split('.')[1]!, 'rawurl', 's')) as { person: string; label: string; exp: number };
  check(person, { 'the token is of the resident who asked': (person) => Boolean(person) && label === as });
  signedIn = { token, person, endsAt: exp * 1_000 };
}

function lookAtDashboard(): Offer[] | null {
  const me = ask<{ me: Dashboard | null }>('dashboard', DASHBOARD)?.me;
  const offers = me?.offers ?? null;
  check(me, {
    'the dashboard is of who signed in': (me) => me?.id === signedIn!.person,
    'the dashboard tells name and birthday': (me) => Boolean(me?.givenName && me.surname) && /^\d{4}-\d\d-\d\d$/.test(me?.birthDate ?? ''),
    'the dashboard has every part': (me) => [me?.children, me?.statuses, offers, me?.requests?.edges, me?.lifeSituations].every(Array.isArray),
    'every offer names its benefit and who grants it': () => Boolean(offers?.every(({ benefit }) => benefit?.name.lv && benefit.grantor?.name.lv)),
  });
  return offers;
}

function search(): void {
  const { words, finds } = SEARCHES[Math.floor(Math.random() * SEARCHES.length)]!;
  const services = ask<{ services: { edges: { node: Service }[] } }>('search', SEARCH, { words })?.services.edges.map(({ node }) => node);
  check(services, {
    'the search finds what was meant': (found) => Boolean(found?.some(({ name }) => `${name.lv} ${name.en}`.toLowerCase().includes(finds))),
    'every service found has an owner': (found) => Boolean(found?.every(({ owner }) => owner?.name.lv)),
  });
}

function readReasons(id: string): void {
  const offers = ask<{ me: { offers: OfferWithReasons[] } }>('reasons', REASONS)?.me.offers;
  const because = offers?.find((offer) => offer.id === id)?.because;
  const isExplained = check(because, {
    'the offer is still there, with its reasons': (because) => Boolean(because?.length),
    'something met decided, and every reason is a fact and a sentence': (because) =>
      Boolean(because?.some(({ met }) => met) && because.every(({ fact, description }) => fact && description.lv && description.en)),
  });
  if (isExplained) reasonsRead.add(1);
}

/** The answer's data; null where an error came with it, which is a failed check. */
function ask<Data>(step: string, query: string, variables: object = {}): Data | null {
  const { data, errors } = post<{ data?: Data; errors?: unknown[] }>(step, '/graphql', { query, variables }, { authorization: `Bearer ${signedIn!.token}` });
  const isWhole = check(errors, { [`${step} is answered without errors`]: (errors) => Boolean(data) && errors === undefined });
  return isWhole ? data! : null;
}

/** @throws SyntaxError where the answer is no JSON, which ends this morning and fails its check */
function post<Answer>(step: string, path: string, body: object, headers: Record<string, string>): Answer {
  const response = http.post(HUB + path, JSON.stringify(body), {
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    tags: { step, name: step },
  });
  return JSON.parse(String(response.body)) as Answer;
}

function read(): void {
  sleep(PROFILE.readsSeconds * (0.5 + Math.random()));
}

interface Dashboard {
  id: string;
  givenName: string;
  surname: string;
  birthDate: string;
  children: unknown[] | null;
  statuses: unknown[] | null;
  requests: { edges: unknown[] } | null;
  lifeSituations: unknown[] | null;
  offers: Offer[] | null;
}

interface Offer {
  id: string;
  benefit: { name: { lv: string }; grantor: { name: { lv: string } } | null } | null;
}

interface OfferWithReasons {
  id: string;
  because: { met: boolean | null; fact: string; description: { lv: string; en: string } }[];
}

interface Service {
  name: { lv: string; en: string };
  owner: { name: { lv: string } } | null;
}
