import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { startTestHub, type TestHub } from '#supergraph/testing/network.ts';
import { subscribeBySse } from '#supergraph/testing/sse.ts';
import { answering, startReceiver, type TestReceiver } from '../webhooks/testing.ts';

const FIELDS = 'id name types municipalityCodes serviceIds statusTypeCodes transport webhookUrl watched acknowledged lag state purpose filterFrom failing { reason }';
const CREATE = `mutation ($input: CreateEventSubscriptionInput!) { result: createEventSubscription(input: $input) {
  ... on CreateEventSubscriptionSuccess { subscription { ${FIELDS} } secret } ... on UserError { message code path } __typename } }`;
const UPDATE = CREATE.replaceAll('CreateEvent', 'UpdateEvent').replaceAll('createEvent', 'updateEvent');
const changeOf = (name: string, args: string, params: string) => {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  return `mutation (${params}) { result: ${name}(${args}) { ... on ${type}Success { subscription { ${FIELDS} } } ... on UserError { message code path } __typename } }`;
};
const ONE = `query ($id: ID!) { eventSubscription(id: $id) { ${FIELDS} } }`;
const PAUSE = 'mutation ($id: ID!) { result: pauseEventSubscription(id: $id) { ... on PauseEventSubscriptionSuccess { subscription { state } } } }';
const RESUME = 'mutation ($id: ID!) { result: resumeEventSubscription(id: $id) { ... on ResumeEventSubscriptionSuccess { subscription { state } } } }';
const DELETE = 'mutation ($id: ID!) { result: deleteEventSubscription(id: $id) { ... on DeleteEventSubscriptionSuccess { id } } }';
const ROTATE = 'mutation ($id: ID!) { result: rotateEventSecret(id: $id) { ... on RotateEventSecretSuccess { secret previousUntil } ... on UserError { message path } } }';
const WATCH = changeOf('watchPersons', 'subscriptionId: $id, personIds: $ids', '$id: ID!, $ids: [ID!]!');
const UNWATCH = changeOf('unwatchPersons', 'subscriptionId: $id, personIds: $ids', '$id: ID!, $ids: [ID!]!');
const ACKNOWLEDGE = changeOf('acknowledgeEvents', 'subscriptionId: $id, through: $through', '$id: ID!, $through: String!');
const REPLAY = `mutation ($input: ReplayEventsInput!) { result: replayEvents(input: $input) {
  ... on ReplayEventsSuccess { replay { id fromSequence toSequence position sent deadLettersOnly endedAt } } ... on UserError { message code path } __typename } }`;

let hub: TestHub;
let receiver: TestReceiver;
/** Answers a challenge as it should. */
const obliging: TestReceiver['answer'] = (response, { body }) => response.writeHead(200).end(JSON.parse(body).data.challenge ?? 'ok');

before(async () => {
  [hub, receiver] = [await startTestHub(), await startReceiver(obliging)];
  await hub.network.settled();
});
after(async () => {
  await hub.close();
  await receiver.close();
});

async function ask(query: string, variables: Record<string, unknown>, as: string | null = 'system-riga', headers: Record<string, string> = {}) {
  const { data, errors } = await hub.ask(as, query, variables, headers);
  return errors ? { error: errors[0]!.extensions.code, message: errors[0]!.message, extensions: errors[0]!.extensions } : (data.result ?? data);
}
const create = (input: Record<string, unknown>, as?: string) => ask(CREATE, { input: { name: 'test', types: ['requests.*'], ...input } }, as);
const made = async (input: Record<string, unknown> = {}, as?: string) => (await create(input, as)).subscription;

