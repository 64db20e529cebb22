import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** A hub that has just become ready for the first time: the register is still being discovered. */
let hub: TestHub;
before(async () => {
  hub = await startTestHub({ population: 10_000 });
  // So slow that the discovery is under way for as long as this looks at it.
  await hub.sandbox('faults', { register: 'population', latencyMs: 300 });
});
after(() => hub.close());

test('the named people of the sandbox are there from the first query on', async () => {
  for (const as of ['anna', 'marta', 'janis', 'olena', 'petra']) {
    const { data, errors } = await hub.ask(as, '{ me { givenName birthDate residenceState } }');
    assert.equal(errors, undefined, `${as}: ${JSON.stringify(errors)}`);
    assert.ok(data.me.givenName && data.me.birthDate);
  }
});

test('somebody not met yet is not said to be unknown; once all are discovered, somebody unknown is', async () => {
  const ask = () => hub.ask('officer-vsaa', '{ person(id: "00000000-0000-4000-8000-000000000000") { givenName } }');
  const { background } = (await (await fetch(`${hub.url}/health/ready`)).json()) as { background?: string[] };
  assert.match(String(background), /fpr_person: \d+ of/);
  assert.equal((await ask()).errors![0]!.extensions.code, 'REGISTER_UNAVAILABLE');
  await hub.sandbox('faults', { clear: true });
  await hub.network.settled();
  assert.equal((await ask()).errors![0]!.extensions.code, 'NOT_FOUND');
});
