import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Territories } from '#connectors/addresses/territories.ts';
import { parseDay } from '#kernel/days.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { PersonFacts } from '#connectors/population/projection.ts';
import { seedBenefits } from '../benefits/seed-definitions.ts';
import { benefit, child, childId, children, person } from './examples.ts';
import type { HeldStatus } from './facts.ts';
import { findOffers } from './findings.ts';
import { compileRules } from './rule.ts';

/** The benefits the hub starts with, as they are published. */
const book = compileRules(seedBenefits.map(({ benefitId, definition }) => ({ ...definition, benefitId, version: 1 })));
const TODAY = '2026-11-20';
const holds = (typeCode: string, personId = person().personId): HeldStatus => ({ id: typeCode, personId, typeCode, validFrom: '2021-01-01', validTo: null, state: 'ACTIVE' });
const retired = holds('PENS');

interface Case {
  sentence: string;
  code: string;
  facts: Partial<PersonFacts>;
  day?: string;
  statuses?: HeldStatus[];
  /** Of the offer about the first child, or about the person; null: not offered. */
  expect: { cents?: number | null; certainty?: 'CERTAIN' | 'POSSIBLE'; applyBy?: string | null; isOver?: boolean; late?: RegExp } | null;
}

const cases: Case[] = [
  { sentence: 'a child born on 2025-12-31 brings 421.17 €, applied for in 2026 too', code: 'VSAA-BIRTH-GRANT', day: '2026-03-01',
    facts: { ties: children('2025-12-31') }, expect: { cents: 42117, certainty: 'CERTAIN', applyBy: '2026-06-30', isOver: false } },
  { sentence: 'a child born on 2026-01-01 brings 600.00 €', code: 'VSAA-BIRTH-GRANT', day: '2026-03-01',
    facts: { ties: children('2026-01-01') }, expect: { cents: 60000, applyBy: '2026-07-01' } },
  { sentence: 'six months after 31 August end on 28 February', code: 'VSAA-BIRTH-GRANT', day: '2026-12-01',
    facts: { ties: children('2026-08-31') }, expect: { applyBy: '2027-02-28' } },
  { sentence: 'six months after 31 August of the year before a leap year end on 29 February', code: 'VSAA-BIRTH-GRANT', day: '2027-12-01',
    facts: { ties: children('2027-08-31') }, expect: { applyBy: '2028-02-29' } },
  { sentence: 'the last day of the six months is still a day to apply, although the child completes them', code: 'VSAA-BIRTH-GRANT', day: '2026-11-20',
    facts: { ties: children('2026-05-20') }, expect: { cents: 60000, certainty: 'CERTAIN', applyBy: '2026-11-20', isOver: false } },
  { sentence: 'the day after it is too late', code: 'VSAA-BIRTH-GRANT', day: '2026-11-21', facts: { ties: children('2026-05-20') }, expect: null },
  { sentence: 'the last day counts at the end of a short month too', code: 'VSAA-BIRTH-GRANT', day: '2027-02-28',
    facts: { ties: children('2026-08-31') }, expect: { applyBy: '2027-02-28', isOver: false } },
  { sentence: 'and ends there: 1 March is too late for who was born on 31 August', code: 'VSAA-BIRTH-GRANT', day: '2027-03-01', facts: { ties: children('2026-08-31') }, expect: null },
  { sentence: 'born on 29 February, six months end with 29 August', code: 'VSAA-BIRTH-GRANT', day: '2028-08-29',
    facts: { ties: children('2028-02-29') }, expect: { applyBy: '2028-08-29', isOver: false } },
  { sentence: 'three months in Daugavpils include their last day', code: 'DAUGAVPILS-NEWBORN-GRANT', day: '2026-11-20',
    facts: { municipality: '0002000', ties: children('2026-08-20') }, expect: { applyBy: '2026-11-20', isOver: false } },
  { sentence: 'care of a child of 18 months to the day is no longer paid at the higher rate: that age is no term', code: 'VSAA-CHILD-CARE', day: '2027-05-20',
    facts: { ties: children('2025-11-20') }, expect: { cents: 4269 } },
  { sentence: 'at 15, long past the 24 months, the monthly benefit may still be applied for, without a last day and with what is lost', code: 'VSAA-FAMILY-STATE',
    facts: { ties: children('2011-05-09') }, expect: { applyBy: null, isOver: false, late: /past 24 months/ } },
  { sentence: 'without custody there is no offer about the child', code: 'VSAA-BIRTH-GRANT',
    facts: { ties: [child({ birthDay: '2026-10-01', custody: false })] }, expect: null },
  { sentence: 'a foster parent gets no childbirth allowance', code: 'VSAA-BIRTH-GRANT',
    facts: { ties: [child({ birthDay: '2026-10-01', kind: 'FOSTER_CHILD' })] }, expect: null },
  { sentence: 'care of a child of 17 months is 298.00 € a month', code: 'VSAA-CHILD-CARE', facts: { ties: children('2025-05-21') }, expect: { cents: 29800 } },
  { sentence: 'care of a child of exactly 18 months is 42.69 € a month', code: 'VSAA-CHILD-CARE', facts: { ties: children('2025-05-20') }, expect: { cents: 4269 } },
  { sentence: 'who is late for a monthly benefit may still apply, without a last day', code: 'VSAA-CHILD-CARE',
    facts: { ties: children('2025-05-21') }, expect: { applyBy: null, isOver: false } },
  { sentence: 'care of a child before 2026 was 171.00 € a month', code: 'VSAA-CHILD-CARE', day: '2025-12-31', facts: { ties: children('2025-10-01') }, expect: { cents: 17100 } },
  { sentence: 'the same child in 2026 brings 298.00 € a month, for the day of use decides', code: 'VSAA-CHILD-CARE', day: '2026-01-01',
    facts: { ties: children('2025-10-01') }, expect: { cents: 29800 } },
  { sentence: 'one child: 25.00 € a month', code: 'VSAA-FAMILY-STATE', facts: { ties: children('2020-01-01') }, expect: { cents: 2500, certainty: 'CERTAIN' } },
  { sentence: 'two children: 50.00 € for each', code: 'VSAA-FAMILY-STATE', facts: { ties: children('2020-01-01', '2015-01-01') }, expect: { cents: 5000 } },
  { sentence: 'three children: 75.00 € for each', code: 'VSAA-FAMILY-STATE', facts: { ties: children('2020-01-01', '2015-01-01', '2012-01-01') }, expect: { cents: 7500 } },
  { sentence: 'four children: 100.00 € for each', code: 'VSAA-FAMILY-STATE',
    facts: { ties: children('2020-01-01', '2015-01-01', '2012-01-01', '2013-01-01') }, expect: { cents: 10000 } },
  { sentence: 'a newborn does not count until the first birthday', code: 'VSAA-FAMILY-STATE', facts: { ties: children('2020-01-01', '2026-10-01') }, expect: { cents: 2500 } },
  { sentence: 'a child of one year may be applied for until three, from the first birthday', code: 'VSAA-FAMILY-STATE',
    facts: { ties: children('2025-10-05') }, expect: { applyBy: '2028-10-05' } },
  { sentence: 'born on 29 February, the term runs from 1 March', code: 'VSAA-FAMILY-STATE', day: '2025-04-01', facts: { ties: children('2024-02-29') }, expect: { applyBy: '2027-03-01' } },
  { sentence: 'whether a child of 16 studies cannot be checked', code: 'VSAA-FAMILY-STATE', facts: { ties: children('2010-01-01') }, expect: { certainty: 'POSSIBLE' } },
  { sentence: 'a benefit that rests on insurance is possible, without an amount', code: 'VSAA-MATERNITY', facts: { ties: children('2026-10-01') }, expect: { cents: null, certainty: 'POSSIBLE' } },
  { sentence: 'a father gets no maternity benefit', code: 'VSAA-MATERNITY', facts: { sex: 'M', ties: children('2026-10-01') }, expect: null },
  { sentence: 'sickness is never offered unasked', code: 'VSAA-SICKNESS', facts: {}, expect: null },
  { sentence: 'the capital pays its own grant for a newborn', code: 'RIGA-NEWBORN-GRANT', facts: { ties: children('2026-10-01') }, expect: { cents: 45000, certainty: 'CERTAIN' } },
  { sentence: 'who does not live there gets no grant of the capital', code: 'RIGA-NEWBORN-GRANT', facts: { municipality: '0002000', ties: children('2026-10-01') }, expect: null },
  { sentence: 'a protected person may qualify, in every municipality alike', code: 'RIGA-NEWBORN-GRANT',
    facts: { municipality: null, residenceState: 'PROTECTED', ties: children('2026-10-01') }, expect: { certainty: 'POSSIBLE' } },
  { sentence: 'at 75 one rides for free in Rīga', code: 'RIGA-TRANSPORT-SENIOR', facts: { birthDay: '1951-11-20' }, expect: { certainty: 'CERTAIN' } },
  { sentence: 'a pensioner of 70 may ride for free in Rīga when not working', code: 'RIGA-TRANSPORT-SENIOR',
    facts: { birthDay: '1956-01-01' }, statuses: [retired], expect: { certainty: 'POSSIBLE' } },
  { sentence: 'at 70, moved to Rīga, one has left the fares of Daugavpils', code: 'DAUGAVPILS-TRANSPORT-SENIOR', facts: { birthDay: '1956-01-01' }, expect: null },
  { sentence: 'a child born in Valmiera on 2025-12-31 brings 200.00 €', code: 'VALMIERAS-NOVADS-NEWBORN-GRANT', day: '2026-03-01',
    facts: { municipality: '0054000', ties: children('2025-12-31') }, expect: { cents: 20000, certainty: 'CERTAIN' } },
  { sentence: 'a child born in Valmiera on 2026-01-01 brings 500.00 €', code: 'VALMIERAS-NOVADS-NEWBORN-GRANT', day: '2026-03-01',
    facts: { municipality: '0054000', ties: children('2026-01-01') }, expect: { cents: 50000 } },
  { sentence: 'who moved to Jūrmala less than six months ago does not get its grant', code: 'JURMALA-NEWBORN-GRANT',
    facts: { municipality: '0004000', residenceSince: '2026-06-01', ties: children('2026-10-01') }, expect: null },
  { sentence: 'a senior of Jūrmala is paid back up to 250.00 € of 2026', code: 'JURMALA-SENIOR-HEALTH', facts: { municipality: '0004000', birthDay: '1955-01-01' }, expect: { cents: 25000, certainty: 'CERTAIN' } },
  { sentence: 'and was up to 200.00 € of 2025', code: 'JURMALA-SENIOR-HEALTH', day: '2025-12-31', facts: { municipality: '0004000', birthDay: '1955-01-01' }, expect: { cents: 20000 } },
  { sentence: 'a child of 18 months is a learner in Jūrmala', code: 'JURMALA-LEARNER-SUPPORT', facts: { municipality: '0004000', ties: children('2025-05-20') }, expect: { cents: 10000 } },
  { sentence: 'Cēsis gives 100.00 € to who was repressed', code: 'CESU-NOVADS-REPRESSED', facts: { municipality: '0026000', flags: ['POL_REP'] }, expect: { cents: 10000, certainty: 'CERTAIN' } },
  { sentence: 'Rīga supports the schooling of a child of a needy household', code: 'RIGA-SCHOOL-SUPPORT', facts: { ties: children('2018-01-01') }, statuses: [holds('TRUC')], expect: { cents: 5000 } },
  { sentence: 'and of no other', code: 'RIGA-SCHOOL-SUPPORT', facts: { ties: children('2018-01-01') }, expect: null },
  { sentence: 'a child with a disability brings 160.00 € more', code: 'VSAA-FAMILY-STATE-DISABILITY', facts: { ties: children('2018-01-01') }, statuses: [holds('INV_B', childId(0))], expect: { cents: 16000, certainty: 'CERTAIN' } },
  { sentence: 'with a disability the social security benefit is possible: whether there is a pension no register tells', code: 'VSAA-SOCIAL-SECURITY-DISABILITY',
    facts: {}, statuses: [holds('INV_III')], expect: { cents: 18700, certainty: 'POSSIBLE' } },
  { sentence: 'the clean-up of Chernobyl brings a benefit only with a disability', code: 'VSAA-CHERNOBYL', facts: {}, statuses: [holds('CAES')], expect: null },
  { sentence: 'with a group II disability one rides for free on trains and regional buses', code: 'ATD-FARES-FREE', facts: {}, statuses: [holds('INV_II')], expect: { certainty: 'CERTAIN' } },
  { sentence: 'with three children the card of an Honorary Family is offered', code: 'SIF-HONORARY-FAMILY-CARD', facts: { ties: children('2020-01-01', '2015-01-01', '2012-01-01') }, expect: { certainty: 'CERTAIN' } },
  { sentence: 'who has the card is not offered it', code: 'SIF-HONORARY-FAMILY-CARD', facts: { ties: children('2020-01-01', '2015-01-01', '2012-01-01') }, statuses: [holds('GODA_G')], expect: null },
  { sentence: 'a merchant gives a large family its discount', code: 'ZETCOM-LARGE-FAMILY', facts: { ties: children('2020-01-01', '2015-01-01', '2012-01-01') }, expect: { certainty: 'CERTAIN' } },
  { sentence: 'and not a family of two children', code: 'ZETCOM-LARGE-FAMILY', facts: { ties: children('2020-01-01', '2015-01-01') }, expect: null },
  { sentence: 'a pensioner of 69 pays less at the zoo', code: 'RIGAS-ZOO-CIRULI-SENIOR', facts: { birthDay: '1957-01-01' }, statuses: [retired], expect: { cents: 200, certainty: 'CERTAIN' } },
  { sentence: 'one of 70 pays nothing there', code: 'RIGAS-ZOO-CIRULI-SENIOR-70', facts: { birthDay: '1956-01-01' }, statuses: [retired], expect: { cents: null, certainty: 'CERTAIN' } },
  { sentence: 'what is taken off without asking is not offered', code: 'NVD-COPAYMENT-EXEMPTION', facts: {}, statuses: [holds('INV_I')], expect: null },
  { sentence: 'nothing is offered to the dead', code: 'RIGA-TRANSPORT-SENIOR', facts: { birthDay: '1940-01-01', vital: 'DECEASED' }, expect: null },
];

