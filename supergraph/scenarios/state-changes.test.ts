import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** What institutions do with statuses, services and benefits, and that each step of it is told. */
let hub: TestHub;
let sql: Sql;
let head: number;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
  sql = connect(hub.databaseUrl, { name: 'state changes', max: 1 });
});
after(async () => {
  await sql.end();
  await hub.close();
});

/** The types told of a subject since the last look, in their order. */
async function toldOf(subject: string): Promise<string[]> {
  await hub.network.settled();
  const { log } = hub.network;
  return (await log.read(head, 10_000)).filter((event) => event.subject === subject).map(({ type }) => type);
}
const organizationOf = async (as: string) => (await hub.ask(as, '{ session { organization { id } } }')).data.session.organization.id as string;
const mark = async () => void (head = await hub.network.log.look());

async function send(as: string, field: string, variables: Record<string, unknown>): Promise<any> {
  const { data, errors } = await hub.ask(as, OPERATIONS[field]!, variables);
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data[field];
}
const ofStatus = (field: string, input: string) => `
  mutation Do($input: ${input}!) { ${field}(input: $input) { __typename ... on ${field[0]!.toUpperCase()}${field.slice(1)}Success { status { id state validTo } } ... on UserError { message } } }`;
const byId = (field: string, node: string) => `
  mutation Do($id: ID!) { ${field}(id: $id) { __typename ... on ${field[0]!.toUpperCase()}${field.slice(1)}Success { ${node} { id status } } ... on UserError { message } } }`;
const OPERATIONS: Record<string, string> = {
  grantStatus: ofStatus('grantStatus', 'GrantStatusInput'),
  suspendStatus: ofStatus('suspendStatus', 'SuspendStatusInput'),
  resumeStatus: ofStatus('resumeStatus', 'ResumeStatusInput'),
  changeStatus: ofStatus('changeStatus', 'ChangeStatusInput'),
  publishService: byId('publishService', 'service'),
  suspendService: byId('suspendService', 'service'),
  archiveService: byId('archiveService', 'service'),
  withdrawBenefit: byId('withdrawBenefit', 'benefit'),
  publishBenefit: byId('publishBenefit', 'benefit'),
};

test('a status is suspended, resumed and given another last day by its issuer alone, each told once', async () => {
  const granted = await send('officer-riga', 'grantStatus', {
    input: { personId: await hub.personId('anna'), typeCode: 'MAZN', validFrom: '2026-11-01', validTo: '2027-04-30', idempotencyKey: 'state-changes' },
  });
  const { id } = granted.status;
  await hub.network.settled();
  await mark();
  const reason = 'the household is assessed anew';
  for (let times = 0; times < 2; times++) assert.equal((await send('officer-riga', 'suspendStatus', { input: { id, reason } })).status.state, 'SUSPENDED');
  for (let times = 0; times < 2; times++) assert.equal((await send('officer-riga', 'resumeStatus', { input: { id, reason } })).status.state, 'ACTIVE');
  for (let times = 0; times < 2; times++) assert.equal((await send('officer-riga', 'changeStatus', { input: { id, validTo: '2027-10-31', reason } })).status.validTo, '2027-10-31');
  assert.equal((await send('officer-riga', 'changeStatus', { input: { id, validTo: '2026-11-01', reason } })).__typename, 'InvalidInput');
  assert.deepEqual(await toldOf(id), ['statuses.suspended.v1', 'statuses.resumed.v1', 'statuses.changed.v1']);
  const { errors } = await hub.ask('anna', OPERATIONS.suspendStatus!, { input: { id, reason } });
  assert.equal(errors![0]!.extensions.code, 'FORBIDDEN');
});

test('another last day may not reach into a status of the same type', async () => {
  const personId = await hub.personId('janis');
  const grant = (validFrom: string, validTo: string, idempotencyKey: string) =>
    send('officer-riga', 'grantStatus', { input: { personId, typeCode: 'MAZN', validFrom, validTo, idempotencyKey } });
  const { status } = await grant('2026-11-01', '2026-12-31', 'first');
  await grant('2027-02-01', '2027-03-31', 'second');
  const change = (validTo: string) => send('officer-riga', 'changeStatus', { input: { id: status.id, validTo, reason: 'longer' } });
  assert.equal((await change('2027-02-01')).__typename, 'Conflict');
  assert.equal((await change('2027-01-31')).status.validTo, '2027-01-31');
});

test('a service that is suspended is requested by nobody until it is published again; archived it stays', async () => {
  const [own] = await sql`select id from services.service where owner_id = ${await organizationOf('officer-riga')} and status = 'PUBLISHED' order by identifier limit 1`;
  const { id } = own!;
  await mark();
  const request = async (key: string) => (await hub.ask('anna', `
    mutation Send($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename ... on UserError { message } } }`,
  { input: { kind: 'SERVICE', serviceId: id, channel: 'PORTAL', idempotencyKey: key } })).data.submitRequest;
  for (let times = 0; times < 2; times++) assert.equal((await send('officer-riga', 'suspendService', { id })).service.status, 'SUSPENDED');
  await hub.network.settled();
  assert.match((await request('while-suspended')).message, /SUSPENDED and cannot be requested/);
  assert.equal((await send('officer-riga', 'publishService', { id })).service.status, 'PUBLISHED');
  await hub.network.settled();
  assert.equal((await request('once-published')).__typename, 'SubmitRequestSuccess');
  for (let times = 0; times < 2; times++) assert.equal((await send('officer-riga', 'archiveService', { id })).service.status, 'ARCHIVED');
  assert.equal((await send('officer-riga', 'suspendService', { id })).__typename, 'Conflict');
  assert.deepEqual(await toldOf(id), ['services.suspended.v1', 'services.published.v1', 'services.archived.v1']);
});

test('a benefit that is withdrawn is offered to nobody any more, and stays to be read', async () => {
  const [offered] = await sql`
    select benefit_id, count(*) as open from offers.offer join benefits.benefit on benefit.id = benefit_id
    where state in ('FOUND', 'NOTIFIED', 'SEEN') and grantor_id = ${await organizationOf('grantor-riga')} group by 1 order by 2 desc limit 1`;
  const { benefit_id: benefitId, open } = offered!;
  await mark();
  for (let times = 0; times < 2; times++) assert.equal((await send('grantor-riga', 'withdrawBenefit', { id: benefitId })).benefit.status, 'WITHDRAWN');
  assert.deepEqual(await toldOf(benefitId), ['benefits.withdrawn.v1']);
  assert.equal((await sql`select from offers.offer where benefit_id = ${benefitId} and state in ('FOUND', 'NOTIFIED', 'SEEN')`).length, 0);
  const withdrawn = (await hub.network.log.read(head, 10_000)).filter(({ type, data }) => type === 'offers.withdrawn.v1' && data.benefitId === benefitId);
  assert.equal(withdrawn.length, open);
  const { data } = await hub.ask(null, 'query Read($id: ID!) { benefit(id: $id) { status } benefits(first: 100) { edges { node { id } } } }', { id: benefitId });
  assert.equal(data.benefit.status, 'WITHDRAWN');
  assert.ok(data.benefits.edges.every(({ node }: any) => node.id !== benefitId));
  assert.equal((await send('grantor-riga', 'publishBenefit', { id: benefitId })).__typename, 'Conflict');
});
