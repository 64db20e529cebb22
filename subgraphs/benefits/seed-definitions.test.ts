import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { councilKey, MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { statusTypeNames } from '../statuses/events.ts';
import { amountOn, hintsAtSomebody } from './benefit.ts';
import { factsOf, parseCriteria, printCriteria } from './criteria.ts';
import { buildTree, findStrayRemarks } from './criterion-nodes.ts';
import merchants from './definitions/merchants.json' with { type: 'json' };
import municipal from './definitions/municipal.json' with { type: 'json' };
import state from './definitions/state.json' with { type: 'json' };
import vsaa from './definitions/vsaa.json' with { type: 'json' };
import { benefitDefinition, type BenefitAmount } from './events.ts';
import { seedBenefits } from './seed-definitions.ts';

const written = [...vsaa, ...state, ...municipal, ...merchants];
const seededAs = (code: string) => seedBenefits.find(({ definition }) => definition.code === code)!;
const LATVIAN = /[āčēģīķļņšūž]/i;
/** Amounts for the same case follow each other. */
const caseOf = ({ per, childrenAtLeast, childAgeMonthsFrom, childAgeMonthsBelow, onlyIfBornBy }: BenefitAmount) =>
  JSON.stringify([per, childrenAtLeast, childAgeMonthsFrom, childAgeMonthsBelow, onlyIfBornBy]);

describe('the benefits known from the start', () => {
  it('are at least thirty, of the state, of municipalities and of merchants', () => {
    assert.ok(seedBenefits.length >= 30, `${seedBenefits.length} benefits`);
    assert.equal(new Set(seedBenefits.map(({ definition }) => definition.code)).size, seedBenefits.length);
    const grantors = (entries: { grantor: string }[]) => new Set(entries.map(({ grantor }) => grantor)).size;
    assert.ok(grantors([...vsaa, ...state]) >= 6 && grantors(municipal) >= 8 && grantors(merchants) >= 3);
  });

  it('stand in the file of their kind of grantor', () => {
    const councils = new Map(MUNICIPALITIES.filter(({ validTo }) => validTo === null).map((one) => [councilKey(one), one.code]));
    for (const { code, grantor } of municipal) assert.equal(seededAs(code).definition.municipalityCode, councils.get(grantor), code);
    for (const { code } of [...vsaa, ...state, ...merchants]) assert.equal(seededAs(code).definition.municipalityCode, null, code);
    assert.deepEqual([...new Set(vsaa.map(({ grantor }) => grantor))], ['VSAA']);
  });

  for (const { code, source, grantor, service, criteria, name, valueInWords, providers = [] } of written as (typeof written[number] & { providers?: string[] })[]) {
    it(`${code} has its published shape, both languages, a law, a source, and no remark that fits nothing`, () => {
      const { benefitId, definition, content, remarks } = seededAs(code);
      benefitDefinition.parse({ ...definition, benefitId, version: 1 });
      assert.ok(code.startsWith(`${grantor}-`), `the code begins with the grantor ${grantor}`);
      assert.ok(source.length > 20);
      for (const { lv, en } of [name, valueInWords, definition.lateConsequence, ...definition.criteria.map(({ description }) => description)].filter((text) => text !== null)) {
        assert.ok(lv.length > 3 && en.length > 3 && lv !== en, `${lv} / ${en}`);
      }
      assert.match(name.lv + valueInWords.lv, LATVIAN);
      assert.ok(content.legalBasis.length > 0 && content.legalBasis.every(({ title, url }) => title !== '' && (url === null || url.startsWith('https://likumi.lv/ta/id/'))));
      assert.deepEqual(findStrayRemarks(definition.criteria, remarks), []);
      assert.equal(definition.grantorId, uuidv5(`organization:${grantor}`));
      assert.equal(definition.serviceId, service === null ? null : uuidv5(`service:${service}`));
      assert.deepEqual(content.providerIds, providers.map((provider) => uuidv5(`organization:${provider}`)));
    });

    it(`${code} has conditions that parse, print and parse to one tree, over status types that exist`, () => {
      const tree = parseCriteria(criteria);
      assert.deepEqual(buildTree(seededAs(code).definition.criteria), tree);
      assert.deepEqual(parseCriteria(printCriteria(tree)), tree);
      for (const test of factsOf(tree)) {
        if (test.fact === 'status' || test.fact === 'concernedStatus') assert.ok(statusTypeNames.has(test.type), test.type);
      }
    });
  }

  it('that have dated amounts have one on either side of the turn to 2026 and today, where they were in force', () => {
    for (const { definition: { code, amounts, validFrom, validTo } } of seedBenefits) {
      if (amounts.length === 0) continue;
      for (const day of ['2025-12-31', '2026-01-01', '2026-11-20'].filter((one) => validFrom <= one && (validTo === null || one <= validTo))) {
        assert.ok(amountOn(amounts, day), `${code} on ${day}`);
      }
    }
  });

  it('have at least ten that changed with 2026, each old amount standing beside the new one', () => {
    const changed = seedBenefits.filter(({ definition: { amounts } }) => amountOn(amounts, '2025-12-31')?.cents !== amountOn(amounts, '2026-01-01')?.cents);
    assert.ok(changed.length >= 10, changed.map(({ definition }) => definition.code).join());
    for (const { definition: { code, amounts } } of seedBenefits) {
      for (const history of Object.values(Object.groupBy(amounts, caseOf))) {
        for (const [index, next] of history!.slice(1).entries()) {
          const before = history![index]!;
          assert.equal(before.to && Temporal.PlainDate.from(before.to).add({ days: 1 }).toString(), next.from, `${code} from ${next.from}`);
        }
      }
    }
  });

  it('ask for an account only where money is applied for, and are not offered where nobody needs to say yes', () => {
    for (const { definition: { code, kind, award, asks, proactive } } of seedBenefits) {
      if (award === 'AUTOMATIC') assert.equal(proactive, false, code);
      if (kind === 'DISCOUNT' || award !== 'APPLICATION') assert.deepEqual(asks, [], code);
    }
  });

  it('are offered unasked but where nothing hints at the person, nothing is left to do, or the hub knows too little', () => {
    assert.deepEqual(seedBenefits.filter(({ definition }) => !definition.proactive).map(({ definition }) => definition.code), [
      'VSAA-SICKNESS', 'VSAA-SOCIAL-SECURITY-AGE', 'CSDD-VEHICLE-TAX-LARGE-FAMILY', 'CSDD-VEHICLE-TAX-DISABILITY', 'NVD-COPAYMENT-EXEMPTION', 'DAUGAVPILS-ZOO-CONCESSION',
    ]);
    for (const { definition } of seedBenefits) {
      const facts = definition.criteria.flatMap(({ test }) => test ?? []);
      if (definition.proactive) assert.ok(hintsAtSomebody(facts), definition.code);
    }
  });

  it('of merchants rest on a status or a large family, so that not everybody is offered them', () => {
    for (const { code, criteria } of merchants) {
      assert.ok(factsOf(parseCriteria(criteria)).some(({ fact }) => fact === 'status' || fact === 'children'), code);
    }
  });
});