for (const { sentence, code, facts, day = TODAY, statuses = [], expect } of cases) {
  test(sentence, () => {
    const found = findOffers(book, person(facts), statuses, day)
      .find((it) => it.benefitId === uuidv5(`benefit:${code}`) && (it.concerningId ?? childId(0)) === childId(0));
    if (expect === null) return assert.equal(found, undefined);
    const { valueCents: cents, certainty, applyBy, isOver, lateConsequence } = found!;
    const { late, ...values } = expect;
    if (late) assert.match(lateConsequence!.en, late);
    for (const [name, value] of Object.entries(values)) assert.equal({ cents, certainty, applyBy, isOver }[name as keyof typeof values], value, name);
  });
}

test('a mother of a newborn in Rīga gets one offer for each benefit, and nothing from Daugavpils', () => {
  const codes = findOffers(book, person({ ties: children('2026-11-18') }), [], TODAY)
    .map((it) => seedBenefits.findIndex((benefitOf) => benefitOf.benefitId === it.benefitId));
  assert.equal(new Set(codes).size, codes.length);
  const names = codes.map((index) => book.get(seedBenefits[index]!.benefitId)![0]!.definition.code).sort();
  assert.deepEqual(names, ['RIGA-NEWBORN-GRANT', 'VSAA-BIRTH-GRANT', 'VSAA-CHILD-CARE', 'VSAA-MATERNITY', 'VSAA-PARENTAL']);
});

