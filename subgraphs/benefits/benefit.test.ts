import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { uuidv5 } from '#kernel/ids.ts';
import { amountOn, hintsAtSomebody, instructionStateOn, isActiveOn, readDraft, type DraftInput } from './benefit.ts';
import { factsOf, parseCriteria } from './criteria.ts';
import type { BenefitDefinition } from './events.ts';
import { instructionFrom } from './instructions.ts';
import type { BenefitInstructionModel, Content } from './models.ts';
import { maySee } from './rights.ts';
import { seedBenefits } from './seed-definitions.ts';

const RIGA = { id: uuidv5('organization:RIGA'), municipalityCode: '0001000' };
const draftInput: DraftInput = {
  code: 'RIGA-HEATING', name: { lv: 'Apkures pabalsts', en: 'Heating allowance' }, kind: 'ALLOWANCE',
  criteriaText: 'municipality in (0001000) and status PENS', value: { amount: '120.50', per: 'YEAR' }, validFrom: '2027-01-01',
};

function seeded(code: string): { definition: BenefitDefinition; content: Content } {
  const { benefitId, definition, content } = seedBenefits.find((benefit) => benefit.definition.code === code)!;
  return { definition: { ...definition, benefitId, version: 1 }, content };
}

function drafted(change: Partial<DraftInput> = {}, current: ReturnType<typeof seeded> | null = null) {
  const read = readDraft({ ...draftInput, ...change }, RIGA, current);
  assert.ok(!('__typename' in read), '__typename' in read ? read.message : '');
  return read;
}

describe('the amount of a day', () => {
  const cases: [code: string, day: string, cents: number | null, why: string][] = [
    ['VSAA-BIRTH-GRANT', '2025-12-31', 42117, 'a child born on the last day of 2025 brings the old amount'],
    ['VSAA-BIRTH-GRANT', '2026-01-01', 60000, 'a child born on the first day of 2026 brings the new amount'],
    ['VSAA-BIRTH-GRANT', '2012-12-31', null, 'what is older than the history has no amount'],
    ['VSAA-CHILD-CARE', '2025-06-01', 17100, 'child care was 171 € a month'],
    ['VSAA-CHILD-CARE', '2026-11-20', 29800, 'child care is 298 € a month for the youngest'],
    ['VSAA-FAMILY-STATE', '2026-11-20', 2500, 'the simplest case is one child'],
    ['RIGA-NEWBORN-GRANT', '2025-12-31', 15000, 'Rīga paid 150 € in 2025'],
    ['RIGA-NEWBORN-GRANT', '2026-11-20', 45000, 'Rīga pays 450 € from 2026'],
    ['VSAA-SOCIAL-SECURITY-DISABILITY', '2025-12-31', 16600, 'the social security benefit was 166 € a month in 2025'],
    ['VSAA-SOCIAL-SECURITY-DISABILITY', '2026-01-01', 18700, 'and is 187 € from 2026'],
    ['VALMIERAS-NOVADS-NEWBORN-GRANT', '2025-12-31', 20000, 'Valmiera paid 200 € for a child born in 2025'],
    ['VALMIERAS-NOVADS-NEWBORN-GRANT', '2026-01-01', 50000, 'Valmiera pays 500 € from 2026'],
    ['JURMALA-NEWBORN-GRANT', '2024-12-31', 50000, 'three amounts of Jūrmala stand beside each other: 2024'],
    ['JURMALA-NEWBORN-GRANT', '2025-01-01', 100000, 'three amounts of Jūrmala stand beside each other: 2025'],
    ['JURMALA-NEWBORN-GRANT', '2026-01-01', 150000, 'three amounts of Jūrmala stand beside each other: 2026'],
    ['VSAA-MATERNITY', '2026-11-20', null, 'a share of a wage is no fixed amount'],
  ];
  for (const [code, day, cents, why] of cases) {
    it(`${why}`, () => assert.equal(amountOn(seeded(code).definition.amounts, day)?.cents ?? null, cents));
  }
});

