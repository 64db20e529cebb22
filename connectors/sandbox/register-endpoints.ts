import { z } from 'zod';
import type { Connections } from './connections.ts';
import type { Faults, Register } from './faults.ts';
import type { Feed } from './feed.ts';
import { readJson, readWholeNumber, type Request, type Route } from './http.ts';
import { LARGEST_BATCH, LARGEST_PAGE, openApi } from './openapi.ts';
import { DATA_SETS, type DataSet, type Permissions } from './permissions.ts';
import { personRecord } from './person-record.ts';
import { notFound } from './refusal.ts';
import type { World } from './world.ts';

const DEFAULT_PAGE = 100;

const identifier = z.string().min(1).max(40);
const identifiers = z.array(identifier).min(1).max(LARGEST_BATCH);

/** What DAGR offers a consumer: a token, the permissions, and two services per data set, read and changed. */
export function registerEndpoints(parts: {
  world: World;
  connections: Connections;
  permissions: Permissions;
  faults: Faults;
  base: () => string;
}): Record<string, Route> {
  const { world, connections, permissions, faults, base } = parts;
  const { population, clock } = world;

  const signedIn = (handle: Route['handle']): Route => ({
    handle(request) {
      connections.demand(request.headers.authorization);
      return handle(request);
    },
  });
  const permitted = (service: DataSet, register: Register, handle: (request: Request) => unknown): Route => ({
    misbehaviour: () => faults.draw(register),
    handle(request) {
      connections.demand(request.headers.authorization);
      permissions.use(header(request, 'x-dagr-permission'), service, clock.today().toString());
      return handle(request);
    },
  });
  const person = (handle: (request: Request) => unknown) => permitted('fpr_person', 'population', handle);
  const address = (handle: (request: Request) => unknown) => permitted('vzd_address', 'addresses', handle);
  const addressRecord = (index: number) => ({
    ...population.addresses.record(index),
    Version: population.addressFeed.versionOf(index),
    ChangedAt: population.addressFeed.changedAt(index),
  });

  return {
    'GET /api': { handle: () => openApi(base()) },
    'POST /token': { handle: ({ body }) => connections.issue(new URLSearchParams(body), `${base()}/token`) },
    'GET /current_user_permissions': signedIn(() => permissions.list),
    'GET /service_list': signedIn(() => DATA_SETS.map((name) => ({ name, services: ['read', 'batch', 'changes'] }))),

    'POST /fpr_person/read': person(({ body }) => {
      const { PersonCode } = readJson(z.object({ PersonCode: identifier }), body);
      const index = population.indexOfCode(PersonCode);
      if (index === null) throw notFound('No person has this PersonCode');
      return personRecord(population, index);
    }),
    'POST /fpr_person/batch': person(({ body }) => {
      const { PersonCodes } = readJson(z.object({ PersonCodes: identifiers }), body);
      const indexes = PersonCodes.map((code) => population.indexOfCode(code));
      return { records: indexes.filter((index) => index !== null).map((index) => personRecord(population, index)) };
    }),
    'GET /fpr_person/changes': person(({ query }) =>
      page(population.people, query, (index) => ({ PersonCode: population.codes.codeOf(index) }))),

    'POST /vzd_address/read': address(({ body }) => {
      const { Code } = readJson(z.object({ Code: identifier }), body);
      const index = population.addresses.indexOf(Code);
      if (index === null) throw notFound('No address has this Code');
      return addressRecord(index);
    }),
    'POST /vzd_address/batch': address(({ body }) => {
      const { Codes } = readJson(z.object({ Codes: identifiers }), body);
      const indexes = Codes.map((code) => population.addresses.indexOf(code));
      return { records: indexes.filter((index) => index !== null).map(addressRecord) };
    }),
    'GET /vzd_address/changes': address(({ query }) =>
      page(population.addressFeed, query, (index) => ({ Code: population.addresses.codeOf(index) }))),
  };
}

function page(feed: Feed, query: URLSearchParams, key: (index: number) => object): object {
  const after = readWholeNumber(query, 'after', 0, Number.MAX_SAFE_INTEGER, 0);
  const limit = readWholeNumber(query, 'limit', 1, LARGEST_PAGE, DEFAULT_PAGE);
  return {
    changes: feed.read(after, limit).map(({ position, index, version, at, kind }) => ({
      Position: position, ...key(index), Version: version, ChangedAt: at, Kind: kind,
    })),
    Last: feed.last,
  };
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
