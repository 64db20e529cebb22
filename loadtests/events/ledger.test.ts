import assert from 'node:assert/strict';
import test from 'node:test';
import { dueAsKnown, dueTo, type Expected } from './due.ts';
import { findDifferences, repeatsOf, type Account, type Books, type Told } from './ledger.ts';

const told = (sequence: number, subject: string, subjectVersion: number, over: Partial<Told> = {}): Told => ({
  sequence, id: `id-${sequence}`, type: 'persons.moved.v1', subject, subjectVersion, municipality: '0001000', data: { from: null, to: '0001000' }, ...over,
});
const LOG = [told(1, 'anna', 1), told(2, 'olena', 1), told(3, 'anna', 2), told(4, 'olena', 2)];
const account = (arrived: readonly number[], over: Partial<Account> = {}): Account => ({
  name: 'sse', arrived: arrived.map((sequence) => ({ id: `id-${sequence}`, sequence })), due: () => 'HAS', repeatsWithin: 0, ...over,
});
const books = (over: Partial<Books> = {}): Books => ({ log: LOG, head: 4, promised: [], accounts: [account([1, 2, 3, 4])], ...over });

test('where everybody got everything once and in order, there is no difference', () => {
  assert.deepEqual(findDifferences(books()), []);
});

const WRONG: [says: string, books: Books, difference: RegExp][] = [
  ['a gap in the sequence', books({ log: [LOG[0]!, LOG[2]!], accounts: [] }), /^where sequence 2 should stand, the log has 3$/],
  ['a head that is further than the log', books({ head: 5 }), /^the log ends at 4, but its head is 5$/],
  ['an id that stands twice', books({ log: [...LOG.slice(0, 3), { ...LOG[3]!, id: 'id-2' }], accounts: [] }), /^event id-2 stands at 2 and again at 4$/],
  ['a gap in the versions of a subject', books({ log: [...LOG.slice(0, 3), { ...LOG[3]!, subjectVersion: 3 }], accounts: [] }), /^persons.moved.v1 at 4 is version 3 of subject olena; expected 2$/],
  ['what was acknowledged and is not told', books({ promised: [{ what: 'a move', subject: 'anna', type: 'persons.moved.v1', data: { to: '0002000' } }] }), /^a move was acknowledged/],
  ['what a subscriber lacks', books({ accounts: [account([1, 2, 4])] }), /^sse never got persons.moved.v1 at 3 \(id-3\), nor 0 more$/],
  ['what a subscriber got twice', books({ accounts: [account([1, 2, 2, 3, 4])] }), /^sse got 2 \(id-2\) again$/],
  ['a repeat from too far back', books({ accounts: [account([1, 2, 3, 4, 1], { repeatsWithin: 2 })] }), /^sse got 1 \(id-1\) again after 4 others; at most 2 may lie between$/],
  ['another order than the log has', books({ accounts: [account([1, 3, 2, 4])] }), /^sse got persons.moved.v1 at 2 \(id-2\) behind persons.moved.v1 at 3 \(id-3\)$/],
  ['another order of one subject, first of all', books({ accounts: [account([2, 1, 4, 3])] }), /^sse got .* at 1 .* behind .* at 2 \(id-2\)$/],
  ['a subject turned round', books({ accounts: [account([3, 1, 2, 4])] }), /of the same subject$/],
  ['what is not for the subscriber', books({ accounts: [account([1, 2, 3, 4], { due: ({ subject }) => (subject === 'anna' ? 'HAS' : 'NOT') })] }), /^sse got .* at 2 .* which is not for it$/],
  ['what is in no log', books({ accounts: [account([1, 2, 3, 4, 9])] }), /^sse got event id-9 as 9, which is not in the log$/],
  ['an event under another sequence', books({ accounts: [account([], { arrived: [{ id: 'id-1', sequence: 2 }], due: () => 'MAY' })] }), /^sse got .* at 1 \(id-1\) as 2$/],
];
for (const [says, given, difference] of WRONG) {
  test(`it finds ${says}`, () => {
    const found = findDifferences(given);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0]!, difference);
  });
}

