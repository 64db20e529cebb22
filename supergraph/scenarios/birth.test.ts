import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { subscribeBySse, subscribeByWebSocket } from '../testing/sse.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
});
after(() => hub.close());

const OFFERS = `query { me { id offers { id state certainty value { amount } concerning { id birthDate } benefit { id code award } because { met fact description { lv en } } } } }`;
const OFFER_CHANGED = `subscription { offerChanged { id state benefit { code name { lv } } because { description { lv } } } }`;
const ACCEPT = `mutation ($id: ID!) { acceptOffer(id: $id) { __typename ... on Conflict { message code } ... on AcceptOfferSuccess { offer { id state } request { id number status missing service { identifier } } instruction { id state benefit { code } } } } }`;

const offersOf = async (as: string) => (await hub.ask(as, OFFERS)).data.me.offers as any[];
const withCode = (offers: any[], code: string) => offers.find((offer) => offer.benefit.code === code && ['FOUND', 'NOTIFIED', 'SEEN'].includes(offer.state));

test('a birth in the register becomes an occurrence with steps and offers for the mother, live by SSE and by WebSocket', async () => {
  const token = await hub.token('anna');
  const sse = await subscribeBySse(hub.url, token, OFFER_CHANGED);
  const socket = subscribeByWebSocket(hub.url, token, OFFER_CHANGED);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const birth = await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  assert.ok(birth.personId, JSON.stringify(birth));
  const isBirthGrant = (message: any) => message.data?.offerChanged?.benefit?.code === 'VSAA-BIRTH-GRANT';
  const [bySse, bySocket] = await Promise.all([sse.until(isBirthGrant), socket.until(isBirthGrant)]);
  assert.deepEqual(bySse.data, bySocket.data);
  assert.equal(bySse.data!.offerChanged.state, 'FOUND');
  sse.close();
  socket.close();
  await hub.network.settled();

  const { data, errors } = await hub.ask('anna', `{ me { children { id givenName birthDate } lifeSituations { since situation { name { lv en } } steps { done dueOn step { order title { lv } service { identifier } } } } } }`);
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.equal(data.me.children.length, 3);
  assert.ok(data.me.children.some((child: any) => child.id === birth.personId && child.birthDate === '2026-11-20'));
  const occurrence = data.me.lifeSituations.find((each: any) => each.since === '2026-11-20');
  assert.match(occurrence.situation.name.en, /child/i);
  assert.ok(occurrence.steps.length >= 4);
  assert.ok(occurrence.steps.some((step: any) => step.dueOn > '2026-11-20'));

  const grant = withCode(await offersOf('anna'), 'VSAA-BIRTH-GRANT');
  assert.equal(grant.value.amount, '600.00');
  assert.equal(grant.certainty, 'CERTAIN');
  assert.equal(grant.concerning.id, birth.personId);
  assert.ok(grant.because.length > 0 && grant.because.every((reason: any) => reason.description.lv));
  const family = (await offersOf('anna')).map((offer) => offer.benefit.code);
  for (const code of ['SIF-HONORARY-FAMILY-CARD', 'RIGA-PROPERTY-TAX-LARGE-FAMILY', 'ZETCOM-LARGE-FAMILY']) {
    assert.ok(family.includes(code), `a third child makes a large family: ${code} of the state, the city or a merchant`);
  }
  const maternity = withCode(await offersOf('anna'), 'VSAA-MATERNITY');
  assert.equal(maternity.certainty, 'POSSIBLE', 'nobody can tell whether she is insured');
  assert.ok(maternity.because.some((reason: any) => reason.met === null));
});

test('accepting three times at once makes one request', async () => {
  const grant = withCode(await offersOf('anna'), 'VSAA-BIRTH-GRANT');
  const answers = await Promise.all([1, 2, 3].map(() => hub.ask('anna', ACCEPT, { id: grant.id })));
  for (const { data, errors } of answers) {
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.equal(data.acceptOffer.__typename, 'AcceptOfferSuccess', JSON.stringify(data));
  }
  assert.equal(new Set(answers.map(({ data }) => data.acceptOffer.request.id)).size, 1);
  await hub.network.settled();
  const { data } = await hub.ask('anna', '{ me { requests { edges { node { id status missing service { identifier } } } } } }');
  const made = data.me.requests.edges.filter((edge: any) => edge.node.service.identifier === 'VSAA-BIRTH-GRANT');
  assert.equal(made.length, 1);
});

