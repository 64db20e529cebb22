import assert from 'node:assert/strict';
import test from 'node:test';
import { generateKeyPair, SignJWT } from 'jose';
import { fixedClock } from '../clock.ts';
import { createVerifier } from './verifier.ts';

const ISSUER = 'https://signin.example';
const ANNA = '0b1e0000-0000-8000-8000-00000000000a';
const MARTA = '0b1e0000-0000-8000-8000-00000000000b';

const { privateKey, publicKey } = await generateKeyPair('ES256');
const clock = fixedClock('2026-11-20T09:00:00Z');
const verifier = createVerifier({ issuer: ISSUER, audience: 'hub', clock, keys: async () => publicKey, purposes: new Set(['social-insurance']) });

async function bearer(claims: Record<string, unknown>, expires = '2026-11-20T21:59:00Z'): Promise<string> {
  const token = await new SignJWT({ sub: 'somebody', roles: ['resident'], ...claims })
    .setProtectedHeader({ alg: 'ES256' }).setIssuer(ISSUER).setAudience('hub')
    .setExpirationTime(Temporal.Instant.from(expires).epochMilliseconds / 1_000).sign(privateKey);
  return `Bearer ${token}`;
}
const custody = { person: MARTA, basis: 'CUSTODY', mandate: 'm', scope: ['person'], valid_from: '2011-05-09', valid_to: '2026-11-21' };

test('a right to act for a child ends with the day on which the child comes of age, though the token was seen before', async () => {
  const moving = fixedClock('2026-11-20T21:50:00Z');
  const late = createVerifier({ issuer: ISSUER, audience: 'hub', clock: moving, keys: async () => publicKey });
  const token = await bearer({ person: ANNA, acting_for: custody }, '2026-11-20T22:05:00Z');
  assert.equal((await late.verify(token))?.actingFor?.personId, MARTA);
  moving.advance(11 * 60_000); // past midnight in Riga
  await assert.rejects(late.verify(token), /not in force today/);
});

test('whoever was given another id since is known by it, also to a token that was seen before', async () => {
  let survivor = ANNA;
  const today = createVerifier({ issuer: ISSUER, audience: 'hub', clock, keys: async () => publicKey, today: (viewer) => ({ ...viewer, actor: { personId: survivor } }) });
  const token = await bearer({ person: ANNA });
  assert.equal((await today.verify(token))?.actor?.personId, ANNA);
  survivor = MARTA;
  assert.equal((await today.verify(token))?.actor?.personId, MARTA);
});

test('a right that begins later is not in force yet', async () => {
  await assert.rejects(verifier.verify(await bearer({ person: ANNA, acting_for: { ...custody, valid_from: '2026-11-21', valid_to: null } })), /not in force today/);
});

test('a token that names its bearer by a personal code is refused without repeating it', async () => {
  for (const claims of [{ sub: 'PNOLV-120768-18764' }, { label: '12076818764' }, { person: ANNA, acting_for: { ...custody, mandate: '120768-18764' } }]) {
    await assert.rejects(verifier.verify(await bearer(claims)), (error: Error) => /looks like a personal code/.test(error.message) && !error.message.includes('18764'));
  }
  assert.equal((await verifier.verify(await bearer({ sub: 'PNOLV-120768-18764', label: 'anna' })))?.label, 'anna', 'what is not used does no harm');
});

test('staff name a purpose of staff, and a resident none', async () => {
  const officer = await bearer({ roles: ['officer'], label: 'officer', purpose: 'assisted-service' });
  assert.equal((await verifier.verify(officer, 'social-insurance'))?.purpose, 'social-insurance');
  assert.equal((await verifier.verify(officer))?.purpose, 'assisted-service');
  await assert.rejects(verifier.verify(officer, 'resident-portal'), { extensions: { code: 'FORBIDDEN' } });
  assert.equal((await verifier.verify(await bearer({ person: ANNA }), 'whatever'))?.purpose, null);
});
