import assert from 'node:assert/strict';
import test from 'node:test';
import { demandPerson, mayReadPerson } from './access.ts';
import type { Viewer } from './viewer.ts';

const [ANNA, MARTA, JANIS] = ['anna-id', 'marta-id', 'janis-id'] as const;
const base: Viewer = {
  actor: { personId: ANNA },
  actingFor: null,
  actingForOrganization: null,
  organizationId: null,
  roles: ['resident'],
  purpose: null,
  label: 'anna',
  expiresAt: Temporal.Instant.from('2099-01-01T00:00:00Z'),
  token: '',
};
const forMarta: Viewer = {
  ...base,
  actingFor: { personId: MARTA, basis: 'CUSTODY', mandateId: 'm', scope: ['person', 'offers'], validFrom: '2020-01-01', validTo: null },
};
const officer: Viewer = { ...base, actor: null, roles: ['officer'], purpose: 'social-insurance', label: 'officer' };

const cases = [
  { says: 'a resident reads themselves', viewer: base, person: ANNA, scope: 'statuses', may: true },
  { says: 'a resident does not read another', viewer: base, person: JANIS, scope: 'statuses', may: false },
  { says: "a resident does not read their child's statuses as themselves", viewer: base, person: MARTA, scope: 'statuses', may: false },
  { says: 'who acts for a child reads what the mandate reaches', viewer: forMarta, person: MARTA, scope: 'offers', may: true },
  { says: 'who acts for a child does not read beyond the mandate', viewer: forMarta, person: MARTA, scope: 'requests', may: false },
  { says: 'who acts for a child does not read themselves meanwhile', viewer: forMarta, person: ANNA, scope: 'offers', may: false },
  { says: 'an officer with a purpose reads anyone', viewer: officer, person: JANIS, scope: 'statuses', may: true },
  { says: 'an officer without a purpose reads nobody', viewer: { ...officer, purpose: null }, person: JANIS, scope: 'statuses', may: false },
  { says: 'an analyst reads nobody', viewer: { ...officer, roles: ['analyst'] as Viewer['roles'] }, person: JANIS, scope: 'person', may: false },
  { says: 'nobody signed in reads nobody', viewer: null, person: ANNA, scope: 'person', may: false },
] as const;

for (const { says, viewer, person, scope, may } of cases) {
  test(says, () => {
    assert.equal(mayReadPerson(viewer, person, scope), may);
    if (may) demandPerson(viewer, person, scope);
    else assert.throws(() => demandPerson(viewer, person, scope), /Sign in first|may not read|Name a purpose/);
  });
}
