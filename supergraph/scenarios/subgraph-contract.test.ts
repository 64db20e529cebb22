import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { composeServices } from '@theguild/federation-composition';
import { getNamedType, isLeafType, isObjectType, isRequiredArgument, parse, valueFromASTUntyped, type DirectiveNode, type GraphQLField } from 'graphql';
import { seededRandom } from '#kernel/random.ts';
import { buildSchema } from '../engine/in-process.ts';
import { MODULES } from '../modules.ts';
import { readSupergraph } from '../supergraph-file.ts';
import { startApart, type TestApart } from '../testing/apart.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { definitionsOf } from '../testing/sdl-definitions.ts';

/** Each subgraph alone, asked over HTTP as any router asks. */
const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const POPULATION = 100;
const LISTS = 12;
const LONGEST_LIST = 40;
const MANY = 1_000;
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

type Representation = Record<string, unknown>;

/** What one reference was answered with: the entity, and the code of each error at and under it. */
interface Told {
  entity: any;
  codes: string[];
}

let hub: TestHub;
let apart: TestApart;
let known: Map<string, Representation[]>;
before(async () => {
  console.log(`TEST_SEED=${SEED}`);
  hub = await startTestHub({ population: POPULATION, logLevel: 'fatal' });
  await fillLife();
  apart = await startApart(hub);
  known = await gatherKnown();
});
after(async () => {
  await apart.close();
  await hub.close();
});

/** Gives anna one of everything that a person can have. */
async function fillLife(): Promise<void> {
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  await hub.network.settled();
  const { data } = await hub.ask('anna', '{ me { id offers { id } } }');
  for (const { id } of data.me.offers) await hub.ask('anna', 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }', { id });
  const grant = { personId: data.me.id, typeCode: 'MAZN', validFrom: '2026-11-01', validTo: '2027-01-31', idempotencyKey: 'one' };
  await hub.ask('officer-riga', 'mutation ($input: GrantStatusInput!) { grantStatus(input: $input) { __typename } }', { input: grant });
  await hub.ask('system-riga', 'mutation { createEventSubscription(input: { name: "all", types: ["*"] }) { __typename } }');
  await hub.network.settled();
}

