import assert from 'node:assert/strict';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { keysFrom, readConfig, type Config } from '../config.ts';
import { Network } from '../network.ts';
import { startSandbox, type SandboxProcess } from '../sandbox-process.ts';
import { makeDatabase, TEST_SECRET, testCluster } from '../testing/cluster.ts';
import { TEST_DAY } from '../testing/network.ts';

/** Two hubs over one database and one register, as two servers behind a balancer would be. Started at once, both new. */
const BIRTHS = 12;
const closers: (() => Promise<unknown>)[] = [];
let register: SandboxProcess;
let sql: Sql;
let hubs: [Network, Network];

before(async () => {
  const cluster = await testCluster();
  const database = await makeDatabase(cluster);
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-two-'));
  closers.push(() => cluster.close(), () => database.drop(), () => rm(dataDir, { recursive: true, force: true }));
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  register = await startSandbox({
    population: 400, seed: 'two-hubs', dataDir, today: Temporal.PlainDate.from(TEST_DAY), personIdKey: keysFrom(TEST_SECRET).personId,
    clientId: 'vienkopus', clientJwk: await exportJWK(publicKey),
  });
  closers.push(() => register.close());
  const privateKeyPath = join(dataDir, 'dagr.pem');
  await writeFile(privateKeyPath, await exportPKCS8(privateKey));
  const config: Config = {
    ...readConfig({ PORT: '0', DATABASE_URL: database.url, DATA_DIR: dataDir, HUB_SECRET: TEST_SECRET.toString(), NATS_URL: 'off' }),
    sandbox: null,
    identityProvider: { issuer: register.url, audience: 'vienkopus' },
    dagr: { url: register.url, clientId: 'vienkopus', privateKeyPath },
  };
  const start = (seed: string) => Network.create({
    config, clock: fixedClock(`${TEST_DAY}T09:00:00Z`), logger: createLogger(process.env.LOG_LEVEL ?? 'error'), random: seededRandom(seed),
  });
  hubs = await Promise.all([start('one'), start('other')]) as [Network, Network];
  closers.push(() => Promise.all(hubs.map((hub) => hub.close())));
  sql = connect(database.url, { name: 'tests' });
  closers.push(() => sql.end());
  await settled();
});
after(async () => {
  for (const close of closers.reverse()) await close();
});

async function settled(): Promise<void> {
  for (let round = 0; round < 2; round++) for (const hub of hubs) await hub.settled();
}

async function post(url: string, body: object, token?: string): Promise<any> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}
const change = (body: object) => post(`${register.url}/sandbox/changes`, body);
async function ask(hub: Network, as: string, query: string, variables: object = {}): Promise<any> {
  const { token } = await post(`${register.url}/sandbox/tokens`, { as });
  const { data, errors } = await post(`${hub.url}/graphql`, { query, variables }, token);
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}
/** What the mother of a child is offered for it. */
async function offersAbout(child: string): Promise<string[]> {
  const rows = await sql`
    select r.definition ->> 'code' as code from offers.offer o join offers.rule r on r.benefit_id = o.benefit_id and r.version = o.rule_version
    join population.fact f on f.person_id = o.person_id and f.sex = 'F' where o.concerning_id = ${child} and o.state = 'FOUND' order by 1`;
  return rows.map((row) => row.code as string);
}

test('a hub without the sandbox has nothing behind /sandbox/', async () => {
  for (const path of ['tokens', 'changes', 'clock', 'faults', 'feeds', 'permissions', 'identities']) {
    assert.equal((await fetch(`${hubs[0].url}/sandbox/${path}`, { method: 'POST', body: '{}' })).status, 404, path);
  }
});

