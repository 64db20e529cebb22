import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OfferState } from './events.ts';
import { benefit, childId, children, person } from './examples.ts';
import { findOffers, type Finding } from './findings.ts';
import type { BenefitOfferModel } from './models.ts';
import { offerId, stepsBetween, whyClosed } from './offer.ts';
import { compileRules } from './rule.ts';

const TODAY = '2026-11-20';
const rules = compileRules([benefit({ fact: 'parentRole', is: 'PARENT' }, {
  concerning: 'CHILD', oncePerFamily: true, applyFrom: 'CHILD_BIRTH', applyWithinMonths: 6,
  amounts: [{ from: '2020-01-01', to: null, cents: 1000, per: 'ONCE' }],
})]);
const [finding] = findOffers(rules, person({ ties: children('2026-10-01') }), [], TODAY) as [Finding];

const offer = (changes: Partial<BenefitOfferModel> = {}): BenefitOfferModel => {
  const { isOver: _, claimChildren: __, ...found } = finding;
  return { ...found, id: offerId(finding), state: 'FOUND', foundAt: '2026-11-20T09:00:00Z', checkedAt: '2026-11-20T09:00:00Z', ...changes };
};
const steps = (existing: BenefitOfferModel[], findings: Finding[], more: Partial<Parameters<typeof stepsBetween>[2]> = {}) =>
  stepsBetween(existing, findings, { claims: new Map(), day: TODAY, isDead: false, ...more }).map(({ from, to }) => [from, to]);

const cases: [sentence: string, existing: Partial<BenefitOfferModel> | null, found: Partial<Finding> | null, expected: [OfferState | null, OfferState][]][] = [
  ['what is found for the first time becomes an offer', null, {}, [[null, 'FOUND']]],
  ['what is found again changes nothing', {}, {}, []],
  ['another amount changes the open offer and keeps its state', { state: 'SEEN' }, { valueCents: 2000 }, [['SEEN', 'SEEN']]],
  ['an open offer that no longer holds is withdrawn', { state: 'NOTIFIED' }, null, [['NOTIFIED', 'WITHDRAWN']]],
  ['an open offer whose last day has passed has expired', {}, { isOver: true }, [['FOUND', 'EXPIRED']]],
  ['an offer whose conditions ended with its last day has expired', { applyBy: '2026-11-19' }, null, [['FOUND', 'EXPIRED']]],
  ['an offer that stops holding on its last day is withdrawn, for the day itself still counts', { applyBy: '2026-11-20' }, null, [['FOUND', 'WITHDRAWN']]],
  ['what is too late is never offered', null, { isOver: true }, []],
  ['an accepted offer is settled', { state: 'ACCEPTED' }, { valueCents: 2000, ruleVersion: 2 }, []],
  ['an accepted offer stays when the facts change', { state: 'ACCEPTED' }, null, []],
  ['a declined offer stays declined', { state: 'DECLINED' }, { valueCents: 2000 }, []],
  ['a declined offer returns with a new version of the rule', { state: 'DECLINED' }, { ruleVersion: 2 }, [['DECLINED', 'FOUND']]],
  ['a declined offer returns with a changed deciding fact', { state: 'DECLINED' }, { factsHash: 'other' }, [['DECLINED', 'FOUND']]],
  ['a withdrawn offer returns when it holds again', { state: 'WITHDRAWN' }, {}, [['WITHDRAWN', 'FOUND']]],
];

for (const [sentence, existing, found, expected] of cases) {
  test(sentence, () => assert.deepEqual(steps(existing ? [offer(existing)] : [], found ? [{ ...finding, ...found }] : []), expected));
}

test('what another took for the child is not offered, and an open offer of it is withdrawn', () => {
  const claims = new Map([[`${childId(0)} ${finding.claim}`, 'the other offer']]);
  assert.deepEqual(steps([], [finding], { claims }), []);
  assert.deepEqual(steps([offer()], [finding], { claims }), [['FOUND', 'WITHDRAWN']]);
});

test("one's own acceptance does not stand in one's way", () => {
  const claims = new Map([[`${childId(0)} ${finding.claim}`, offerId(finding)]]);
  assert.deepEqual(steps([offer({ state: 'ACCEPTED' })], [finding], { claims }), []);
});

test("the deceased's offers are withdrawn, late ones too", () => {
  assert.deepEqual(steps([offer({ applyBy: '2026-11-19' })], [], { isDead: true }), [['FOUND', 'WITHDRAWN']]);
});

test('the sentence about a closed offer names the state and nobody else', () => {
  assert.match(whyClosed(offer({ state: 'EXPIRED' })), /has expired: the last day to apply was 2027-04-01$/);
  assert.match(whyClosed(offer({ state: 'WITHDRAWN' })), /was withdrawn: it no longer applies$/);
});
