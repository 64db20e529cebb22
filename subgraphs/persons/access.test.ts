import assert from 'node:assert/strict';
import test from 'node:test';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { FIELDS, basisByToken, custodianOf, demandField, isLogged, purposeOf, type Basis, type PersonField } from './access.ts';

const ANNA = '00000000-0000-8000-8000-00000000000a';
const MARTA = '00000000-0000-8000-8000-00000000000b';

function viewer(part: Partial<Viewer>): Viewer {
  return {
    actor: null, actingFor: null, actingForOrganization: null, organizationId: null, roles: [], purpose: null,
    label: 'somebody', expiresAt: Temporal.Instant.from('2026-11-20T10:00:00Z'), token: '', ...part,
  };
}

const acting = (scope: string[]) =>
  ({ personId: MARTA, basis: 'CUSTODY', mandateId: 'm', scope, validFrom: '2011-05-09', validTo: null }) as const;
const anna = viewer({ actor: { personId: ANNA }, roles: ['resident'], label: 'anna' });
const annaForMarta = { ...anna, actingFor: acting(['person']) };
const annaForMartaElsewhere = { ...anna, actingFor: acting(['offers']) };
const officer = viewer({ roles: ['officer'], purpose: 'social-insurance', label: 'officer' });
const officerWithCodes = { ...officer, roles: ['officer' as const, 'officer-codes' as const] };
const officerWithoutPurpose = { ...officer, purpose: null };
const vpvkacForMarta = viewer({ roles: ['vpvkac'], purpose: 'assisted-service', actingFor: acting(['person']), organizationId: 'o' });
const analyst = viewer({ roles: ['analyst'], purpose: 'social-insurance' });

const bases: [string, Viewer | null, string, Basis | null][] = [
  ['oneself', anna, ANNA, 'SELF'],
  ['another, by the token alone', anna, MARTA, null],
  ['whom one acts for', annaForMarta, MARTA, 'ACTING'],
  ['oneself while acting for another', annaForMarta, ANNA, 'TIE'],
  ['whom one acts for, outside the scope', annaForMartaElsewhere, MARTA, null],
  ['anyone, as an officer with a purpose', officer, ANNA, 'OFFICER'],
  ['anyone, as an officer without a purpose', officerWithoutPurpose, ANNA, null],
  ['whom a customer centre acts for', vpvkacForMarta, MARTA, 'ACTING'],
  ['anyone else, at a customer centre acting for one', vpvkacForMarta, ANNA, null],
  ['anyone, as an analyst', analyst, ANNA, null],
  ['anyone, signed in as nobody', null, ANNA, null],
];

for (const [says, who, personId, expected] of bases) {
  test(`the basis for reading ${says} is ${expected}`, () => assert.equal(basisByToken(who, personId), expected));
}

const THROUGH_A_TIE: PersonField[] = ['givenName', 'surname', 'birthDate'];
const opened: [string, Viewer, Basis, PersonField[]][] = [
  ['to oneself everything', anna, 'SELF', Object.keys(FIELDS) as PersonField[]],
  ['through a tie only names and birth date', anna, 'TIE', THROUGH_A_TIE],
  ['to who acts for one all but the code and the log', annaForMarta, 'ACTING', without('personalCode', 'dataAccess')],
  ['to an officer all but the code and what is private', officer, 'OFFICER', without('personalCode', 'dataAccess', 'preferences', 'dataPermissions')],
  ['to an officer with the right to codes the code as well', officerWithCodes, 'OFFICER', without('dataAccess', 'preferences', 'dataPermissions')],
];

function without(...closed: PersonField[]): PersonField[] {
  return (Object.keys(FIELDS) as PersonField[]).filter((field) => !closed.includes(field));
}

for (const [says, who, basis, fields] of opened) {
  test(`open ${says}`, () => {
    for (const field of Object.keys(FIELDS) as PersonField[]) {
      if (fields.includes(field)) assert.equal(demandField(who, MARTA, basis, field), basis);
      else assert.throws(() => demandField(who, MARTA, basis, field), { extensions: { code: 'FORBIDDEN' } }, field);
    }
  });
}

test('without a basis every field is closed, and to nobody signed in it says so', () => {
  for (const field of Object.keys(FIELDS) as PersonField[]) {
    assert.throws(() => demandField(anna, MARTA, null, field), { extensions: { code: 'FORBIDDEN' } });
    assert.throws(() => demandField(null, MARTA, null, field), { extensions: { code: 'UNAUTHENTICATED' } });
  }
});

test('an officer without a purpose is told to name one', () => {
  assert.throws(() => demandField(officerWithoutPurpose, ANNA, null, 'givenName'), /X-Purpose/);
});

test('ties open the children of oneself, or of whom one acts for within scope', () => {
  assert.equal(custodianOf(anna), ANNA);
  assert.equal(custodianOf(annaForMarta), MARTA);
  assert.equal(custodianOf(annaForMartaElsewhere), null);
  assert.equal(custodianOf(officer), null);
  assert.equal(custodianOf(null), null);
});

test('people are told of every look by somebody in office, and of nobody in their family', () => {
  assert.equal(isLogged(officer, 'OFFICER'), true);
  assert.equal(isLogged(vpvkacForMarta, 'ACTING'), true);
  assert.equal(isLogged(anna, 'SELF'), false);
  assert.equal(isLogged(annaForMarta, 'ACTING'), false);
  assert.equal(isLogged(anna, 'TIE'), false);
});

test("residents read for the portal, officers for the purpose they name, a customer centre for assistance", () => {
  assert.equal(purposeOf(anna, 'SELF'), 'resident-portal');
  assert.equal(purposeOf(officer, 'OFFICER'), 'social-insurance');
  assert.equal(purposeOf({ ...vpvkacForMarta, purpose: null }, 'ACTING'), 'assisted-service');
});
