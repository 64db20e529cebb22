import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { composeServices, transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { buildASTSchema, parse, stripIgnoredCharacters } from 'graphql';
import { fixedClock } from '#kernel/clock.ts';
import { createLogger } from '#kernel/logger.ts';
import { createGateway } from '../gateway.ts';
import { later, offices, permits } from '../testing/compatibility/subgraphs.ts';
import { loneVerifier, startLoneSubgraph, type LoneSubgraph } from '../testing/lone-subgraph.ts';
import { definitionsOf } from '../testing/sdl-definitions.ts';
import { httpExecutor } from './http-executor.ts';

/**
 * The points by which Apollo tells whether a server is a subgraph (apollo-federation-subgraph-compatibility), put to the
 * server that our subgraphs run on, and what came into federation since. Where a point needs a router, ours stands over it.
 */
const logger = createLogger('fatal');
const running = new Map<string, LoneSubgraph>();
let supergraph: string;
let router: GatewayRuntime | undefined;
before(async () => {
  for (const options of [permits, offices, later]) running.set(options.name!, await startLoneSubgraph(options));
  const addresses = ['permits', 'offices'].map((name) => ({ name, url: running.get(name)!.url }));
  supergraph = await compose(addresses.map(({ name }) => name));
  const schema = buildASTSchema(parse(supergraph), { assumeValidSDL: true });
  const executors = new Map(addresses.map(({ name, url }) => [name, httpExecutor({ name, url, schema, logger, timeoutMs: 5_000 })]));
  router = createGateway({ supergraph, executors, manifests: [], freeForm: true, clock: fixedClock('2026-11-20T09:00:00Z'), verifier: loneVerifier, logger });
});
after(async () => {
  await router?.dispose();
  for (const subgraph of running.values()) await subgraph.close();
});

/** Composed from what the running subgraphs tell. */
async function compose(names: readonly string[]): Promise<string> {
  const { supergraphSdl, errors } = composeServices(await Promise.all(names.map(async (name) => ({ name, url: running.get(name)!.url, typeDefs: parse(await sdlOf(name)) }))));
  assert.equal(errors, undefined, JSON.stringify(errors));
  return supergraphSdl!;
}

async function ask(query: string, variables: Record<string, unknown> = {}, subgraph = 'permits', headers: Record<string, string> = {}) {
  const { answer } = await running.get(subgraph)!.send({ query, variables }, headers);
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer;
}

async function askRouter(query: string, variables: Record<string, unknown> = {}) {
  const reply = await router!.fetch('http://router.test/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const answer = (await reply.json()) as { data: any; errors?: unknown };
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  return answer.data;
}

async function sdlOf(subgraph = 'permits'): Promise<string> {
  return (await ask('{ _service { sdl } }', {}, subgraph)).data._service.sdl;
}

/** The head of a type in the schema it tells: its name and its directives. */
async function headOf(type: string, subgraph = 'permits'): Promise<string> {
  return stripIgnoredCharacters(definitionsOf(await sdlOf(subgraph))[type]!.split('{\n')[0]!);
}

async function fieldOf(type: string, field: string, subgraph = 'permits'): Promise<string> {
  return new RegExp(`^ +(${field}\\b.*)`, 'm').exec(definitionsOf(await sdlOf(subgraph))[type]!)![1]!;
}

async function resolve(type: string, selection: string, ...keys: object[]): Promise<any[]> {
  const representations = keys.map((key) => ({ __typename: type, ...key }));
  return (await ask(`query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`, { representations })).data._entities;
}

test('it tells its schema as it was written, and nothing but federation\'s own words besides', async () => {
  const [told, written] = [definitionsOf(await sdlOf()), definitionsOf(permits.typeDefs)];
  for (const [name, text] of Object.entries(written)) if (name !== 'schema') assert.equal(told[name], text);
  assert.deepEqual(Object.keys(told).filter((name) => !(name in written) && !/^(@|link__|federation__|_)/.test(name)), []);
});

test('the type of the service has the schema as a text', async () => {
  const { data } = await ask('{ __type(name: "_Service") { kind fields { name type { name } } } }');
  assert.deepEqual(data.__type, { kind: 'OBJECT', fields: [{ name: 'sdl', type: { name: 'String' } }] });
});

test('the types that the specification adds are there, and the entities are those with a key', async () => {
  const { data } = await ask('{ entity: __type(name: "_Entity") { kind possibleTypes { name } } any: __type(name: "_Any") { kind } set: __type(name: "federation__FieldSet") { kind } purpose: __type(name: "link__Purpose") { enumValues { name } } }');
  assert.equal(data.entity.kind, 'UNION');
  assert.deepEqual(data.entity.possibleTypes.map(({ name }: any) => name).sort(), ['Archive', 'FormerPermit', 'Inspection', 'Officer', 'Permit']);
  assert.deepEqual([data.any.kind, data.set.kind, data.purpose.enumValues.map(({ name }: any) => name)], ['SCALAR', 'SCALAR', ['SECURITY', 'EXECUTION']]);
});

test('a key of one field is told', async () => {
  assert.equal(await headOf('Officer'), 'type Officer@key(fields:"email")');
});

test('a key of one field resolves', async () => {
  assert.deepEqual(await resolve('Officer', 'email name', { email: 'ilze@city.example' }), [{ email: 'ilze@city.example', name: 'Ilze Ozola' }]);
});

test('a key of several fields is told', async () => {
  assert.equal(await headOf('FormerPermit'), 'type FormerPermit@key(fields:"register number")');
});

test('a key of several fields resolves, by all of them', async () => {
  assert.deepEqual(await resolve('FormerPermit', 'reason', { register: 'trade', number: '3' }, { register: 'street', number: '3' }), [{ reason: 'The shop has closed' }, null]);
});

test('a key within an object is told', async () => {
  assert.equal(await headOf('Inspection'), 'type Inspection@key(fields:"visit { number }")');
});

test('a key within an object resolves', async () => {
  assert.deepEqual(await resolve('Inspection', 'visit { number note } outcome', { visit: { number: 'v-1' } }), [{ visit: { number: 'v-1', note: 'by day' }, outcome: 'passed' }]);
});

test('several keys of one type are told', async () => {
  const head = await headOf('Permit');
  for (const fields of ['id', 'register number', 'register decision { id }']) assert.ok(head.includes(`@key(fields:"${fields}")`), head);
});

test('several keys of one type resolve, each of them', async () => {
  const found = await resolve('Permit', 'id', { id: 'cafe' }, { register: 'trade', number: '17' }, { register: 'street', decision: { id: 'd-2' } });
  assert.deepEqual(found, [{ id: 'cafe' }, { id: 'cafe' }, { id: 'stall' }]);
});

test('@requires: a field is worked out from what the router brings with the reference', async () => {
  assert.deepEqual(await resolve('Officer', 'permitsPerYear', { email: 'ilze@city.example', permitsIssued: 40, yearsInOffice: 10 }), [{ permitsPerYear: 4 }]);
  assert.deepEqual(await askRouter('{ officer(email: "ilze@city.example") { permitsPerYear } permit(id: "cafe") { heating } }'), { officer: { permitsPerYear: 4 }, permit: { heating: 'cafe of 84.5 m²' } });
});

test('@provides: on the path that provides it, a field that is kept elsewhere is answered here', async () => {
  const query = '{ permit(id: "cafe") { issuedBy { email permitsIssued } } }';
  assert.deepEqual((await ask(query)).data.permit.issuedBy, { email: 'ilze@city.example', permitsIssued: 1_500 });
  assert.equal((await askRouter(query)).permit.issuedBy.permitsIssued, 1_500);
  assert.equal((await askRouter('{ formerPermit(register: "trade", number: "3") { issuedBy { permitsIssued } } }')).formerPermit.issuedBy.permitsIssued, 40, 'and elsewhere on another path');
});

test('federated tracing: who asks for a trace of the answer gets one', async () => {
  const { data, extensions } = await ask('{ __typename }', {}, 'permits', { 'apollo-federation-include-trace': 'ftv1' });
  assert.equal(data.__typename, 'Query');
  assert.match(extensions.ftv1, /^[\w+/]+=*$/);
  assert.equal((await ask('{ __typename }')).extensions, undefined);
});

test('@link: one version of federation is named, and only what it has is imported', async () => {
  const links = [...stripIgnoredCharacters(await sdlOf()).matchAll(/@link\(url:"https:\/\/specs\.apollo\.dev\/federation\/v([\d.]+)" ?import:\[(.*?)\]/g)];
  assert.equal(links.length, 1);
  assert.equal(links[0]![1], '2.9');
  assert.deepEqual(links[0]![2]!.match(/@\w+/g), ['@key', '@shareable', '@external', '@requires', '@provides', '@tag', '@override', '@inaccessible', '@composeDirective', '@interfaceObject']);
});

test('@shareable: a type that several subgraphs may resolve is told to be one', async () => {
  assert.equal(await headOf('Premises'), 'type Premises@shareable');
});

test('@shareable: such a type is answered through the router', async () => {
  assert.deepEqual(await askRouter('{ permit(id: "stall") { premises { use area } } }'), { permit: { premises: { use: 'stall', area: 6 } } });
});

test('@tag: a tag is told, and stays in the composed schema', async () => {
  assert.equal(await fieldOf('Permit', 'remarks'), 'remarks: String @tag(name: "internal")');
  assert.match(definitionsOf(supergraph).Permit!, /remarks: String.*@tag\(name: "internal"\)/);
});

test('@override: a field that is taken over is told to be, with the subgraph it is taken from', async () => {
  assert.equal(await fieldOf('Officer', 'name'), 'name: String @override(from: "offices")');
});

test('@override: the router asks the subgraph that has taken the field over', async () => {
  assert.deepEqual(await askRouter('{ officer(email: "ilze@city.example") { name } }'), { officer: { name: 'Ilze Ozola' } });
});

test('@inaccessible: a hidden field is told to routers, which show it to nobody', async () => {
  assert.equal(await fieldOf('Premises', 'cadastre'), 'cadastre: String @inaccessible');
  const shown = transformSupergraphToPublicSchema(parse(supergraph)).definitions.find((definition) => 'name' in definition && definition.name?.value === 'Premises');
  assert.deepEqual(shown && 'fields' in shown && shown.fields?.map(({ name }) => name.value), ['use', 'area']);
});

test('@inaccessible: asked directly, the hidden field answers', async () => {
  assert.deepEqual((await ask('{ permit(id: "cafe") { premises { cadastre } } }')).data, { permit: { premises: { cadastre: '0100 012' } } });
});

test("@composeDirective: a directive of one's own is told with its definition, and composed", async () => {
  const sdl = stripIgnoredCharacters(await sdlOf());
  for (const part of ['@link(url:"https://hub.example/retention/v1.0" import:["@retained"])', '@composeDirective(name:"@retained")', 'directive@retained(years:Int!)on OBJECT', '@retained(years:10)']) {
    assert.ok(sdl.includes(stripIgnoredCharacters(part)), part);
  }
  assert.match(definitionsOf(supergraph).Permit!, /@retained\(years: 10\)/);
});

test('@interfaceObject: an interface of another subgraph stands as an object with its key', async () => {
  assert.match(await headOf('Archive'), /^type Archive(?=.*@interfaceObject)(?=.*@key\(fields:"id"\))/);
});

test('@interfaceObject: the fields it adds are had on whichever type implements the interface', async () => {
  assert.deepEqual(await askRouter('{ archive(id: "a") { __typename place formerPermits { reason } } }'), { archive: { __typename: 'CityArchive', place: 'Rīga', formerPermits: [{ reason: 'The shop has closed' }] } });
});

/** Not on Apollo's list, which ends with version 2.3. */
test('@authenticated, @requiresScopes and @policy are told, and routers find them in the composed schema', async () => {
  const composed = definitionsOf(await compose(['later'])).Fund!;
  for (const [field, directive] of [['balance', '@authenticated'], ['donors', '@requiresScopes(scopes: [["audit"], ["funds:read"]])'], ['auditors', '@policy(policies: [["on_duty"]])']] as const) {
    assert.ok((await fieldOf('Fund', field, 'later')).endsWith(directive), field);
    assert.ok(composed.includes(directive), `${directive} in ${composed}`);
  }
});

test('@override by degrees: the share that has moved is told', async () => {
  assert.equal(await fieldOf('Fund', 'name', 'later'), 'name: String @override(from: "offices", label: "percent(5)")');
});

test('@context and @fromContext are told, and a value that a router brings from above is taken', async () => {
  assert.match(await headOf('Fund', 'later'), /@context\(name:"fund"\)/);
  assert.match(definitionsOf(await sdlOf('later')).Grant!, /currency: String @fromContext\(field: "\$fund \{ currency \}"\)/);
  assert.match(definitionsOf(await compose(['later'])).Grant!, /contextArguments: \[\{.*name: "currency"/);
  assert.deepEqual((await ask('{ fund(id: "f") { grants { amount(currency: "EUR") } } }', {}, 'later')).data.fund.grants, [{ amount: '100 EUR' }]);
});

test('@cost and @listSize are told, and routers find them in the composed schema', async () => {
  const composed = definitionsOf(await compose(['later']));
  assert.equal(await fieldOf('Fund', 'forecast', 'later'), 'forecast: Int @cost(weight: 50)');
  assert.match(composed.Fund!, /forecast: Int.*@cost\(weight: 50\)/);
  assert.match(composed.Query!, /@listSize\(/);
});