test('an ordinary resident is offered nothing, wherever they live and however old they are', () => {
  for (const municipality of ['0001000', '0002000', '0003000', '0004000', '0026000', '0054000']) {
    for (const birthDay of ['2018-05-01', '2004-05-01', '1988-03-14', '1963-05-01']) {
      assert.deepEqual(findOffers(book, person({ municipality, birthDay }), [], TODAY), [], `${municipality} ${birthDay}`);
    }
  }
});

test('at 18, at midnight in Riga, every offer about the child ends', () => {
  const about = (day: string) => findOffers(book, person({ ties: children('2008-11-21') }), [], day).length;
  assert.deepEqual([about('2026-11-20'), about('2026-11-21')], [1, 0]);
});

test('the day of the event picks the version: an old one still decides on an old birth', () => {
  const born = { concerning: 'CHILD', decidedOn: 'EVENT', applyFrom: 'CHILD_BIRTH' } as const;
  const rules = compileRules([
    benefit({ fact: 'parentRole', is: 'PARENT' }, { ...born, version: 1 }),
    benefit({ fact: 'parentRole', is: 'MOTHER' }, { ...born, version: 2, validFrom: '2026-06-01' }),
  ]);
  const versions = (sex: string) => findOffers(rules, person({ sex, ties: children('2026-05-31', '2026-06-01') }), [], TODAY).map((it) => it.ruleVersion);
  assert.deepEqual(versions('F'), [1, 2]);
  assert.deepEqual(versions('M'), [1]);
});