test('a subscription begins with what happens next, under the purpose of whoever made it', async () => {
  await hub.network.settled();
  const { __typename, subscription, secret } = await create({ name: ' Jaunumi ', municipalityCodes: ['0001000'], types: ['persons.*', 'lv.vienkopus.persons.*'] });
  assert.equal(__typename, 'CreateEventSubscriptionSuccess');
  assert.equal(secret, null);
  assert.deepEqual({ ...subscription, id: null, acknowledged: null, filterFrom: null, lag: null }, {
    id: null, name: 'Jaunumi', types: ['lv.vienkopus.persons.*'], municipalityCodes: ['0001000'], serviceIds: null, statusTypeCodes: null, transport: 'STREAM', webhookUrl: null,
    watched: 0, acknowledged: null, lag: null, state: 'ACTIVE', purpose: 'municipal-social-services', filterFrom: null, failing: null,
  });
  assert.equal(subscription.filterFrom, String(Number(subscription.acknowledged) + 1));
  const { eventSubscriptions } = await ask(`{ eventSubscriptions { id } }`, {});
  assert.ok(eventSubscriptions.some(({ id }: { id: string }) => id === subscription.id));
});

const REFUSED: [string, Record<string, unknown>, RegExp, string[]][] = [
  ['a name of 101 characters', { name: 'x'.repeat(101) }, /name has 101 characters; expected 1 to 100/, ['name']],
  ['a name with a personal code', { name: 'Anna 010190-12345' }, /seems to hold a personal code/, ['name']],
  ['an unknown type', { types: ['requests.sumbitted.v1'] }, /did you mean "requests\.submitted\.v1"/, ['types', '0']],
  ['an unknown municipality', { types: ['persons.*'], municipalityCodes: ['0001001'] }, /"0001001" is not known/, ['municipalityCodes', '0']],
  ['an unknown service', { serviceIds: [uuidv7()] }, /expected the id of a service/, ['serviceIds', '0']],
  ['an unknown status type', { types: ['statuses.*'], statusTypeCodes: ['NONE'] }, /"NONE" is not known/, ['statusTypeCodes', '0']],
  ['a filter that can never match', { types: ['services.*'], municipalityCodes: ['0001000'] }, /can never match/, ['municipalityCodes']],
  ["another's municipality", { types: ['persons.died.v1'], municipalityCodes: ['0005000'] }, /can never match/, ['municipalityCodes', '0']],
  ['a cursor from the future', { after: '999999999' }, /lies in the future: the newest sequence is \d+/, ['after']],
  ['a cursor that is no number', { after: 'newest' }, /expected a sequence/, ['after']],
  ['a webhook without a URL', { transport: 'WEBHOOK' }, /there is no webhookUrl/, ['webhookUrl']],
  ['a stream with a URL', { transport: 'STREAM', webhookUrl: 'https://example.lv/hook' }, /but transport is STREAM/, ['webhookUrl']],
  ['NATS where there is none', { transport: 'NATS' }, /runs without NATS/, ['transport']],
  ['a URL that is none', { webhookUrl: 'example' }, /expected an address such as/, ['webhookUrl']],
  ["a URL of a cloud's own network", { webhookUrl: 'https://169.254.169.254/latest' }, /expected a public address/, ['webhookUrl']],
  ['a blank key', { idempotencyKey: ' ' }, /1 to 200 characters/, ['idempotencyKey']],
];
for (const [what, input, message, path] of REFUSED) {
  test(`${what} is refused by name`, async () => {
    const result = await create(input);
    assert.equal(result.__typename, 'InvalidInput');
    assert.match(result.message, message);
    assert.deepEqual(result.path, path);
  });
}

test('an institution that grants benefits may ask for offers alone', async () => {
  assert.equal((await create({ types: ['offers.*'] })).__typename, 'CreateEventSubscriptionSuccess');
});

test('behind what the log no longer keeps of its types nothing begins, and the oldest cursor is named', async () => {
  const admin = connect(hub.databaseUrl, { name: 'test', max: 1 });
  await admin`insert into events.retired (type, first_sequence, last_sequence, events) values ('requests.rated.v1', 1, 5, 2)`;
  const { error, extensions } = await create({ types: ['requests.*'], after: '4' });
  assert.deepEqual([error, extensions.oldest], ['CURSOR_TOO_OLD', '5']);
  assert.equal((await create({ types: ['requests.*'], after: '5' })).subscription.acknowledged, '5');
  assert.equal((await create({ types: ['services.*'], after: '4' })).subscription.acknowledged, '4');
  await admin`delete from events.retired where type = 'requests.rated.v1'`;
  await admin.end();
});

