import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from 'graphql';
import { SubgraphUnavailableError } from '#kernel/errors.ts';
import { unanswered } from './unanswered.ts';

const PERSON = { __typename: 'Person', id: 'a' };
const SERVICE = { __typename: 'PublicService', id: 'b' };

/** The data, and the paths of the errors. */
function given(query: string, variables: Record<string, unknown> = {}) {
  const { data, errors } = unanswered(parse(query), variables, new SubgraphUnavailableError('offers'));
  for (const { extensions } of errors!) assert.deepEqual(extensions, { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'offers' });
  return { data, at: errors!.map(({ path }) => path!.join('.')) };
}

test('each field that was asked is null under the name it was asked by, with one error there', () => {
  assert.deepEqual(given('{ me { id } mine: me { id } me { givenName } }'), { data: { me: null, mine: null }, at: ['me', 'mine'] });
  assert.deepEqual(given('mutation { markOffersSeen(ids: []) { __typename } }'), { data: { markOffersSeen: null }, at: ['markOffersSeen'] });
});

test('entities stay where they are, each with its own fields missing and its type told', () => {
  const query = `query ($references: [_Any!]!) {
    some: _entities(representations: $references) { __typename ... on Person { offers { id } all: offers { id } } ... on Person { offers { state } } ... on PublicService { __typename situations { id } } }
  }`;
  assert.deepEqual(given(query, { references: [SERVICE, PERSON, SERVICE] }), {
    data: { some: [{ __typename: 'PublicService', situations: null }, { __typename: 'Person', offers: null, all: null }, { __typename: 'PublicService', situations: null }] },
    at: ['some.0.situations', 'some.1.offers', 'some.1.all', 'some.2.situations'],
  });
});

test('fragments within fragments count, and those of another type do not', () => {
  const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { ... { offers { id } } ... on Person { age } ... on PublicService { code } } } }';
  assert.deepEqual(given(query, { representations: [PERSON] }), { data: { _entities: [{ __typename: 'Person', offers: null, age: null }] }, at: ['_entities.0.offers', '_entities.0.age'] });
});

test('what a variable leaves out is not missing', () => {
  const query = `query ($representations: [_Any!]!, $with: Boolean! = true) {
    me @include(if: $with) { id } portals @skip(if: $with) { id }
    _entities(representations: $representations) { ... on Person { offers @skip(if: $with) { id } age } ... on Person @include(if: $with) { surname } }
  }`;
  for (const variables of [{ with: true }, {}]) assert.deepEqual(given(query, { representations: [PERSON], ...variables }).at, ['me', '_entities.0.age', '_entities.0.surname']);
  assert.deepEqual(given(query, { representations: [PERSON], with: false }).at, ['portals', '_entities.0.offers', '_entities.0.age']);
});

test('of very many entities all are there, and not each brings an error', () => {
  const { data, at } = given('query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { offers { id } } } }', { representations: Array.from({ length: 1_000 }, () => PERSON) });
  assert.equal((data._entities as unknown[]).length, 1_000);
  assert.equal(at.length, 100);
});
