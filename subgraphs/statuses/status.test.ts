import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SocialStatusModel, SocialStatusTypeModel } from './models.ts';
import { decideChange, decideResumption, decideRevocation, decideSuspension, findGrantFault, findOverlap, hashGrant, holdsOn, stateAtGrant, type GrantInput, type Revision } from './status.ts';

const PERSON = '0b7a3c52-1111-8111-9111-0123456789ab';
const granted: SocialStatusTypeModel = {
  code: 'INV_I', name: { lv: 'x', en: 'x' }, origin: 'GRANTED', issuerIds: ['v'], legalBasis: { title: 'x', url: null },
};
const input: GrantInput = { personId: PERSON, typeCode: 'INV_I', validFrom: '2026-01-01', validTo: '2026-12-31', idempotencyKey: 'k1' };
const status: SocialStatusModel = {
  id: 's', version: 1, personId: PERSON, typeCode: 'INV_I', validFrom: '2026-01-01', validTo: '2026-12-31', state: 'ACTIVE',
  issuerId: 'v', decisionId: null, recordedAt: '2026-01-01T00:00:00Z',
};

describe('granting a status', () => {
  const cases: { name: string; change?: Partial<GrantInput>; type?: SocialStatusTypeModel | null; path: string | null; says?: RegExp }[] = [
    { name: 'a complete input has no fault', path: null },
    { name: 'a status without an end has no fault', change: { validTo: null }, path: null },
    { name: 'one day is a period', change: { validTo: '2026-01-01' }, path: null },
    { name: 'an unknown type is named', change: { typeCode: 'NOPE' }, type: null, path: 'typeCode', says: /"NOPE"/ },
    { name: 'a fact of another register is not granted by hand', type: { ...granted, origin: 'REGISTER' }, path: 'typeCode', says: /another register/ },
    { name: 'a derived status is not granted by hand', type: { ...granted, origin: 'DERIVED' }, path: 'typeCode', says: /follows from/ },
    { name: 'dates upside down are named', change: { validTo: '2025-12-31' }, path: 'validTo', says: /2025-12-31 lies before validFrom 2026-01-01/ },
    { name: 'an impossible day is named', change: { validFrom: '2026-02-30' }, path: 'validFrom', says: /2026-02-30/ },
    { name: 'an id that is none is refused without repeating it', change: { personId: '010190-12345' }, path: 'personId', says: /^(?!.*010190)/ },
    { name: 'an empty key is refused', change: { idempotencyKey: ' ' }, path: 'idempotencyKey' },
    { name: 'a number of a decision that holds a personal code is refused without repeating it', change: { decisionNumber: 'PK 120768-18764' }, path: 'decisionNumber', says: /^(?!.*18764)/ },
    { name: 'so is a key', change: { idempotencyKey: '12076818764' }, path: 'idempotencyKey', says: /^(?!.*18764)/ },
    { name: 'a legal basis without end is refused', change: { legalBasis: 'x'.repeat(1_001) }, path: 'legalBasis', says: /1001 characters/ },
  ];
  for (const { name, change, type, path, says } of cases) {
    it(name, () => {
      const fault = findGrantFault({ ...input, ...change }, type === null ? undefined : (type ?? granted));
      assert.equal(fault?.path?.[0] ?? null, path);
      if (says) assert.match(fault!.message, says);
    });
  }

  it('the same input hashes the same, with an absent and a null end', () => {
    assert.equal(hashGrant({ ...input, validTo: undefined }), hashGrant({ ...input, validTo: null, idempotencyKey: 'k2' }));
    assert.notEqual(hashGrant(input), hashGrant({ ...input, validTo: '2027-01-01' }));
  });

  it('a status granted for days that are over is expired from the start', () => {
    assert.equal(stateAtGrant('2026-11-19', '2026-11-20'), 'EXPIRED');
    assert.equal(stateAtGrant('2026-11-20', '2026-11-20'), 'ACTIVE');
    assert.equal(stateAtGrant(null, '2026-11-20'), 'ACTIVE');
  });
});

describe('holding a type at most once on any day', () => {
  const cases: [name: string, from: string, to: string | null, other: Partial<SocialStatusModel>, overlaps: boolean][] = [
    ['the day after the last day is free', '2027-01-01', null, {}, false],
    ['the last day itself is not', '2026-12-31', null, {}, true],
    ['a period before is free', '2025-01-01', '2025-12-31', {}, false],
    ['a period around it is not', '2025-01-01', '2028-01-01', {}, true],
    ['two without an end overlap', '2030-01-01', null, { validTo: null }, true],
    ['an expired one is, on the days it held: nobody holds them twice by a grant backwards', '2026-06-01', '2026-06-30', { state: 'EXPIRED' }, true],
    ['a revoked one is not in the way', '2026-06-01', null, { state: 'REVOKED' }, false],
    ['another type is not in the way', '2026-06-01', null, { typeCode: 'PENS' }, false],
  ];
  for (const [name, validFrom, validTo, other, overlaps] of cases) {
    it(name, () => assert.equal(findOverlap([{ ...status, ...other }], { typeCode: 'INV_I', validFrom, validTo }) !== null, overlaps));
  }
});