test('what the log has let go of is never skipped in silence by one that is pushed to', async () => {
  const admin = connect(hub.databaseUrl, { name: 'test', max: 1 });
  const [stream, pushed] = [await made({ types: ['requests.*'] }), await made({ types: ['requests.*'] })];
  await ask(PAUSE, { id: pushed.id });
  await ask(UPDATE, { input: { id: pushed.id, webhookUrl: receiver.url } });
  const oldest = Number(pushed.acknowledged) + 1;
  await admin`insert into events.retired (type, first_sequence, last_sequence, events) values ('requests.rated.v1', 1, ${oldest}, 2)`;
  for (const answer of [await ask(RESUME, { id: pushed.id }), await ask(UPDATE, { input: { id: stream.id, webhookUrl: receiver.url } })]) {
    assert.deepEqual([answer.error, answer.extensions?.oldest], ['CURSOR_TOO_OLD', String(oldest)]);
  }
  await hub.network.settled();
  assert.equal((await ask(UPDATE, { input: { id: pushed.id, transport: 'STREAM' } })).subscription.state, 'PAUSED');
  assert.equal((await ask(ACKNOWLEDGE, { id: pushed.id, through: String(oldest) })).subscription?.acknowledged, String(oldest));
  await ask(UPDATE, { input: { id: pushed.id, webhookUrl: receiver.url } });
  assert.equal((await ask(RESUME, { id: pushed.id })).subscription.state, 'ACTIVE');
  await admin`delete from events.retired where type = 'requests.rated.v1'`;
  await admin.end();
});

const RIGHTS: [string | null, string, string][] = [
  ['system-riga', 'OPEN', 'OPEN'],
  ['officer-riga', 'OPEN', 'OPEN'],
  ['officer-vsaa', 'NOT_FOUND', 'NOT_FOUND'],
  ['admin', 'OPEN', 'FORBIDDEN'],
  ['anna', 'FORBIDDEN', 'FORBIDDEN'],
  ['analyst', 'FORBIDDEN', 'FORBIDDEN'],
  ['grantor-riga', 'FORBIDDEN', 'FORBIDDEN'],
  [null, 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
];
for (const [as, reads, changes] of RIGHTS) {
  test(`${as ?? 'nobody'}: reading Rīga's subscription is ${reads}, changing it ${changes}`, async () => {
    const { id } = await made();
    const codeOf = (answer: { error?: string }) => answer.error ?? 'OPEN';
    assert.equal(codeOf(await ask(ONE, { id }, as)), reads);
    const input = { id, name: 'other' };
    const person = await hub.personId('anna');
    const webhook = { subscriptionId: id, fromSequence: '1' };
    const attempts = [
      [UPDATE, { input }], [PAUSE, { id }], [RESUME, { id }], [ROTATE, { id }], [WATCH, { id, ids: [person] }], [UNWATCH, { id, ids: [person] }],
      [ACKNOWLEDGE, { id, through: '1' }], [REPLAY, { input: webhook }], [DELETE, { id }],
    ] as const;
    for (const [query, variables] of attempts) assert.equal(codeOf(await ask(query, variables, as)), changes, query);
  });
}

test('an administrator sees where a webhook leads, without what may be its secret', async () => {
  const { id } = await made({ webhookUrl: `${receiver.url}?key=theirs` });
  const urlFor = async (as: string) => (await ask(ONE, { id }, as)).eventSubscription.webhookUrl;
  assert.deepEqual([await urlFor('officer-riga'), await urlFor('admin')], [`${receiver.url}?key=theirs`, receiver.url]);
});

test("another institution's subscription answers as one that does not exist", async () => {
  const { id } = await made();
  const [other, none] = [await ask(ONE, { id }, 'officer-vsaa'), await ask(ONE, { id: uuidv7() }, 'officer-vsaa')];
  assert.equal(other.message.replace(id, ''), none.message.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, ''));
  const asked = await hub.network.askSubgraph('events', 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on EventSubscription { name } } }',
    { r: [{ __typename: 'EventSubscription', id }] }, await hub.token('officer-vsaa'));
  assert.deepEqual(asked.data, { _entities: [null] });
});

