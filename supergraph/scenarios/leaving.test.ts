import assert from 'node:assert/strict';
import test, { afterEach, beforeEach } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** What a person has ends where it must, without anyone asking: with a move away, and with death. */
const POPULATION = 100;
let hub: TestHub;
beforeEach(async () => {
  hub = await startTestHub({ population: POPULATION });
  await hub.network.settled();
});
afterEach(() => hub.close());

const BENEFITS = '{ me { benefits { state validFrom validTo benefit { code } } activeToday: benefits(activeOn: "2026-11-25") { benefit { code } } } }';
const CERTAIN = '{ me { offers { id state certainty benefit { code award } } } }';
const ACCEPT = 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename ... on AcceptOfferSuccess { instruction { id state } } } }';
const HELD_BY = 'query ($id: ID!) { person(id: $id) { statuses { type { code } state validTo } benefits { state validTo benefit { code } } } }';

async function change(body: object): Promise<void> {
  const changed = await hub.sandbox('changes', body);
  assert.ok(changed.kind, JSON.stringify(changed));
  await hub.network.settled();
}
async function moveTo(day: string): Promise<void> {
  await hub.sandbox('clock', { today: day });
  await hub.network.settled();
}
/** What the city gives by a mere yes; merchants give such things too, wherever one lives. */
async function acceptByConsent(as: string): Promise<string> {
  const { data } = await hub.ask(as, CERTAIN);
  const offer = data.me.offers.find((each: any) => each.benefit.code.startsWith('DAUGAVPILS-') && each.benefit.award === 'CONSENT' && each.certainty === 'CERTAIN' && each.state === 'FOUND');
  assert.ok(offer, JSON.stringify(data));
  const answer = await hub.ask(as, ACCEPT, { id: offer.id });
  assert.equal(answer.data.acceptOffer.instruction.state, 'ACTIVE', JSON.stringify(answer));
  await hub.network.settled();
  return offer.benefit.code;
}

test('what the municipality gave ends with the day before its resident moves away; who comes back is offered it anew, and has it anew', async () => {
  await change({ kind: 'move', person: 'janis', municipality: '0002000' });
  const code = await acceptByConsent('janis');
  await moveTo('2026-11-25');
  await change({ kind: 'move', person: 'janis', municipality: '0001000' });
  const { data, errors } = await hub.ask('janis', BENEFITS);
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.deepEqual(data.me.benefits, [{ state: 'ENDED', validFrom: '2026-11-20', validTo: '2026-11-24', benefit: { code } }]);
  assert.deepEqual(data.me.activeToday, []);
  await moveTo('2026-12-01');
  await change({ kind: 'move', person: 'janis', municipality: '0002000' });
  assert.equal(await acceptByConsent('janis'), code);
  const back = await hub.ask('janis', BENEFITS);
  assert.deepEqual(back.data.me.benefits.map((each: any) => [each.state, each.validFrom]), [['ACTIVE', '2026-12-01'], ['ENDED', '2026-11-20']]);
});

test('what a merchant gave stays with who moves', async () => {
  const { data } = await hub.ask('janis', CERTAIN);
  const offer = data.me.offers.find((each: any) => each.benefit.code === 'RIGAS-ZOO-CIRULI-SENIOR-70');
  assert.equal(offer.state, 'FOUND');
  await hub.ask('janis', ACCEPT, { id: offer.id });
  await hub.network.settled();
  await change({ kind: 'move', person: 'janis', municipality: '0001000' });
  const now = await hub.ask('janis', BENEFITS);
  assert.deepEqual(now.data.me.benefits, [{ state: 'ACTIVE', validFrom: '2026-11-20', validTo: null, benefit: { code: offer.benefit.code } }]);
});

test('a death ends every status and every benefit of the person with that day', async () => {
  await change({ kind: 'move', person: 'janis', municipality: '0002000' });
  const janis = await hub.personId('janis');
  await acceptByConsent('janis');
  await moveTo('2026-11-28');
  await change({ kind: 'death', person: 'janis', effectiveOn: '2026-11-27' });
  const { data, errors } = await hub.ask('officer-vsaa', HELD_BY, { id: janis });
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.deepEqual(data.person.statuses, [{ type: { code: 'PENS' }, state: 'EXPIRED', validTo: '2026-11-27' }]);
  assert.deepEqual(data.person.benefits.map((each: any) => [each.state, each.validTo]), [['ENDED', '2026-11-27']]);
});