test('a request for which nothing is left to ask is submitted, another is a draft that lists what is missing', async () => {
  const { data } = await hub.ask('anna', '{ me { requests { edges { node { status missing submittedAt service { identifier } } } } } }');
  const draft = data.me.requests.edges.map((edge: any) => edge.node).find((node: any) => node.service.identifier === 'VSAA-BIRTH-GRANT');
  assert.equal(draft.status, 'DRAFT');
  assert.deepEqual(draft.missing, ['bankAccount']);
  assert.equal(draft.submittedAt, null);
  const complete = withCode(await offersOf('anna'), 'VSAA-CHILD-CARE');
  const accepted = await hub.ask('anna', ACCEPT, { id: complete.id });
  assert.equal(accepted.data.acceptOffer.request.status, 'SUBMITTED', JSON.stringify(accepted));
});

test("one parent takes a family benefit, and the other's offer is withdrawn without saying why", async () => {
  await hub.network.settled();
  const father = (await hub.ask('martins', OFFERS)).data.me.offers.find((offer: any) => offer.benefit.code === 'VSAA-BIRTH-GRANT');
  assert.equal(father.state, 'WITHDRAWN');
  const anna = await hub.personId('anna');
  assert.ok(!JSON.stringify(father).includes(anna));
  const again = await hub.ask('martins', ACCEPT, { id: father.id });
  assert.equal(again.data.acceptOffer.__typename, 'Conflict');
  assert.ok(!again.data.acceptOffer.message.includes('parent'));
});

test("moving to Rīga brings Rīga's offers and takes Daugavpils's away", async () => {
  const codes = async () => (await offersOf('janis')).filter((offer) => ['FOUND', 'NOTIFIED', 'SEEN'].includes(offer.state)).map((offer) => offer.benefit.code);
  assert.ok((await codes()).some((code) => code.startsWith('DAUGAVPILS-')));
  await hub.sandbox('changes', { kind: 'move', person: 'janis', municipality: '0001000' });
  await hub.network.settled();
  const now = await codes();
  assert.ok(now.some((code) => code.startsWith('RIGA-')), String(now));
  assert.ok(!now.some((code) => code.startsWith('DAUGAVPILS-')), String(now));
  const { data } = await hub.ask('janis', '{ me { municipality { code name } declaredResidence { text municipality { code } } } }');
  assert.equal(data.me.municipality.name, 'Rīga');
  assert.equal(data.me.declaredResidence.municipality.code, '0001000');
});

test('a benefit that somebody must first look into becomes a request, although a yes would do otherwise', async () => {
  const offer = withCode(await offersOf('janis'), 'RIGA-TRANSPORT-SENIOR');
  assert.equal(offer.certainty, 'POSSIBLE');
  const { data } = await hub.ask('janis', ACCEPT, { id: offer.id });
  assert.equal(data.acceptOffer.instruction, null);
  assert.deepEqual([data.acceptOffer.request.status, data.acceptOffer.request.missing], ['DRAFT', ['employment']]);
});

test('saying yes to a benefit by consent makes an instruction, not a request', async () => {
  await hub.sandbox('changes', { kind: 'move', person: 'janis', municipality: '0002000' });
  await hub.network.settled();
  const offer = withCode(await offersOf('janis'), 'DAUGAVPILS-TRANSPORT-SENIOR');
  assert.deepEqual([offer.benefit.award, offer.certainty, offer.state], ['CONSENT', 'CERTAIN', 'FOUND']);
  const { data, errors } = await hub.ask('janis', ACCEPT, { id: offer.id });
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.equal(data.acceptOffer.request, null);
  assert.equal(data.acceptOffer.instruction.state, 'ACTIVE');
  const benefits = await hub.ask('janis', '{ me { benefits { id state benefit { code } } } }');
  assert.deepEqual(benefits.data.me.benefits.map((each: any) => each.benefit.code), [offer.benefit.code]);
});

test("a death ends the deceased's offers from that day and opens bereavement for close relatives", async () => {
  await hub.sandbox('changes', { kind: 'death', person: 'martins' });
  await hub.network.settled();
  const widow = await hub.ask('anna', '{ me { lifeSituations { situation { name { en } } steps { step { title { lv } } } } } }');
  assert.ok(widow.data.me.lifeSituations.some((each: any) => /bereave|death/i.test(each.situation.name.en)), JSON.stringify(widow.data));
  const offers = (await hub.ask('martins', OFFERS)).data.me.offers;
  assert.ok(offers.every((offer: any) => !['FOUND', 'NOTIFIED', 'SEEN'].includes(offer.state)));
});