test('the same key with the same input answers with the same subscription, with another it is a conflict', async () => {
  const key = { idempotencyKey: `key ${uuidv7()}` };
  const [first, second] = await Promise.all([create({ name: 'once', ...key }), create({ name: 'once', ...key })]);
  assert.equal(first.subscription.id, second.subscription.id);
  assert.equal((await create({ name: 'twice', ...key })).code, 'IDEMPOTENCY_KEY_REUSED');
  await ask(DELETE, { id: first.subscription.id });
  assert.match((await create({ name: 'once', ...key })).message, /has been deleted/);
});

test('a changed filter holds from its own place in the log on; what is left out stays', async () => {
  const before = await made({ types: ['requests.*', 'persons.*'], municipalityCodes: ['0001000'] });
  const { subscription } = await ask(UPDATE, { input: { id: before.id, types: ['persons.*'] } });
  assert.deepEqual(subscription.types, ['persons.*']);
  assert.deepEqual(subscription.municipalityCodes, ['0001000']);
  await hub.network.settled();
  const { eventSubscription } = await ask(ONE, { id: before.id });
  assert.ok(Number(eventSubscription.filterFrom) > Number(before.filterFrom));
  assert.equal(eventSubscription.acknowledged, before.acknowledged);
  const all = await ask(UPDATE, { input: { id: before.id, municipalityCodes: [] } });
  assert.equal(all.subscription.municipalityCodes, null);
  assert.equal((await ask(UPDATE, { input: { id: before.id, types: [] } })).path[0], 'types');
});

test('a webhook is made once its receiver has answered the challenge, and its secret is shown once', async () => {
  const key = { idempotencyKey: uuidv7() };
  const { subscription, secret } = await create({ webhookUrl: receiver.url, ...key });
  assert.match(secret, /^whsec_/);
  assert.deepEqual([subscription.transport, subscription.webhookUrl], ['WEBHOOK', receiver.url]);
  assert.equal((await create({ webhookUrl: receiver.url, ...key })).secret, null);
  const rotated = await ask(ROTATE, { id: subscription.id });
  assert.notEqual(rotated.secret, secret);
  assert.equal(rotated.previousUntil, '2026-11-21T09:00:00Z');
  const again = await ask(UPDATE, { input: { id: subscription.id, webhookUrl: `${receiver.url}?other` } });
  assert.deepEqual([again.__typename, again.secret], ['UpdateEventSubscriptionSuccess', null]);
  assert.equal(receiver.received.at(-1)!.headers['webhook-signature']!.split(' ').length, 2, 'while one secret replaces another, both sign');
  const stream = await ask(UPDATE, { input: { id: subscription.id, transport: 'STREAM' } });
  assert.deepEqual([stream.subscription.transport, stream.subscription.webhookUrl], ['STREAM', null]);
  assert.match((await ask(ROTATE, { id: subscription.id })).message, /transport is STREAM, which has no secret/);
});

