import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect } from '#kernel/database.ts';
import { startTestHub, type TestHub } from '#supergraph/testing/network.ts';

/** Counted where portals see it: in the graph of a hub that has just been filled, and in its tables where the graph does not tell. */
const SERVICES = `query ($after: String) { services(first: 100, after: $after) {
  edges { node {
    id identifier name { lv en } description { lv en } status audiences owner { id kind } providers { id }
    channels { directLink portal contact } outputs { name { lv en } } requiredEvidence { fromRegister } legalResources { title } lifeSituations { id }
  } }
  pageInfo { hasNextPage endCursor }
} }`;
const OTHERS = `{
  lifeSituations { id name { lv en } description { lv en } audience steps { order title { lv en } service { id } benefit { id } dueWithinDays dueWithinMonths } }
  portals { id name central sharedSolutions }
  contactPoints { id name organization { id kind } }
}`;

let hub: TestHub;
let services: any[];
let others: any;
before(async () => {
  hub = await startTestHub({ population: 100 });
  services = [];
  let page: any = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const { data } = await hub.ask('anna', SERVICES, { after: page.endCursor });
    services.push(...data.services.edges.map(({ node }: any) => node));
    page = data.services.pageInfo;
  }
  others = (await hub.ask('anna', OTHERS)).data;
});
after(() => hub.close());

const unique = (values: string[]) => assert.equal(new Set(values).size, values.length);

test('a new hub offers at least 80 services of at least 20 owners, many of them municipal or for businesses', () => {
  assert.ok(services.length >= 80, `${services.length} services`);
  assert.ok(new Set(services.map(({ owner }) => owner.id)).size >= 20);
  assert.ok(new Set(services.filter(({ owner }) => owner.kind === 'MUNICIPALITY').map(({ owner }) => owner.id)).size >= 5);
  assert.ok(services.filter(({ audiences }) => audiences.includes('BUSINESSES')).length >= 10);
});

test('every service has both languages, an owner, a provider, a way to it, what it gives and a law', () => {
  for (const { identifier, name, description, status, owner, providers, channels, outputs, legalResources } of services) {
    for (const text of [name, description, ...outputs.map((output: any) => output.name)]) assert.ok(text.lv && text.en, identifier);
    assert.equal(status, 'PUBLISHED', identifier);
    assert.ok(owner.id && providers.length && outputs.length && legalResources.length, identifier);
    assert.ok(channels.some(({ directLink, contact, portal }: any) => directLink ?? contact ?? portal), identifier);
  }
  unique(services.map(({ id }) => id));
  unique(services.map(({ identifier }) => identifier));
});

test('nine services in ten spare the person a question that a register answers', () => {
  const sparing = services.filter(({ requiredEvidence }) => requiredEvidence.some(({ fromRegister }: any) => fromRegister !== null));
  assert.ok(sparing.length >= services.length * 0.9, `${sparing.length} of ${services.length}`);
});

test('at least 12 life situations have ordered steps in both languages, for residents and for businesses, most with a term', () => {
  const { lifeSituations } = others;
  assert.ok(lifeSituations.length >= 12);
  unique(lifeSituations.map(({ id }: any) => id));
  for (const { name, description, steps } of lifeSituations) {
    assert.ok(name.lv && name.en && description.lv && description.en && steps.length >= 5, name.lv);
    assert.deepEqual(steps.map(({ order }: any) => order), steps.map((_: unknown, index: number) => index + 1), name.lv);
    for (const { title } of steps) assert.ok(title.lv && title.en, name.lv);
  }
  const termed = lifeSituations.filter(({ steps }: any) => steps.some((step: any) => step.dueWithinDays !== null || step.dueWithinMonths !== null));
  assert.ok(termed.length > lifeSituations.length / 2, `${termed.length} of ${lifeSituations.length}`);
  assert.deepEqual([...new Set(lifeSituations.map(({ audience }: any) => audience))].sort(), ['BUSINESSES', 'RESIDENTS']);
});

test('every service and benefit of a step exists, in every municipality, and the service is found by its situation', async () => {
  const sql = connect(hub.databaseUrl, { name: 'test', max: 1 });
  const stray = await sql`
    select situation.code, step->'order' as step, used.id
    from life_situations.situation, jsonb_array_elements(situation.steps) step,
      lateral (
        select step->>'serviceId' as id union all select value from jsonb_each_text(step->'serviceIdByMunicipality')
      ) used
    left join services.service on service.id = used.id::uuid
    where used.id is not null and not coalesce(situation.id = any(service.life_situation_ids), false)`;
  const unknownBenefits = await sql`
    select situation.code, step->>'benefitId' as id from life_situations.situation, jsonb_array_elements(situation.steps) step
    where step->>'benefitId' is not null and step->>'benefitId' not in (select id::text from benefits.benefit)`;
  const unknownSituations = await sql`
    select identifier from services.service where not life_situation_ids <@ (select array_agg(id) from life_situations.situation)`;
  await sql.end();
  assert.deepEqual([[...stray], [...unknownBenefits], [...unknownSituations]], [[], [], []]);
});

test('three central portals and at least eight specialised ones, with the shared solutions in use', () => {
  const { portals } = others;
  assert.equal(portals.filter(({ central }: any) => central).length, 3);
  assert.ok(portals.length - 3 >= 8);
  assert.ok(portals.filter(({ sharedSolutions }: any) => sharedSolutions.length > 0).length >= 8);
  unique(portals.map(({ name }: any) => name));
});

test('at least 15 one-stop customer centres are run by a municipality', () => {
  const centres = others.contactPoints.filter(({ name }: any) => name.endsWith('valsts un pašvaldības vienotais klientu apkalpošanas centrs'));
  assert.ok(centres.length >= 15);
  assert.ok(centres.every(({ organization }: any) => organization.kind === 'MUNICIPALITY'));
  unique(others.contactPoints.map(({ id }: any) => id));
});
