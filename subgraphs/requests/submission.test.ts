import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { applicantOf, dueOn, findFault, type SubmissionInput } from './submission.ts';

const ANNA = '0b1e0000-0000-8000-8000-00000000000a';
const MARTA = '0b1e0000-0000-8000-8000-00000000000b';
const SERVICE = '0b1e0000-0000-5000-8000-00000000000c';
const TODAY = Temporal.PlainDate.from('2026-11-20');

const viewer = (more: Partial<Viewer>): Viewer => ({
  actor: { personId: ANNA }, actingFor: null, actingForOrganization: null, organizationId: null, roles: ['resident'], purpose: null,
  label: 'anna', expiresAt: Temporal.Instant.from('2026-11-20T10:00:00Z'), token: '', ...more,
});
const staff = viewer({ actor: null, roles: ['vpvkac'], label: 'officer-vpvkac' });
const forMarta = (scope: string[]) => viewer({
  actingFor: { personId: MARTA, basis: 'CUSTODY', mandateId: 'custody-1', scope, validFrom: '2011-01-01', validTo: '2029-01-01' },
});
const input = (more: Partial<SubmissionInput> = {}): SubmissionInput =>
  ({ kind: 'SERVICE', channel: 'PORTAL', serviceId: SERVICE, idempotencyKey: 'key-1', ...more });

test('a service request without its service is refused', () => {
  assert.deepEqual(findFault(input({ serviceId: null }))?.path, ['serviceId']);
});

const FAULTS: [string, Partial<SubmissionInput>, string][] = [
  ['an id that is none', { serviceId: '000000-00000' }, 'serviceId'],
  ['an empty key', { idempotencyKey: '' }, 'idempotencyKey'],
  ['a complaint without a word', { kind: 'COMPLAINT' }, 'text'],
  ['a text with a personal code', { text: 'Mans kods 000000-00000' }, 'text'],
  ['an anonymous request for a service', { anonymous: true }, 'anonymous'],
  ['an anonymous complaint with an applicant', { kind: 'COMPLAINT', text: 'Slikti', anonymous: true, applicantId: ANNA }, 'anonymous'],
];
for (const [sentence, change, path] of FAULTS) {
  test(`${sentence} is refused, and not repeated`, () => {
    const fault = findFault(input(change));
    assert.deepEqual(fault?.path, [path]);
    assert.doesNotMatch(fault!.message, /000000/);
  });
}

test('a resident submits for herself', () => {
  assert.deepEqual(applicantOf(viewer({}), input(), TODAY), {
    applicantId: ANNA, applicantOrganizationId: null, applicantName: null, submittedBy: ANNA, mandate: null, by: 'applicant',
  });
});

test('a resident does not submit for somebody she does not act for', () => {
  assert.throws(() => applicantOf(viewer({}), input({ applicantId: MARTA }), TODAY), /does not act for/);
});

test('a mother acting for her daughter submits for her, and the custody is recorded', () => {
  const applicant = applicantOf(forMarta(['requests']), input(), TODAY);
  assert.ok('by' in applicant);
  assert.deepEqual([applicant.applicantId, applicant.submittedBy, applicant.by, applicant.mandate?.basis], [MARTA, ANNA, 'representative', 'CUSTODY']);
});

test('a mandate for something else does not let anyone submit', () => {
  assert.throws(() => applicantOf(forMarta(['statuses']), input(), TODAY), /does not cover requests/);
});

test('an anonymous complaint keeps no trace of who submits it', () => {
  assert.deepEqual(applicantOf(viewer({}), input({ kind: 'COMPLAINT', anonymous: true, text: 'Slikti' }), TODAY), {
    applicantId: null, applicantOrganizationId: null, applicantName: null, submittedBy: null, mandate: null, by: 'anonymous',
  });
});

test('staff of a customer centre name the person, and the mandate signed on paper where there is one', () => {
  const applicant = applicantOf(staff, input({ applicantId: ANNA, paperMandate: 'VPVKAC-7/2026' }), TODAY);
  assert.ok('by' in applicant);
  assert.deepEqual([applicant.applicantId, applicant.by], [ANNA, 'officer-vpvkac']);
  assert.deepEqual(applicant.mandate, { id: 'VPVKAC-7/2026', scope: ['requests'], basis: 'PAPER', validFrom: '2026-11-20', validTo: '2026-11-20' });
});

test('staff of a customer centre do not submit for nobody', () => {
  assert.ok('code' in applicantOf(staff, input(), TODAY));
});

test('a company is the applicant of what its representative submits', () => {
  const applicant = applicantOf(viewer({ actingForOrganization: SERVICE }), input(), TODAY);
  assert.ok('by' in applicant);
  assert.deepEqual([applicant.applicantId, applicant.applicantOrganizationId, applicant.submittedBy], [null, SERVICE, ANNA]);
});

test('the due day counts working days and is unknown where the service promises none', () => {
  assert.equal(dueOn({ id: SERVICE, status: 'PUBLISHED', ownerId: null, processingDays: 10 }, TODAY), '2026-12-04');
  assert.equal(dueOn({ id: SERVICE, status: 'PUBLISHED', ownerId: null, processingDays: null }, TODAY), null);
  assert.equal(dueOn(null, TODAY), null);
});
