import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyDashboard, reduceDashboard, requestOf, type DashboardEvent, type DashboardState, type Outcome } from './app/dashboard-state.ts';
import type { Benefit, Offer, Person, Request } from './app/model.ts';

const benefit = null;
const offer = (id: string, state: Offer['state'] = 'FOUND'): Offer => ({
  id,
  state,
  certainty: 'CERTAIN',
  foundAt: '2026-11-20T09:00:00Z',
  applyBy: null,
  lateConsequence: null,
  value: null,
  concerning: null,
  because: [],
  benefit,
});
const anna = (offers: Offer[] | null): Person => ({
  id: 'anna',
  givenName: 'Anna',
  surname: null,
  birthDate: null,
  age: null,
  vitalStatus: 'ALIVE',
  deathDate: null,
  residenceState: null,
  residenceSince: null,
  provenance: null,
  declaredResidence: null,
  children: [],
  statuses: [],
  benefits: [],
  offers,
  requests: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } },
  lifeSituations: [],
});
const read = (offers: Offer[] | null, sentAt: number, at = sentAt + 10): DashboardEvent => ({
  type: 'loaded',
  answer: { data: { session: null, me: anna(offers) }, errors: [] },
  sentAt,
  at,
});
const came = (one: Offer, at: number): DashboardEvent => ({ type: 'offer', offer: one, at });
const outcome = (one: Offer, kind: Outcome['kind']): DashboardEvent => ({
  type: 'answered',
  outcome: { offer: one, kind, message: null, request: null, instruction: null },
});
const after = (...events: DashboardEvent[]): DashboardState => events.reduce(reduceDashboard, emptyDashboard);
const shown = (state: DashboardState) => state.me?.offers?.map(({ id }) => id);
const arrivals = (state: DashboardState) => state.arrivals.map(({ offerId }) => offerId);

test('offers of the first reading have not arrived, they were there', () => {
  const state = after(read([offer('a')], 0));
  assert.deepEqual(shown(state), ['a']);
  assert.deepEqual(arrivals(state), []);
});

test('an offer that comes live is shown first and counts as arrived once', () => {
  const state = after(read([offer('a')], 0), came(offer('b'), 100), came(offer('b', 'SEEN'), 120));
  assert.deepEqual(shown(state), ['b', 'a']);
  assert.deepEqual(arrivals(state), ['b']);
});

test('an offer first met in a later reading counts as arrived too', () => {
  assert.deepEqual(arrivals(after(read([], 0), read([offer('b')], 100), came(offer('b'), 130))), ['b']);
});

test('a reading asked for before an offer came does not take it away again', () => {
  const state = after(read([], 0), came(offer('b'), 105), read([], 100, 110));
  assert.deepEqual(shown(state), ['b']);
  assert.deepEqual(shown(reduceDashboard(state, read([], 200))), []);
});

test('a withdrawn offer disappears', () => {
  assert.deepEqual(shown(after(read([offer('a'), offer('b')], 0), came(offer('a', 'WITHDRAWN'), 100))), ['b']);
});

test('an accepted offer does not come back by a late message or reading', () => {
  const state = after(read([offer('a')], 0), outcome(offer('a'), 'accepted'), came(offer('a'), 50), read([offer('a')], 40));
  assert.deepEqual(shown(state), []);
  assert.deepEqual(
    state.outcomes.map(({ kind }) => kind),
    ['accepted'],
  );
});

test('after a conflict the offer is shown again when it is still open', () => {
  assert.deepEqual(shown(after(read([offer('a')], 0), outcome(offer('a'), 'conflict'), read([offer('a')], 40))), ['a']);
});

test('a failed reading in the background leaves what is shown', () => {
  const state = after(read([offer('a')], 0), { type: 'failed', problem: { code: 'UNREACHABLE', requestId: null } });
  assert.equal(state.phase, 'ready');
  assert.deepEqual(shown(state), ['a']);
});

test('offers that cannot be read are null, not none', () => {
  assert.equal(after(read(null, 0)).me?.offers, null);
});

test('offers already shown keep their places, whatever order a later reading has', () => {
  assert.deepEqual(shown(after(read([offer('a'), offer('b')], 0), read([offer('c'), offer('b'), offer('a')], 100))), ['c', 'a', 'b']);
});

test('what comes live and is only possible stands below what is certain', () => {
  assert.deepEqual(shown(after(read([offer('a')], 0), came({ ...offer('b'), certainty: 'POSSIBLE' }, 100), came(offer('c'), 110))), [
    'c',
    'a',
    'b',
  ]);
});

test('at first those that are certain stand before those that are possible', () => {
  assert.deepEqual(shown(after(read([{ ...offer('a'), certainty: 'POSSIBLE' }, offer('b')], 0))), ['b', 'a']);
});

test('a withdrawn offer that stood here leaves a note; one that comes back takes its note away', () => {
  const gone = after(read([offer('a')], 0), came(offer('a', 'WITHDRAWN'), 100));
  assert.deepEqual(
    gone.outcomes.map(({ kind, offer: { id } }) => [kind, id]),
    [['withdrawn', 'a']],
  );
  const back = reduceDashboard(gone, came(offer('a'), 200));
  assert.deepEqual(shown(back), ['a']);
  assert.deepEqual(back.outcomes, []);
});

test('an offer that nobody saw here is withdrawn without a note', () => {
  assert.deepEqual(after(read([], 0), came(offer('a', 'WITHDRAWN'), 100)).outcomes, []);
});

test('an accepted offer finds the request it became in a later reading, by its benefit and its child', () => {
  const named = { id: 'b', name: { lv: 'Pabalsts', en: null } } as Benefit;
  const request = (id: string, child: string): Request => ({
    id,
    number: id,
    status: 'DRAFT',
    submittedAt: null,
    dueOn: null,
    missing: ['bankAccount'],
    answers: [],
    benefit: named,
    concerning: { id: child, givenName: null },
    service: null,
  });
  const accepted: Outcome = {
    offer: { ...offer('a'), benefit: named, concerning: { id: 'emils', givenName: null } },
    kind: 'accepted',
    message: null,
    request: null,
    instruction: null,
  };
  const edges = [{ node: request('r1', 'marta') }, { node: request('r2', 'emils') }];
  const me = { ...anna([]), requests: { edges, pageInfo: { hasNextPage: false, endCursor: null } } };
  assert.equal(requestOf(accepted, me)?.id, 'r2');
  assert.equal(requestOf(accepted, anna([])), null);
});