test('a benefit that follows settling has an occasion for every move', () => {
  const rules = compileRules([benefit({ fact: 'municipality', in: ['0001000'] }, { applyFrom: 'RESIDENCE_SINCE', applyWithinMonths: 6 })]);
  const [found] = findOffers(rules, person({ residenceSince: '2026-11-01' }), [], TODAY);
  assert.deepEqual([found!.occasion, found!.applyBy], ['residence 2026-11-01', '2027-05-01']);
});

test('the facts hash tells changed facts from passing time', () => {
  const hash = (facts: Partial<PersonFacts>, day = TODAY) => findOffers(book, person({ birthDay: '1940-01-01', ...facts }), [], day)[0]!.factsHash;
  assert.equal(hash({}), hash({}, parseDay(TODAY).add({ years: 2 }).toString()));
  assert.notEqual(hash({}), hash({ birthDay: '1941-01-01' }));
});

test('what rests on something unknown is applied for, even where a yes would do, and the form asks it', () => {
  const inRiga = (birthDay: string) => findOffers(book, person({ birthDay, municipality: '0001000' }), [retired], TODAY)
    .find(({ benefitId }) => benefitId === uuidv5('benefit:RIGA-TRANSPORT-SENIOR'))!;
  const [younger, older] = [inRiga('1956-03-12'), inRiga('1950-03-12')];
  assert.deepEqual([younger.certainty, younger.award, younger.asks], ['POSSIBLE', 'APPLICATION', ['employment']]);
  assert.deepEqual([older.certainty, older.award, older.asks], ['CERTAIN', 'CONSENT', []]);
});