describe('drafting a benefit', () => {
  it('what is left out follows from the conditions', () => {
    const { definition } = drafted();
    assert.deepEqual(
      { concerning: definition.concerning, proactive: definition.proactive, award: definition.award, decidedOn: definition.decidedOn, asks: definition.asks, amounts: definition.amounts, municipalityCode: definition.municipalityCode },
      { concerning: 'SELF', proactive: true, award: 'APPLICATION', decidedOn: 'APPLICATION', asks: ['bankAccount'], amounts: [{ from: '2027-01-01', to: null, cents: 12050, per: 'YEAR' }], municipalityCode: '0001000' },
    );
    assert.equal(drafted({ criteriaText: 'parent of child and child age < 3' }).definition.concerning, 'CHILD');
    assert.equal(drafted({ award: 'CONSENT' }).definition.asks.length, 0);
  });

  it('conditions that rest on unknowns alone hint at nobody and are not offered unasked', () => {
    assert.equal(hintsAtSomebody(factsOf(parseCriteria('unknown insurance and unknown employment'))), false);
    assert.equal(drafted({ criteriaText: 'unknown income' }).definition.proactive, false);
  });

  it('a new amount ends the one before and leaves it standing for the days it applied to', () => {
    const { definition } = drafted(
      { code: 'RIGA-NEWBORN-GRANT', criteriaText: 'parent of child and child age < 6 months and municipality in (0001000)', value: { amount: '500', per: 'ONCE' } },
      seeded('RIGA-NEWBORN-GRANT'),
    );
    assert.deepEqual(definition.amounts, [
      { from: '2025-06-01', to: '2025-12-31', cents: 15000, per: 'ONCE' },
      { from: '2026-01-01', to: '2026-12-31', cents: 45000, per: 'ONCE' },
      { from: '2027-01-01', to: null, cents: 50000, per: 'ONCE' },
    ]);
    assert.equal(definition.applyWithinMonths, 6);
    assert.equal(definition.oncePerFamily, true);
    assert.deepEqual(definition.criteria.map((node) => node.legalBasis), seeded('RIGA-NEWBORN-GRANT').definition.criteria.map((node) => node.legalBasis));
  });

  const faults: [name: string, change: Partial<DraftInput>, path: string, says: RegExp][] = [
    ['a code in small letters', { code: 'riga-x' }, 'code', /"riga-x"/],
    ['an empty name', { name: { lv: ' ' } }, 'name.lv', /1 to 300/],
    ['dates upside down', { validTo: '2026-12-31' }, 'validTo', /2026-12-31 lies before validFrom 2027-01-01/],
    ['no value at all', { value: {} }, 'value', /a percent or an amount/],
    ['a percent above 100', { value: { percent: '120' } }, 'value.percent', /120/],
    ['a negative amount', { value: { amount: '-5', per: 'ONCE' } }, 'value.amount', /-5/],
    ['a third decimal', { value: { amount: '5.123', per: 'ONCE' } }, 'value.amount', /5\.123/],
    ['an amount for nothing', { value: { amount: '5' } }, 'value.per', /needs per/],
    ['a limit without a period', { value: { percent: '50', limit: '10' } }, 'value.limitPer', /needs limitPer/],
    ['a link that is no web address', { legalBasis: [{ title: 'x', url: 'javascript:alert(1)' }] }, 'legalBasis.0.url', /https/],
    ['conditions that cannot be read', { criteriaText: 'age > 65' }, 'criteriaText', /^criteriaText, line 1, column 5: expected ">=", "<" or "from" and a number, found ">"$/],
  ];
  for (const [name, change, path, says] of faults) {
    it(`${name} is refused with its path`, () => {
      const read = readDraft({ ...draftInput, ...change }, RIGA, null);
      assert.ok('__typename' in read && read.__typename === 'InvalidInput');
      assert.equal(read.path!.join('.'), path);
      assert.match(read.message, says);
    });
  }
});

describe('drafts are their grantor\'s own affair', () => {
  const grantor = { roles: ['grantor'], organizationId: RIGA.id } as never;
  const cases: [who: string, viewer: never, status: 'DRAFT' | 'PUBLISHED', sees: boolean][] = [
    ['nobody signed in', null as never, 'DRAFT', false],
    ['nobody signed in', null as never, 'PUBLISHED', true],
    ['the grantor', grantor, 'DRAFT', true],
    ['another grantor', { roles: ['grantor'], organizationId: 'other' } as never, 'DRAFT', false],
    ['an officer of the grantor', { roles: ['officer'], organizationId: RIGA.id } as never, 'DRAFT', false],
  ];
  for (const [who, viewer, status, sees] of cases) {
    it(`${who} ${sees ? 'sees' : 'does not see'} a ${status} benefit`, () => assert.equal(maySee(viewer, { status, grantorId: RIGA.id }), sees));
  }
});

describe('instructions', () => {
  const [PERSON, BENEFIT] = [uuidv5('person'), uuidv5('benefit')];
  const accepted = {
    personId: PERSON, benefitId: BENEFIT, concerningId: null, from: 'FOUND', to: 'ACCEPTED', applyBy: null, serviceId: null, asks: [],
    benefitCode: 'RIGA-TRANSPORT-SENIOR', validFrom: '2026-11-20', validTo: null, channel: 'PORTAL',
  };
  it('an accepted relief becomes one, with an id that follows from the offer', () => {
    assert.deepEqual(instructionFrom({ subject: 'o', data: { ...accepted, award: 'CONSENT' } }), {
      id: uuidv5('instruction:o'), benefitId: BENEFIT, personId: PERSON, validFrom: '2026-11-20', validTo: null,
    });
  });
  it('what must be applied for does not', () => assert.equal(instructionFrom({ subject: 'o', data: { ...accepted, award: 'APPLICATION' } }), null));

  const instruction: BenefitInstructionModel = { id: 'i', benefitId: 'b', personId: 'p', priority: 1, validFrom: '2026-01-01', validTo: '2026-06-30', state: 'ACTIVE' };
  it('ends with its last day', () => {
    assert.equal(instructionStateOn(instruction, '2026-06-30'), 'ACTIVE');
    assert.equal(instructionStateOn(instruction, '2026-07-01'), 'ENDED');
    assert.equal(isActiveOn(instruction, '2025-12-31'), false);
  });
  it('one that was ended stays active on the days it held', () => {
    const ended: BenefitInstructionModel = { ...instruction, state: 'ENDED' };
    assert.deepEqual(['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01'].map((day) => isActiveOn(ended, day)), [false, true, true, false]);
    assert.equal(isActiveOn({ ...ended, validTo: '2025-12-31' }, '2026-01-01'), false, 'ended before it began, it never was');
  });
});