const BAD_RECEIVERS: [string, TestReceiver['answer'], RegExp][] = [
  ['does not know the challenge', answering(200, {}, 'hello'), /answered the challenge with another text/],
  ['fails', answering(500), /answered the challenge with status 500/],
  ['redirects', answering(302, { location: 'https://example.lv/' }), /redirects to example\.lv/],
];
for (const [what, answer, message] of BAD_RECEIVERS) {
  test(`a receiver that ${what} gets no webhook, and nothing is made`, async () => {
    const bad = await startReceiver(answer);
    const count = async () => (await ask('{ eventSubscriptions { id } }', {})).eventSubscriptions.length;
    const before = await count();
    const result = await create({ webhookUrl: bad.url });
    assert.match(result.message, message);
    assert.deepEqual(result.path, ['webhookUrl']);
    const { id } = await made();
    assert.match((await ask(UPDATE, { input: { id, webhookUrl: bad.url } })).message, message);
    assert.equal((await ask(ONE, { id })).eventSubscription.transport, 'STREAM');
    assert.equal(await count(), before + 1);
    await bad.close();
  });
}

test('paused twice it is paused, and resumed it is active', async () => {
  const { id } = await made();
  for (const [query, state] of [[PAUSE, 'PAUSED'], [PAUSE, 'PAUSED'], [RESUME, 'ACTIVE'], [RESUME, 'ACTIVE']] as const) {
    assert.equal((await ask(query, { id })).subscription.state, state);
  }
});

test('deleted, it is gone for its own institution too', async () => {
  const { id } = await made();
  assert.equal((await ask(DELETE, { id })).id, id);
  for (const [query, variables] of [[ONE, { id }], [DELETE, { id }], [PAUSE, { id }], [ACKNOWLEDGE, { id, through: '1' }]] as const) {
    assert.equal((await ask(query, variables)).error, 'NOT_FOUND');
  }
});

test('a cursor moves forward, within the log, and only for a stream', async () => {
  const { id, acknowledged } = await made({ after: '0', types: ['services.*'] });
  assert.equal(acknowledged, '0');
  const through = (to: string) => ask(ACKNOWLEDGE, { id, through: to });
  assert.equal((await through('7')).subscription.acknowledged, '7');
  assert.equal((await through('7')).subscription.acknowledged, '7');
  assert.match((await through('6')).message, /through is 6, but 7 is acknowledged already/);
  assert.match((await through('99999999')).message, /lies in the future/);
  assert.match((await through('-1')).message, /expected a sequence/);
  assert.equal((await ask(ONE, { id })).eventSubscription.acknowledged, '7');
  const webhook = await made({ webhookUrl: receiver.url });
  assert.match((await ask(ACKNOWLEDGE, { id: webhook.id, through: webhook.acknowledged })).message, /transport is WEBHOOK, which acknowledges by itself/);
});

test('an institution watches its own clients, each once, and stops', async () => {
  const { id } = await made();
  const [anna, janis] = [await hub.personId('anna'), await hub.personId('janis')];
  assert.equal((await ask(WATCH, { id, ids: [anna, anna, janis] })).subscription.watched, 2);
  assert.equal((await ask(WATCH, { id, ids: [anna] })).subscription.watched, 2);
  assert.equal((await ask(UNWATCH, { id, ids: [anna, uuidv7()] })).subscription.watched, 1);
});

const UNWATCHABLE: [string, () => string[], RegExp, string[]][] = [
  ['nobody at all', () => [], /personIds has 0 ids; expected 1 to 1000 at once/, ['personIds']],
  ['1,001 at once', () => Array.from({ length: 1_001 }, uuidv7), /has 1001 ids/, ['personIds']],
  ['a personal code', () => ['010190-12345'], /personIds\[0\] is not an id of a person: expected a UUID/, ['personIds', '0']],
  ['an id that nobody bears', () => ['0b1e0000-0000-8000-8000-00000000000a'], /nobody bears 0b1e0000-0000-8000-8000-00000000000a; nobody was added/, ['personIds']],
];
for (const [what, ids, message, path] of UNWATCHABLE) {
  test(`${what} cannot be watched`, async () => {
    const { id } = await made();
    const result = await ask(WATCH, { id, ids: ids() });
    assert.match(result.message, message);
    assert.doesNotMatch(result.message, /010190/);
    assert.deepEqual(result.path, path);
    assert.equal((await ask(ONE, { id })).eventSubscription.watched, 0);
  });
}

