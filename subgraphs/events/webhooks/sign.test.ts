import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import test from 'node:test';
import { Webhook } from 'standardwebhooks';
import { newSecret, signatureHeaders } from './sign.ts';

const AT = Temporal.Now.instant();
const ID = '0b7f8a52-6a3e-4c0b-9d53-3f0a7c1e9b10';
const BODY = '{"type":"lv.vienkopus.statuses.granted.v1","data":{"name":"Āžīņš"}}';

test('a receiver verifies what was signed with its secret, by the library or by hand', () => {
  const secret = newSecret();
  const headers = signatureHeaders(ID, AT, BODY, [secret]);
  assert.deepEqual(new Webhook(secret).verify(BODY, headers), JSON.parse(BODY));
  const byHand = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${ID}.${headers['webhook-timestamp']}.${BODY}`).digest('base64');
  assert.equal(headers['webhook-signature'], `v1,${byHand}`);
});

test('while a secret is replaced, the old one and the new one both verify, and no other does', () => {
  const [newer, older] = [newSecret(), newSecret()];
  const headers = signatureHeaders(ID, AT, BODY, [newer, older]);
  assert.equal(headers['webhook-signature']!.split(' ').length, 2);
  for (const secret of [newer, older]) assert.ok(new Webhook(secret).verify(BODY, headers));
  assert.throws(() => new Webhook(newSecret()).verify(BODY, headers));
});

test('a changed body, id or time does not verify', () => {
  const secret = newSecret();
  const headers = signatureHeaders(ID, AT, BODY, [secret]);
  const webhook = new Webhook(secret);
  assert.throws(() => webhook.verify(`${BODY} `, headers));
  assert.throws(() => webhook.verify(BODY, { ...headers, 'webhook-id': 'another' }));
  assert.throws(() => webhook.verify(BODY, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }));
});

test('secrets are new each time, 32 bytes behind their prefix', () => {
  const secret = newSecret();
  assert.notEqual(secret, newSecret());
  assert.match(secret, /^whsec_[A-Za-z0-9+/]+=*$/);
  assert.equal(Buffer.from(secret.slice('whsec_'.length), 'base64').length, 32);
});
