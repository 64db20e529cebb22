import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { subscribeBySse } from '../testing/sse.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
});
after(() => hub.close());

test('who watches a request sees it change, live, and nothing of other requests', async () => {
  const submit = async (idempotencyKey: string): Promise<string> => {
    const { data, errors } = await hub.ask('anna', `mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename ... on SubmitRequestSuccess { request { id } } ... on UserError { message } } }`, {
      input: { kind: 'SUGGESTION', channel: 'PORTAL', text: 'Vairāk gaismas parkā', idempotencyKey },
    });
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data.submitRequest.request.id;
  };
  const withdraw = (id: string) => hub.ask('anna', `mutation ($input: AdvanceRequestInput!) { advanceRequest(input: $input) { __typename } }`, {
    input: { id, to: 'WITHDRAWN', idempotencyKey: `withdraw ${id}` },
  });
  const [watched, other] = [await submit('one'), await submit('two')];
  await hub.network.settled();
  const sse = await subscribeBySse(hub.url, await hub.token('anna'), `subscription { requestChanged(id: "${watched}") { id status } }`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await withdraw(other);
  await withdraw(watched);
  await sse.until(({ data }) => data?.requestChanged.status === 'WITHDRAWN');
  sse.close();
  assert.deepEqual(sse.messages.map(({ data }) => data.requestChanged.id), [watched]);
});