test('what is asked of people needs a purpose whose permission is in force, and says which is not', async () => {
  const types = ['persons.*', 'services.*'];
  await hub.sandbox('permissions', { permission: '22793', revoked: true });
  await hub.network.learnPermissions();
  const refused = await create({ types }, 'officer-riga');
  assert.match(refused.message, /The permission 22793 for "municipal-social-services" is not valid now/);
  assert.deepEqual(refused.path, ['types']);
  assert.equal((await create({ types: ['services.*'] }, 'officer-riga')).__typename, 'CreateEventSubscriptionSuccess');
  await hub.sandbox('permissions', { permission: '22793', revoked: false });
  await hub.network.learnPermissions();
  assert.equal((await create({ types }, 'officer-riga')).__typename, 'CreateEventSubscriptionSuccess');
});

test('an institution has only so many receivers challenged within a minute', async () => {
  hub.clock.advance(60_000);
  const before = receiver.received.length;
  const results = await Promise.all(Array.from({ length: 21 }, () => create({ webhookUrl: `${receiver.url}?none` }, 'officer-vsaa')));
  const refused = results.filter(({ message }) => message);
  assert.deepEqual(refused.map(({ message, path }) => [message, path]), [['webhookUrl: your institution had 20 challenges sent within a minute, which is as many as it may; try again in 60 s', ['webhookUrl']]]);
  assert.equal(receiver.received.length - before, 20);
  hub.clock.advance(60_000);
  assert.equal((await create({ webhookUrl: receiver.url }, 'officer-vsaa')).__typename, 'CreateEventSubscriptionSuccess');
});

test('watching needs a purpose whose permission is in force, and the subscription goes on under it', async () => {
  const anna = await hub.personId('anna');
  const { id } = await made({}, 'officer-riga');
  const named = await ask(WATCH, { id, ids: [anna] }, 'officer-riga', { 'x-purpose': 'assisted-service' });
  assert.equal(named.subscription.purpose, 'assisted-service');
  await hub.sandbox('permissions', { permission: '22793', revoked: true });
  await hub.network.learnPermissions();
  assert.equal((await ask(WATCH, { id, ids: [anna] }, 'officer-riga')).error, 'FORBIDDEN');
  await hub.sandbox('permissions', { permission: '22793', revoked: false });
  await hub.network.learnPermissions();
  assert.equal((await ask(WATCH, { id, ids: [anna] }, 'officer-riga')).subscription.purpose, 'municipal-social-services');
});

test('what was acknowledged is sent once more to a webhook, one replay at a time', async () => {
  const stream = await made({ after: '0', types: ['services.*'] });
  assert.match((await ask(REPLAY, { input: { subscriptionId: stream.id, fromSequence: '1' } })).message, /transport is STREAM/);
  await ask(ACKNOWLEDGE, { id: stream.id, through: '9' });
  await ask(PAUSE, { id: stream.id });
  const { id } = (await ask(UPDATE, { input: { id: stream.id, webhookUrl: receiver.url } })).subscription;
  const replay = (input: Record<string, unknown>) => ask(REPLAY, { input: { subscriptionId: id, ...input } });
  const WRONG: [Record<string, unknown>, RegExp][] = [
    [{}, /neither fromSequence nor from was given/],
    [{ fromSequence: '1', from: '2026-11-20T09:00:00Z' }, /both given/],
    [{ fromSequence: '1', toSequence: '3', to: '2026-11-20T09:00:00Z' }, /toSequence and to were both given/],
    [{ fromSequence: '0' }, /the subscription began with 1/],
    [{ fromSequence: '1', toSequence: '10' }, /only what is acknowledged can be sent once more, which is through 9/],
    [{ fromSequence: '5', toSequence: '4' }, /nothing to send once more from 5 to 4/],
    [{ from: '2026-11-21T09:00:00Z', to: '2026-11-20T09:00:00Z' }, /lies behind to/],
    [{ fromSequence: 'one' }, /expected a sequence/],
    [{ deadLettersOnly: true }, /there are no dead letters/],
  ];
  for (const [input, message] of WRONG) assert.match((await replay(input)).message, message);
  const first = await replay({ fromSequence: '3', toSequence: '6' });
  assert.deepEqual({ ...first.replay, id: null }, { id: null, fromSequence: '3', toSequence: '6', position: '2', sent: 0, deadLettersOnly: false, endedAt: null });
  const second = await replay({ fromSequence: '1' });
  assert.deepEqual([second.__typename, second.code], ['Conflict', 'CONFLICT']);
  const { eventSubscription } = await ask('query ($id: ID!) { eventSubscription(id: $id) { replays { id } deliveries { edges { node { sequence } } } deadLetters { edges { node { sequence } } } certificates { id } } }', { id });
  assert.deepEqual(eventSubscription, { replays: [{ id: first.replay.id }], deliveries: { edges: [] }, deadLetters: { edges: [] }, certificates: [] });
});