const BAUSKA = '0025000';
const JELGAVA = '0030000';
const merged = new Territories([{ code: BAUSKA, successor: JELGAVA, on: '2026-07-01' }]);
const namesakesOn = (day: string) => (code: string) => merged.codesOf(code, day);

for (const named of [BAUSKA, JELGAVA]) {
  test(`a rule that names ${named === BAUSKA ? 'a merged municipality holds for its successor' : 'a successor holds for what was merged into it'}, from that day on`, () => {
    const definition = benefit(['ALL', { fact: 'municipality', in: [named] }, { fact: 'residenceMonths', in: [named], atLeast: 9 }]);
    const offered = (day: string, municipality: string) =>
      findOffers(compileRules([definition], namesakesOn(day)), person({ municipality, residenceSince: '2025-01-01' }), [], day).length === 1;
    assert.deepEqual([BAUSKA, JELGAVA].map((code) => offered('2026-06-30', code)), [named === BAUSKA, named === JELGAVA]);
    assert.deepEqual([BAUSKA, JELGAVA].map((code) => offered('2026-07-01', code)), [true, true]);
    assert.equal(offered('2026-07-01', '0001000'), false);
  });
}

test('a merger is no changed fact for who lived there, so what they declined stays declined', () => {
  const trees: Parameters<typeof benefit>[0][] = [
    { fact: 'municipality', in: [BAUSKA, '0001000'] }, { fact: 'residenceMonths', in: [BAUSKA], atLeast: 9 }, ['NOT', { fact: 'municipality', in: ['0001000'] }],
  ];
  for (const tree of trees) {
    const hashOn = (day: string, municipality: string) =>
      findOffers(compileRules([benefit(tree)], namesakesOn(day)), person({ municipality, residenceSince: '2025-01-01' }), [], day)[0]!.factsHash;
    assert.equal(hashOn('2026-06-30', BAUSKA), hashOn('2026-07-01', JELGAVA), JSON.stringify(tree));
  }
});