async function ask(subgraph: string, as: string | null, query: string, variables: Record<string, unknown> = {}) {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (as !== null) headers.set('authorization', `Bearer ${await hub.token(as)}`);
  const reply = await fetch(apart.subgraphs.get(subgraph)!, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return { status: reply.status, ...((await reply.json()) as { data?: any; errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[] }) };
}

interface Entity {
  name: string;
  /** Names of the fields of its key; every key of ours is of leaves. */
  key: string[];
  selection: string;
}

interface Contract {
  resolvable: Entity[];
  /** Object types that are no entity here, or that this subgraph only points at. */
  others: string[];
  query: string;
}

/** What a subgraph's schema says that it can be asked for. */
const contracts = new Map(MODULES.map((module) => {
  const types = Object.values(buildSchema(module).getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'));
  const resolvable = types.flatMap((type): Entity[] => {
    const directives = isObjectType(type) ? [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []) : [];
    const keys = directives.filter(({ name }) => name.value === 'key').map(argumentsOf).filter((key) => key.resolvable !== false);
    if (keys.length === 0 || !isObjectType(type)) return [];
    return [{ name: type.name, key: String(keys[0]!.fields).split(' '), selection: Object.values(type.getFields()).flatMap((field) => selected(type.name, field)).join(' ') }];
  });
  const others = types.map(({ name }) => name).filter((name) => !resolvable.some((entity) => entity.name === name));
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ${resolvable.map(({ name, selection }) => `... on ${name} { ${selection} }`).join(' ')} } }`;
  return [module.name, { resolvable, others, query } satisfies Contract];
}));

function argumentsOf(directive: DirectiveNode): Record<string, unknown> {
  return Object.fromEntries((directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}

/** Under a name of its own, so that fields of several types stand beside each other. */
function selected(type: string, { name, args, type: given }: GraphQLField<unknown, unknown>): string[] {
  if (args.some(isRequiredArgument)) return [];
  return [`${type}_${name}: ${name}${isLeafType(getNamedType(given)) ? '' : ' { __typename }'}`];
}

/** Who may see what is known of a subgraph. */
const askerOf = (subgraph: string) => (subgraph === 'events' ? 'system-riga' : 'anna');

/** References to things that are there and that anna, or an institution, may see, by type: every one that an answer of the whole graph holds. */
async function gatherKnown(): Promise<Map<string, Representation[]>> {
  const { data, errors } = await hub.ask('anna', `{
    me {
      __typename id
      statuses { __typename id type { __typename code } }
      benefits { __typename id }
      offers { __typename id }
      requests { edges { node { __typename id } } }
      declaredResidence { __typename code municipality { __typename code } }
    }
    services(first: 10) { edges { node { __typename id owner { __typename id } } } }
    benefits(first: 10) { edges { node { __typename id } } }
    lifeSituations { __typename id }
    contactPoints { __typename id }
    municipalities { __typename code }
    statusTypes { __typename code }
  }`);
  assert.equal(errors, undefined, JSON.stringify(errors));
  const found = new Map<string, Map<string, Representation>>();
  const look = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const { __typename, id, code } = value as Representation;
    if (typeof __typename === 'string') {
      const representation = { __typename, ...(id === undefined ? { code } : { id }) };
      found.set(__typename, (found.get(__typename) ?? new Map()).set(JSON.stringify(representation), representation));
    }
    Object.values(value).forEach(look);
  };
  look(data);
  look((await hub.ask('system-riga', '{ eventSubscriptions { __typename id } }')).data);
  return new Map([...found].map(([name, all]) => [name, [...all.values()].slice(0, 8)]));
}

const keyOf = (entity: Entity, value: unknown): Representation => ({ __typename: entity.name, ...Object.fromEntries(entity.key.map((field) => [field, value])) });

async function resolve(subgraph: string, as: string | null, representations: readonly unknown[]): Promise<Told[]> {
  const { status, data, errors = [] } = await ask(subgraph, as, contracts.get(subgraph)!.query, { representations });
  assert.equal(status, 200, `${subgraph}: ${JSON.stringify(errors)}`);
  assert.equal(data._entities.length, representations.length);
  assert.ok(errors.every(({ path }) => path?.[0] === '_entities' && typeof path[1] === 'number'), JSON.stringify(errors));
  return data._entities.map((entity: unknown, at: number) => ({ entity, codes: errors.filter(({ path }) => path![1] === at).map(({ extensions }) => extensions.code).sort() }));
}

/** Names of the fields, without those of the key, that are there and hold something. */
function telling({ entity }: Told, { name, key }: Entity): string[] {
  return Object.keys(entity ?? {}).filter((field) => field !== '__typename' && !key.includes(field.slice(name.length + 1)) && entity[field] !== null && entity[field]?.length !== 0);
}

const BAD_REFERENCE: Told = { entity: null, codes: ['BAD_USER_INPUT'] };

test('every subgraph tells its schema, and all of them compose to the supergraph that is committed', async () => {
  const { addresses, sdl } = readSupergraph(null);
  assert.deepEqual([...apart.subgraphs.keys()].sort(), [...addresses.keys()].sort());
  const services = await Promise.all([...addresses].map(async ([name, url]) => {
    const { data } = await ask(name, null, '{ _service { sdl } }');
    return { name, url, typeDefs: parse(data._service.sdl) };
  }));
  const { supergraphSdl, errors } = composeServices(services);
  assert.equal(errors, undefined);
  assert.deepEqual(definitionsOf(supergraphSdl!), definitionsOf(sdl));
});

for (const { name } of MODULES) {
  const { resolvable, others } = contracts.get(name)!;
  const everyName = [...contracts.values()].flatMap((contract) => contract.resolvable.map((entity) => entity.name));
  const foreign = [...new Set([...everyName.filter((each) => !resolvable.some((entity) => entity.name === each)), ...others, 'Nobody', 'Date', '_Service', '__Type', '__proto__', ''])];
  const malformed = (entity: Entity): unknown[] => [...[null, true, {}, { id: UNKNOWN_ID }, [UNKNOWN_ID]].map((value) => keyOf(entity, value)), { __typename: entity.name }, { __typename: entity.name, key: UNKNOWN_ID }];
  const shapeless: unknown[] = ['Person', 7, true, [], {}, { id: UNKNOWN_ID }, { __typename: null, id: UNKNOWN_ID }, { __typename: { name: 'Person' }, id: UNKNOWN_ID }, { __typename: ['Person'], id: UNKNOWN_ID }];
  const unknown = (entity: Entity): unknown[] => [UNKNOWN_ID, '', 'nonsense', '999999999', 17, "it's", '💶', '__proto__', 'x'.repeat(10_000)].map((value) => keyOf(entity, value));
  const knownHere = () => resolvable.flatMap((entity) => known.get(entity.name) ?? []);

  test(`${name}: the schema it tells is the one that is committed, and what makes it a subgraph`, async () => {
    const { data } = await ask(name, null, '{ _service { sdl } }');
    const committed = definitionsOf(readFileSync(new URL(`../../codegen/generated/${name}.graphql`, import.meta.url), 'utf8'));
    const told = definitionsOf(data._service.sdl);
    for (const [definition, text] of Object.entries(committed)) if (definition !== 'schema') assert.equal(told[definition], text, definition);
    const added = Object.keys(told).filter((definition) => !(definition in committed) && told[definition] !== 'type Query');
    assert.deepEqual(added.filter((definition) => !/^(@|link__|federation__|_)/.test(definition)), []);
  });

  test(`${name}: every reference that is known is answered with that very thing`, async () => {
    assert.deepEqual(resolvable.filter((entity) => !known.get(entity.name)?.length).map((entity) => entity.name), [], 'nothing of these is known');
    const representations = knownHere();
    for (const [at, { entity, codes }] of (await resolve(name, askerOf(name), representations)).entries()) {
      const { __typename, ...key } = representations[at]!;
      assert.deepEqual(codes, [], JSON.stringify(representations[at]));
      assert.equal(entity.__typename, __typename);
      for (const [field, value] of Object.entries(key)) assert.equal(entity[`${__typename}_${field}`], value);
    }
  });

  test(`${name}: what does not exist is null or holds nothing, whoever asks`, async () => {
    for (const entity of resolvable) {
      for (const as of ['anna', 'janis', null]) {
        const answers = await resolve(name, as, unknown(entity));
        for (const [at, answer] of answers.entries()) {
          assert.deepEqual(telling(answer, entity), [], `${entity.name} ${at} as ${as}`);
          assert.deepEqual(answer.codes.filter((code) => !/^(NOT_FOUND|FORBIDDEN|UNAUTHENTICATED|BAD_USER_INPUT)$/.test(code)), [], `${entity.name} ${JSON.stringify(unknown(entity)[at])} as ${as}`);
        }
      }
    }
  });

  test(`${name}: to a stranger, and to nobody, another's thing is as one that does not exist`, async () => {
    for (const entity of resolvable) {
      const [thing] = known.get(entity.name)!;
      for (const as of ['janis', null]) {
        const [others, none] = await resolve(name, as, [thing, keyOf(entity, UNKNOWN_ID)]);
        if (telling(others!, entity).length > 0) continue; // it is open to everybody
        const withoutKey = ({ entity: given, codes }: Told) => ({ codes, given: given && Object.fromEntries(Object.entries(given).filter(([field]) => !entity.key.includes(field.slice(entity.name.length + 1)))) });
        assert.deepEqual(withoutKey(others!), withoutKey(none!), `${entity.name} as ${as}`);
      }
    }
  });

  test(`${name}: a reference that is malformed or foreign is an error at its own place, and those beside it are answered`, async () => {
    const good = knownHere().slice(0, 1);
    const alone = await resolve(name, askerOf(name), good);
    const wrong = [...resolvable.flatMap(malformed), ...shapeless, ...foreign.map((type) => ({ __typename: type, id: UNKNOWN_ID, code: UNKNOWN_ID }))];
    const answers = await resolve(name, askerOf(name), [...good, ...wrong, ...good]);
    assert.deepEqual([answers.slice(0, good.length), answers.slice(good.length + wrong.length)], [alone, alone]);
    for (const [at, representation] of wrong.entries()) assert.deepEqual(answers[at + good.length], BAD_REFERENCE, JSON.stringify(representation));
  });

  test(`${name}: in any order, of mixed types and repeated, each reference is answered as it is alone`, async () => {
    const random = seededRandom(`${SEED} ${name}`);
    const all = [...knownHere(), ...resolvable.flatMap((entity) => [...unknown(entity).slice(0, 3), ...malformed(entity).slice(0, 2)]), shapeless[0], { __typename: random.pick(foreign), id: UNKNOWN_ID }];
    const alone: Told[] = [];
    for (const representation of all) alone.push(...(await resolve(name, askerOf(name), [representation])));
    for (let list = 0; list < LISTS; list++) {
      const picked = Array.from({ length: random.int(LONGEST_LIST + 1) }, () => random.int(all.length));
      const answers = await resolve(name, askerOf(name), picked.map((at) => all[at]));
      for (const [at, which] of picked.entries()) assert.deepEqual(answers[at], alone[which], `TEST_SEED=${SEED}, list ${list}, place ${at}: ${JSON.stringify(all[which])}`);
    }
  });

  test(`${name}: none and very many references are answered`, async () => {
    assert.deepEqual(await resolve(name, askerOf(name), []), []);
    const [good] = knownHere();
    if (!good) return; // it has no entities
    const [alone] = await resolve(name, askerOf(name), [good]);
    const answers = await resolve(name, askerOf(name), Array.from({ length: MANY }, (_, at) => (at % 2 ? good : keyOf(resolvable[0]!, `${UNKNOWN_ID.slice(0, -4)}${String(at).padStart(4, '0')}`))));
    assert.deepEqual(answers[MANY - 1], alone);
  });
}