test('every type says what it is about, and how long the log keeps it', async () => {
  const { eventTypes } = await ask('{ eventTypes { name description subject schema keptDays } }', {}, 'anna');
  const moved = eventTypes.find(({ name }: { name: string }) => name === 'persons.moved.v1');
  assert.deepEqual([moved.subject, moved.keptDays, Object.keys(JSON.parse(moved.schema).properties)], ['person', 90, ['from', 'to', 'since']]);
  assert.ok(eventTypes.every(({ name }: { name: string }) => name !== 'persons.removed.v1' && name !== 'events.subscription-changed.v1'));
});

test('whoever watches a person under an id that is given up watches the survivor', async () => {
  const [olena, janis] = [await hub.personId('olena'), await hub.personId('janis')];
  const { id } = await made();
  await ask(WATCH, { id, ids: [olena] });
  await hub.sandbox('changes', { kind: 'merge', person: 'olena', into: 'janis' });
  await hub.network.settled();
  await hub.network.settled();
  assert.equal((await ask(ONE, { id })).eventSubscription.watched, 1);
  assert.equal((await ask(WATCH, { id, ids: [janis, olena] })).subscription.watched, 1);
  assert.equal((await ask(UNWATCH, { id, ids: [olena] })).subscription.watched, 0);
});

test('what a subscription gets is given out as CloudEvents, and what it should have got is certified', async () => {
  const { id } = await made({ after: '0', types: ['services.published.v1'] });
  const stream = await subscribeBySse(hub.url, await hub.token('system-riga'),
    `subscription { events(subscriptionId: "${id}") { specversion id source type time subject sequence subjectVersion municipalityCode data } }`);
  const { data } = await stream.until(() => true);
  stream.close();
  const { type, source, specversion, municipalityCode, sequence } = data.events;
  assert.deepEqual([type, source, specversion, municipalityCode], ['lv.vienkopus.services.published.v1', 'urn:lv:vienkopus', '1.0', null]);
  assert.deepEqual(Object.keys(JSON.parse(data.events.data)).sort(), ['identifier', 'version']);
  await ask(ACKNOWLEDGE, { id, through: sequence });
  const certified = await ask(`mutation ($input: CertifyEventsInput!) { result: certifyEvents(input: $input) {
    ... on CertifyEventsSuccess { certificate { id count firstSequence lastSequence leftOut { reason count } } } ... on UserError { message path } } }`, { input: { subscriptionId: id } });
  const { count, firstSequence, lastSequence, leftOut } = certified.certificate;
  assert.deepEqual([count, firstSequence, lastSequence], [1, '1', sequence]);
  assert.equal(leftOut.reduce((sum: number, one: { count: number }) => sum + one.count, count), Number(sequence), 'all that lies between is told of');
  const { eventSubscription } = await ask('query ($id: ID!) { eventSubscription(id: $id) { certificates { id } } }', { id });
  assert.deepEqual(eventSubscription.certificates, [{ id: certified.certificate.id }]);
});