test('what happens is told once, in a gapless order, whichever hub hears of it first', async () => {
  const babies: string[] = [];
  for (let birth = 0; birth < BIRTHS; birth++) babies.push((await change({ kind: 'birth', mother: 'anna' })).personId);
  await settled();
  const log = await sql`select sequence, subject, subject_version, type from events.log order by sequence`;
  assert.deepEqual(log.map((row) => row.sequence), log.map((_, at) => at + 1));
  for (const [subject, events] of Map.groupBy(log, (row) => row.subject as string)) {
    assert.deepEqual(events.map((row) => row.subject_version), events.map((_, at) => at + 1), subject);
  }
  for (const baby of babies) {
    assert.deepEqual(log.filter((row) => row.subject === baby).map((row) => row.type), ['persons.born.v1']);
  }
  const occurrences = await sql`
    select person_id, count(*) as all, count(distinct subject_id) as different from life_situations.occurrence
    where subject_id = any(${babies}::uuid[]) group by person_id`;
  assert.ok(occurrences.length >= 1);
  for (const { all, different } of occurrences) assert.deepEqual([all, different], [BIRTHS, BIRTHS]);
  for (const baby of babies) {
    assert.deepEqual(await offersAbout(baby), ['RIGA-NEWBORN-GRANT', 'VSAA-BIRTH-GRANT', 'VSAA-CHILD-CARE', 'VSAA-MATERNITY', 'VSAA-PARENTAL']);
  }
});

test('what the first look at the whole population finds is the same as with one hub', async () => {
  const [sweeps] = await sql`select count(*) as all, count(finished_at) as done from offers.sweep`;
  assert.equal(sweeps!.done, sweeps!.all);
  const [seniors] = await sql`
    select count(*) as people, count(o.id) as offered from population.fact f
    left join offers.offer o on o.person_id = f.person_id and o.benefit_id = (select benefit_id from offers.rule where definition ->> 'code' = 'DAUGAVPILS-TRANSPORT-SENIOR')
    where f.municipality = '0002000' and f.birth_day <= '1961-11-20' and f.vital = 'ALIVE'`;
  assert.equal(seniors!.offered, seniors!.people);
});

test('a benefit published through one hub is known to the other', async () => {
  const codes = ['A', 'B', 'C', 'D', 'E'].map((letter) => `RIGA-TWO-HUBS-${letter}`);
  for (const [at, code] of codes.entries()) {
    const drafted = await ask(hubs[at % 2]!, 'grantor-riga', `mutation ($input: DraftBenefitInput!) { draftBenefit(input: $input) { __typename ... on DraftBenefitSuccess { benefit { id } } ... on UserError { message } } }`, {
      input: { code, name: { lv: code }, kind: 'GRANT', criteriaText: 'parent of child and child age < 6 months', value: { amount: '10.00', per: 'ONCE' }, validFrom: '2026-01-01' },
    });
    await ask(hubs[at % 2]!, 'grantor-riga', 'mutation ($id: ID!) { publishBenefit(id: $id) { __typename } }', { id: drafted.draftBenefit.benefit.id });
    await settled();
  }
  for (let birth = 0; birth < 4; birth++) {
    const { personId } = await change({ kind: 'birth', mother: 'anna' });
    await settled();
    assert.deepEqual((await offersAbout(personId)).filter((code) => codes.includes(code)), codes);
  }
});

test('a change is forgotten by the memory of both hubs', async () => {
  const municipality = async (hub: Network) => (await ask(hub, 'janis', '{ me { municipality { code } } }')).me.municipality.code;
  for (const code of ['0001000', '0002000', '0001000', '0002000']) {
    await Promise.all(hubs.map(municipality));
    await change({ kind: 'move', person: 'janis', municipality: code });
    await settled();
    assert.deepEqual(await Promise.all(hubs.map(municipality)), [code, code]);
  }
});

test('when the day changes for both at once, what falls due happens once', async () => {
  const open = await sql`select id from offers.offer where state = 'FOUND' and apply_by < '2027-05-22'`;
  assert.ok(open.length > BIRTHS);
  for (const hub of hubs) hub.clock.moveTo(Temporal.PlainDate.from('2027-05-22'));
  await settled();
  const ended = await sql`
    select subject, count(*) as times from events.log where type in ('offers.expired.v1', 'offers.withdrawn.v1', 'offers.changed.v1')
      and subject = any(${open.map((row) => row.id)}::uuid[]) group by 1`;
  assert.equal(ended.length, open.length);
  assert.ok(ended.every((row) => row.times === 1));
  const [late] = await sql`select count(*) as offers from offers.offer where state in ('FOUND', 'NOTIFIED', 'SEEN') and apply_by < '2027-05-22'`;
  assert.equal(late!.offers, 0);
});
