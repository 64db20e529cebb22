import { z } from 'zod';
import type { Connections } from './connections.ts';
import { DATA_SETS, type DataSet } from './data-sets.ts';
import type { CallKind, Faults, Register } from './faults.ts';
import { FeedView } from './feed-view.ts';
import { chosenFields, fieldList } from './field-list.ts';
import { commonFields, pick, type Fields } from './field-selection.ts';
import { readJson, type Request, type Route } from './http.ts';
import { LARGEST_BATCH, openApi } from './openapi.ts';
import { changesPage, mergersPage } from './pages.ts';
import type { Permissions } from './permissions.ts';
import { personRecord } from './person-record.ts';
import type { Population } from './population.ts';
import { notFound } from './refusal.ts';
import type { World } from './world.ts';

const identifier = z.string().min(1).max(40);
const identifiers = z.array(identifier).min(1).max(LARGEST_BATCH);
const REGISTER_OF = { fpr_person: 'population', vzd_address: 'addresses' } as const satisfies Record<DataSet, Register>;

/** Gives out a record as far as the permission and the reader's own `Fields` let it. */
type Give = (record: object) => unknown;

/** What DAGR offers a consumer: a token, the permissions, and for each data set its records and what changed. */
export function registerEndpoints(parts: {
  world: World;
  connections: Connections;
  permissions: Permissions;
  faults: Faults;
  feeds: Record<Register, FeedView>;
  base: () => string;
}): Record<string, Route> {
  const { world, connections, permissions, faults, feeds, base } = parts;
  const { population, clock } = world;

  const signedIn = (handle: Route['handle']): Route => ({
    handle(request) {
      connections.demand(request.headers.authorization);
      return handle(request);
    },
  });
  const permitted = (service: DataSet, kind: CallKind, handle: (request: Request, open: Fields) => unknown): Route => ({
    misbehaviour: () => faults.draw(REGISTER_OF[service], kind),
    handle(request) {
      connections.demand(request.headers.authorization);
      return handle(request, permissions.use(header(request, 'x-dagr-permission'), service, clock.today().toString()));
    },
  });
  /** @param answer from the register as it is, or as a copy of it that lags behind still has it */
  const reads = <T extends object>(
    service: DataSet, named: z.ZodType<T>, answer: (from: Population, asked: T, give: Give) => unknown,
  ): Route => {
    const request = z.object({ Fields: fieldList(service).optional() }).and(named);
    return permitted(service, 'reads', ({ body }, open) => {
      const asked = readJson(request, body);
      const fields = commonFields(open, chosenFields(service, asked.Fields));
      return answer(readFrom(REGISTER_OF[service]), asked, (record) => pick(record, fields));
    });
  };
  const readFrom = (register: Register): Population => {
    const milliseconds = faults.replicaLagMs(register);
    return milliseconds === 0 ? population : world.replica.asOf(clock.now().subtract({ milliseconds }));
  };
  const changes = (service: DataSet, page: (query: URLSearchParams) => object) => permitted(service, 'changes', ({ query }) => page(query));
  const deaths = new FeedView(population.deaths);
  const protections = new FeedView(population.protections);
  const personKey = (index: number) => ({ PersonCode: population.codes.codeOf(index) });
  const addressKey = (index: number) => ({ Code: population.addresses.codeOf(index) });

  return {
    'GET /api': { handle: () => openApi(base()) },
    'POST /token': { handle: ({ body }) => connections.issue(new URLSearchParams(body), `${base()}/token`) },
    'GET /current_user_permissions': signedIn(() => permissions.list),
    'GET /service_list': signedIn(() => DATA_SETS.map((name) => ({ name, services: ['read', 'batch', 'changes', 'events'] }))),

    'POST /fpr_person/read': reads('fpr_person', z.object({ PersonCode: identifier }), (from, { PersonCode }, give) => {
      const index = from.indexOfCode(PersonCode);
      if (index === null) throw notFound('No person has this PersonCode');
      return give(personRecord(from, index));
    }),
    'POST /fpr_person/batch': reads('fpr_person', z.object({ PersonCodes: identifiers }), (from, { PersonCodes }, give) => {
      const indexes = PersonCodes.map((code) => from.indexOfCode(code)).filter((index) => index !== null);
      return { records: indexes.map((index) => give(personRecord(from, index))) };
    }),
    'GET /fpr_person/changes': changes('fpr_person', (query) => changesPage(feeds.population, query, personKey)),
    'GET /fpr_person/events/death': changes('fpr_person', (query) => changesPage(deaths, query, personKey)),
    'GET /fpr_person/events/address-protection': changes('fpr_person', (query) => changesPage(protections, query, personKey)),

    'POST /vzd_address/read': reads('vzd_address', z.object({ Code: identifier }), (from, { Code }, give) => {
      const index = from.addresses.indexOf(Code);
      if (index === null) throw notFound('No address has this Code');
      return give(addressRecord(from, index));
    }),
    'POST /vzd_address/batch': reads('vzd_address', z.object({ Codes: identifiers }), (from, { Codes }, give) => {
      const indexes = Codes.map((code) => from.addresses.indexOf(code)).filter((index) => index !== null);
      return { records: indexes.map((index) => give(addressRecord(from, index))) };
    }),
    'GET /vzd_address/changes': changes('vzd_address', (query) => changesPage(feeds.addresses, query, addressKey)),
    'GET /vzd_address/events/municipality-merged': changes('vzd_address', (query) => mergersPage(population.municipalityMergers, query)),
  };
}

function addressRecord({ addresses, addressFeed }: Population, index: number): object {
  return { ...addresses.record(index), Version: addressFeed.versionOf(index), ChangedAt: addressFeed.changedAt(index) };
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
