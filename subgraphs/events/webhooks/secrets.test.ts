import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { WebhookSecrets } from './secrets.ts';
import { newSecret } from './sign.ts';

test('a sealed secret opens for its own subscription under its own key, and nowhere else', () => {
  const secrets = new WebhookSecrets(randomBytes(32));
  const secret = newSecret();
  const sealed = secrets.seal(secret, 'subscription one');
  assert.equal(secrets.open(sealed, 'subscription one'), secret);
  assert.equal(sealed.includes(secret.slice(6, 20)), false);
  assert.throws(() => secrets.open(sealed, 'subscription two'));
  assert.throws(() => new WebhookSecrets(randomBytes(32)).open(sealed, 'subscription one'));
});
