import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { connect } from '#kernel/database.ts';
import { dayOf } from '#kernel/days.ts';
import { centsToDecimal } from '#kernel/money.ts';
import { benefitsById } from '#subgraphs/benefits/store.ts';
import { Catalogue } from '#subgraphs/life-situations/catalogue.ts';
import { stepsOf } from '#subgraphs/life-situations/step.ts';
import { allSituations, occurrencesOf } from '#subgraphs/life-situations/store.ts';
import { offersOfPersons } from '#subgraphs/offers/store.ts';
import { formatNumber } from '#subgraphs/requests/number.ts';
import { requestsOfPersons } from '#subgraphs/requests/store.ts';
import { organizationsByIds, servicesByIds } from '#subgraphs/services/store.ts';
import { allTypes, statusesOfPersons } from '#subgraphs/statuses/store.ts';

/**
 * The floor under every gateway: Anna's dashboard by a hand-written endpoint over the same statements, without GraphQL, rights,
 * limits or sign-in. What the hub holds in memory (register values, catalogues) stands in memory here too. Before it serves,
 * it compares its answer with the hub's at HUB_URL.
 */
const DASHBOARD = readFileSync(new URL('./dashboard.graphql', import.meta.url), 'utf8');
const { DATABASE_URL, HUB_URL, PORT } = process.env as Record<string, string>;
const OPEN = ['FOUND', 'NOTIFIED', 'SEEN'];

const sql = connect(DATABASE_URL!, { name: 'floor' });
const theirs = await askHub();
const { id, givenName, surname, birthDate, declaredResidence, children } = theirs.me;
const catalogue = new Catalogue(await allSituations(sql));
const types = new Map((await allTypes(sql)).map((type) => [type.code, type]));

const ours = await dashboard();
const timeless = (value: unknown) => JSON.parse(JSON.stringify(value, (key, inner) => (key === 'ageSeconds' ? undefined : inner)));
if (!isDeepStrictEqual(timeless(ours), timeless(theirs))) throw new Error(`The floor answers otherwise than the hub:\n${JSON.stringify(ours)}\n${JSON.stringify(theirs)}`);

const server = createServer((request, response) => {
  request.resume();
  void dashboard().then(
    (data) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data }));
    },
    () => response.destroy(),
  );
}).listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close(() => void sql.end().then(() => process.exit(0)));
  server.closeIdleConnections();
});

async function askHub(): Promise<any> {
  const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<any> =>
    (await fetch(HUB_URL + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })).json();
  const { token } = await post('/sandbox/tokens', { as: 'anna' });
  return (await post('/graphql', { query: DASHBOARD }, { authorization: `Bearer ${token}` })).data;
}

async function dashboard() {
  const [statuses, offers, [requests], occurrences] = await Promise.all([
    statusesOfPersons(sql, [id]),
    offersOfPersons(sql, [id], OPEN),
    requestsOfPersons(sql, [id], { status: null, institutionId: null, page: { after: null, limit: 10 } }),
    occurrencesOf(sql, [id]),
  ]);
  const page = requests!.slice(0, 10);
  const arisen = occurrences.map((occurrence) => {
    const situation = catalogue.byId(occurrence.situationId)!;
    return { ...occurrence, situation, steps: stepsOf({ ...occurrence, situation }, occurrence.municipality === null ? [] : [occurrence.municipality]) };
  });
  const benefits = byId(await benefitsById(sql, unique(offers.map((offer) => offer.benefitId))));
  const services = byId(await servicesByIds(sql, unique([
    ...[...benefits.values()].map((benefit) => benefit.definition.serviceId),
    ...page.map((request) => request.serviceId),
    ...arisen.flatMap(({ steps }) => steps.map(({ step }) => step.serviceId)),
  ])));
  const organizations = byId(await organizationsByIds(sql, unique([
    ...statuses.map((status) => status.issuerId),
    ...[...benefits.values()].map((benefit) => benefit.grantorId),
    ...page.map((request) => services.get(request.serviceId ?? '')?.ownerId),
  ])));
  const organization = (key: string | null | undefined) => {
    const found = key ? organizations.get(key) : undefined;
    return found ? { id: found.id, name: { lv: found.name.lv } } : null;
  };
  const service = (key: string | null | undefined) => (key ? services.get(key) : undefined);
  const nameOf = (found: ReturnType<typeof service>) => (found ? { id: found.id, name: { lv: found.name.lv } } : null);
  return {
    me: {
      id, givenName, surname, birthDate, declaredResidence, children,
      statuses: statuses.map((status) => {
        const { code, name } = types.get(status.typeCode)!;
        const { validFrom, validTo, state } = status;
        return { id: status.id, state, validFrom, validTo, type: { code, name: { lv: name.lv, en: name.en } }, issuer: organization(status.issuerId) };
      }),
      offers: offers.map(({ id: offerId, state, foundAt, valueCents, because, benefitId }) => {
        const benefit = benefits.get(benefitId)!;
        const offered = service(benefit.definition.serviceId);
        return {
          id: offerId,
          state,
          foundAt,
          value: valueCents === null ? null : { amount: centsToDecimal(valueCents), currency: 'EUR' },
          because: because.map(({ met, fact, value, description }) => ({ met, fact, value, description: { lv: description.lv } })),
          benefit: {
            id: benefit.id,
            code: benefit.code,
            name: { lv: benefit.content.name.lv, en: benefit.content.name.en },
            grantor: organization(benefit.grantorId),
            service: offered
              ? {
                  ...nameOf(offered),
                  channels: offered.channels.map(({ kind, directLink }) => ({ kind, directLink })),
                  lifeSituations: catalogue.withService(offered.id).map((situation) => ({ id: situation.id, name: { lv: situation.name.lv } })),
                }
              : null,
          },
        };
      }),
      requests: {
        edges: page.map((request) => {
          const asked = service(request.serviceId);
          const { id: requestId, status, submittedAt, dueOn } = request;
          const number = formatNumber(dayOf(Temporal.Instant.from(request.createdAt)).year, request.serial);
          return { node: { id: requestId, number, status, submittedAt, dueOn, service: asked ? { ...nameOf(asked), owner: organization(asked.ownerId), processingDays: asked.processingDays } : null } };
        }),
        pageInfo: { hasNextPage: requests!.length > 10, endCursor: theirs.me.requests.pageInfo.endCursor },
      },
      lifeSituations: arisen.map(({ id: occurrenceId, since, situation, steps }) => ({
        id: occurrenceId,
        since,
        situation: { id: situation.id, name: { lv: situation.name.lv } },
        steps: steps.map(({ step, done, dueOn }) => ({ done, dueOn, step: { order: step.order, title: { lv: step.title.lv }, service: nameOf(service(step.serviceId)) } })),
      })),
    },
  };
}

function unique(ids: readonly (string | null | undefined)[]): string[] {
  return [...new Set(ids.filter((key): key is string => Boolean(key)))];
}

function byId<T extends { id: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((one) => [one.id, one]));
}
