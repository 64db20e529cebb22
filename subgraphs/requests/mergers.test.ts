import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { takeMerger } from './intake.ts';
import { requestById } from './store.ts';
import { insertRequest, type NewRequest } from './writes.ts';

let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('requests');
});
after(() => database.close());

async function send(more: Partial<NewRequest>): Promise<string> {
  const id = uuidv7();
  const at = Temporal.Instant.from('2026-11-20T09:00:00Z');
  await insertRequest(sql, {
    id, kind: 'COMPLAINT', serviceId: null, benefitId: null, institutionId: null, applicantId: null, concerningId: null, applicantOrganizationId: null, applicantName: null,
    submittedBy: null, mandate: null, channel: 'PORTAL', contactPointId: null, status: 'SUBMITTED', submittedAt: at.toString(), dueOn: null, missing: [], text: null, ...more,
  }, { by: 'applicant', label: 'test', at }, null);
  return id;
}
const merged = (formerId: string, survivorId: string) => ({
  sequence: 1, id: uuidv7(), type: 'persons.merged.v1', subject: survivorId, subjectVersion: 1, time: '', appendedAt: '', municipality: null, data: { formerIds: [formerId] },
});

test('requests of a merged person, about them and sent by them are the survivor\'s; told again it changes nothing', async () => {
  const [former, survivor, child, parent] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const ids = [await send({ applicantId: former, submittedBy: former }), await send({ applicantId: parent, concerningId: former }), await send({ applicantId: child, submittedBy: former })];
  for (let times = 0; times < 2; times++) await takeMerger(sql, merged(former, survivor));
  const found = await Promise.all(ids.map((id) => requestById(sql, id)));
  assert.deepEqual(found.map((request) => [request!.applicantId, request!.concerningId, request!.submittedBy]),
    [[survivor, null, survivor], [parent, survivor, null], [child, null, survivor]]);
});

test('what is sent under the former id by whoever has not heard of the merger yet is the survivor\'s', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  await database.admin`insert into persons.merged (person_id, survivor_id, at) values (${former}, ${survivor}, now())`;
  assert.equal((await requestById(sql, await send({ applicantId: former })))!.applicantId, survivor);
});