test('a repeat within its window is counted and is no difference', () => {
  const repeating = account([1, 2, 3, 2, 3, 4], { repeatsWithin: 2 });
  assert.deepEqual(findDifferences(books({ accounts: [repeating] })), []);
  assert.equal(repeatsOf(repeating), 2);
});

const RIGA = { organizationId: 'riga', isState: false, territory: '0001000' };
const STATE = { organizationId: 'vsaa', isState: true, territory: null };
const expected = (over: Partial<Expected>): Expected => ({ subscriptionId: 'mine', institution: RIGA, types: ['*'], startedAfter: 0, ...over });
const published = told(1, 'benefit', 1, { type: 'benefits.published.v1', municipality: null, data: { definition: { grantorId: 'vsaa' } } });
const changed = (version: number, sequence: number) => told(sequence, 'mine', version, { type: 'events.subscription-changed.v1', municipality: null, data: { version } });

const DUE: [says: string, expected: Expected, event: Told, due: string][] = [
  ['a move into its municipality', expected({}), told(5, 'anna', 1, { data: { from: '0002000', to: '0001000' }, municipality: '0001000' }), 'HAS'],
  ['a move out of it', expected({}), told(5, 'anna', 1, { data: { from: '0001000', to: '0002000' }, municipality: '0002000' }), 'HAS'],
  ['a move elsewhere', expected({}), told(5, 'anna', 1, { data: { from: '0003000', to: '0002000' }, municipality: '0002000' }), 'NOT'],
  ['a move elsewhere, for the state', expected({ institution: STATE }), told(5, 'anna', 1, { data: { from: '0003000', to: '0002000' }, municipality: '0002000' }), 'HAS'],
  ['what the state did not ask for', expected({ institution: STATE, municipalityCodes: ['0001000'] }), told(5, 'anna', 1, { data: { from: '0003000', to: '0002000' } }), 'NOT'],
  ['what happened before it began', expected({ startedAfter: 5 }), told(5, 'anna', 1), 'NOT'],
  ['another type', expected({ types: ['requests.*'] }), told(5, 'anna', 1), 'NOT'],
  ['one who is watched', expected({ watches: ['anna'] }), told(5, 'anna', 1, { municipality: null, data: { from: '0003000', to: null } }), 'HAS'],
  ['one who lives there and is not watched', expected({ watches: ['anna'] }), told(5, 'olena', 1), 'NOT'],
  ['one who lives there, before anybody was watched', expected({ watches: ['anna'] }), told(2, 'olena', 1), 'HAS'],
  ['a request to it', expected({}), told(5, 'r', 1, { type: 'requests.submitted.v1', municipality: null, data: { institutionId: 'riga', from: null } }), 'HAS'],
  ['a request to another', expected({}), told(5, 'r', 1, { type: 'requests.submitted.v1', data: { institutionId: 'vsaa', from: null } }), 'NOT'],
  ['a new draft', expected({}), told(5, 'r', 1, { type: 'requests.status-changed.v1', data: { institutionId: 'riga', from: null, to: 'DRAFT' } }), 'NOT'],
  ['an offer of its benefit', expected({ institution: STATE }), told(5, 'o', 1, { type: 'offers.found.v1', data: { benefitId: 'benefit' } }), 'HAS'],
  ['an offer of another grantor', expected({}), told(5, 'o', 1, { type: 'offers.found.v1', data: { benefitId: 'benefit' } }), 'NOT'],
  ['the word of its own change', expected({}), changed(3, 5), 'NOT'],
];
for (const [says, given, event, due] of DUE) {
  test(`${due === 'HAS' ? 'due' : 'not due'}: ${says}`, () => assert.equal(dueTo(given, [published, changed(1, 2), changed(2, 3)])(event), due));
}

test('what was told with a place that was hidden since, may have come or not', () => {
  const before = told(5, 'petra', 1, { data: { from: null, to: '0001000' } });
  const hidden = { ...before, municipality: null, data: { from: null, to: null } };
  const due = dueTo(expected({}), []);
  assert.equal(dueAsKnown(due, due, new Map([[before.id, before]]))(hidden), 'MAY');
  assert.equal(dueAsKnown(due, due, new Map())(hidden), 'NOT');
});
