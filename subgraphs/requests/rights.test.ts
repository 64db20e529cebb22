import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { demandId, demandRequest, sideOf } from './rights.ts';

const ANNA = '0b1e0000-0000-8000-8000-00000000000a';
const MARTA = '0b1e0000-0000-8000-8000-00000000000b';
const VSAA = '0b1e0000-0000-5000-8000-00000000000c';
const RIGA = '0b1e0000-0000-5000-8000-00000000000d';
const COMPANY = '0b1e0000-0000-5000-8000-00000000000e';
const ID = '0b1e0000-0000-7000-8000-00000000000f';

const viewer = (more: Partial<Viewer>): Viewer => ({
  actor: null, actingFor: null, actingForOrganization: null, organizationId: null, roles: ['resident'], purpose: null,
  label: 'somebody', expiresAt: Temporal.Instant.from('2026-11-20T10:00:00Z'), token: '', ...more,
});
const acting = (personId: string, scope: string[]) =>
  ({ personId, scope, basis: 'MANDATE' as const, mandateId: ID, validFrom: '2026-01-01', validTo: null });

const anna = viewer({ actor: { personId: ANNA } });
const marta = viewer({ actor: { personId: MARTA } });
const officer = (organizationId: string) => viewer({ organizationId, roles: ['officer'], purpose: 'social-insurance', label: 'officer' });
const request = {
  applicantId: ANNA as string | null, applicantOrganizationId: null as string | null, submittedBy: null as string | null,
  institutionId: VSAA as string | null, status: 'SUBMITTED' as const,
};

const CASES: [string, Viewer, object, 'APPLICANT' | 'INSTITUTION' | null][] = [
  ['the applicant stands on her own side', anna, {}, 'APPLICANT'],
  ['another resident sees nothing', marta, {}, null],
  ['who acts for the applicant stands on her side', viewer({ actor: { personId: MARTA }, actingFor: acting(ANNA, ['requests']) }), {}, 'APPLICANT'],
  ['a mandate without requests does not help', viewer({ actor: { personId: MARTA }, actingFor: acting(ANNA, ['statuses']) }), {}, null],
  ['while acting for another, one\'s own requests are not open', viewer({ actor: { personId: ANNA }, actingFor: acting(MARTA, ['requests']) }), {}, null],
  ['who submitted it for another does not see it unless acting for them', marta, { submittedBy: MARTA }, null],
  ['a company\'s representative sees the company\'s', viewer({ actor: { personId: MARTA }, actingForOrganization: COMPANY }), { applicantId: null, applicantOrganizationId: COMPANY }, 'APPLICANT'],
  ['an officer of the institution processes it', officer(VSAA), {}, 'INSTITUTION'],
  ['an officer of another institution does not', officer(RIGA), {}, null],
  ['the institution does not see a draft', officer(VSAA), { status: 'DRAFT' }, null],
  ['customer centre staff see it under a mandate', viewer({ roles: ['vpvkac'], actingFor: acting(ANNA, ['requests']) }), {}, 'APPLICANT'],
  ['customer centre staff see nothing without one', viewer({ roles: ['vpvkac'], purpose: 'assisted-service' }), {}, null],
  ['nobody owns an anonymous complaint, its institution apart', anna, { applicantId: null }, null],
];
for (const [sentence, who, change, side] of CASES) {
  test(sentence, () => assert.equal(sideOf(who, { ...request, ...change }), side));
}

const code = (run: () => unknown) => {
  try {
    run();
    return 'OK';
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code;
  }
};

test('to a stranger an unknown request and another\'s look the same', () => {
  assert.equal(code(() => demandRequest(marta, request, ID)), 'NOT_FOUND');
  assert.equal(code(() => demandRequest(marta, null, ID)), 'NOT_FOUND');
});

test('an officer learns that a request belongs to another institution, but not that a draft exists', () => {
  assert.equal(code(() => demandRequest(officer(RIGA), request, ID)), 'FORBIDDEN');
  assert.equal(code(() => demandRequest(officer(RIGA), { ...request, status: 'DRAFT' as const }, ID)), 'NOT_FOUND');
  assert.equal(code(() => demandRequest(officer(RIGA), null, ID)), 'NOT_FOUND');
});

test('nobody signed in is asked to sign in', () => {
  assert.equal(code(() => demandRequest(null, request, ID)), 'UNAUTHENTICATED');
});

test('what is no id is refused without being repeated', () => {
  assert.throws(() => demandId('000000-00000'), (error: Error) => !error.message.includes('000000'));
});