describe('revoking a status', () => {
  it('ends on the day before', () => assert.deepEqual(decideRevocation(status, '2026-06-01'), { state: 'REVOKED', validTo: '2026-05-31' }));
  it('revoked from its first day, it never held', () => {
    const decided = decideRevocation(status, '2026-01-01');
    assert.deepEqual(decided, { state: 'REVOKED', validTo: '2025-12-31' });
    assert.equal(holdsOn({ ...status, validTo: '2025-12-31' }, '2026-01-01'), false);
  });
  it('twice from the same day is once', () => {
    assert.equal(decideRevocation({ ...status, state: 'REVOKED', validTo: '2026-05-31' }, '2026-06-01'), 'AS_IT_IS');
  });
  const refused: [name: string, from: string, other: Partial<SocialStatusModel>, typename: string][] = [
    ['twice from different days is a conflict', '2026-07-01', { state: 'REVOKED', validTo: '2026-05-31' }, 'Conflict'],
    ['an expired status cannot be revoked', '2026-06-01', { state: 'EXPIRED' }, 'Conflict'],
    ['not before its first day', '2025-06-01', {}, 'InvalidInput'],
    ['not behind its last day', '2027-01-01', {}, 'InvalidInput'],
    ['not on a day that is none', 'soon', {}, 'InvalidInput'],
  ];
  for (const [name, from, other, typename] of refused) {
    it(name, () => {
      const decided = decideRevocation({ ...status, ...other }, from);
      assert.equal(typeof decided === 'object' && '__typename' in decided ? decided.__typename : null, typename);
    });
  }
});

const TODAY = '2026-11-20';
const revisions: [name: string, decide: (held: SocialStatusModel) => Revision, held: Partial<SocialStatusModel>, comesTo: unknown][] = [
  ['an active status is suspended, its days stay', decideSuspension, {}, { state: 'SUSPENDED', validTo: '2026-12-31' }],
  ['suspending twice is once', decideSuspension, { state: 'SUSPENDED' }, 'AS_IT_IS'],
  ['a revoked status is not suspended', decideSuspension, { state: 'REVOKED' }, 'Conflict'],
  ['an expired status is not suspended', decideSuspension, { state: 'EXPIRED' }, 'Conflict'],
  ['a suspended status is resumed, its days stay', decideResumption, { state: 'SUSPENDED', validTo: null }, { state: 'ACTIVE', validTo: null }],
  ['resuming twice is once', decideResumption, {}, 'AS_IT_IS'],
  ['a revoked status is not resumed', decideResumption, { state: 'REVOKED' }, 'Conflict'],
  ['an expired status is not resumed', decideResumption, { state: 'EXPIRED' }, 'Conflict'],
  ['a later last day', (held) => decideChange(held, '2027-06-30', TODAY), {}, { state: 'ACTIVE', validTo: '2027-06-30' }],
  ['no last day any more', (held) => decideChange(held, null, TODAY), {}, { state: 'ACTIVE', validTo: null }],
  ['today as the last day', (held) => decideChange(held, TODAY, TODAY), { validTo: null }, { state: 'ACTIVE', validTo: TODAY }],
  ['a suspended status stays suspended', (held) => decideChange(held, null, TODAY), { state: 'SUSPENDED' }, { state: 'SUSPENDED', validTo: null }],
  ['the same last day is no change', (held) => decideChange(held, '2026-12-31', TODAY), {}, 'AS_IT_IS'],
  ['a last day that is over is for revoking', (held) => decideChange(held, '2026-11-19', TODAY), {}, 'InvalidInput'],
  ['a last day before the first', (held) => decideChange(held, '2026-11-30', TODAY), { validFrom: '2026-12-01' }, 'InvalidInput'],
  ['a last day that is none', (held) => decideChange(held, 'soon', TODAY), {}, 'InvalidInput'],
  ['a revoked status is not changed', (held) => decideChange(held, null, TODAY), { state: 'REVOKED' }, 'Conflict'],
  ['an expired status is not changed', (held) => decideChange(held, null, TODAY), { state: 'EXPIRED' }, 'Conflict'],
];
for (const [name, decide, held, comesTo] of revisions) {
  it(`revising: ${name}`, () => {
    const decided = decide({ ...status, ...held });
    assert.deepEqual(typeof decided === 'object' && '__typename' in decided ? decided.__typename : decided, comesTo);
  });
}

it('a status revoked from a day on still held before it', () => {
  assert.equal(holdsOn({ ...status, validTo: '2026-05-31' }, '2026-05-31'), true);
  assert.equal(holdsOn({ ...status, validTo: '2026-05-31' }, '2026-06-01'), false);
});
