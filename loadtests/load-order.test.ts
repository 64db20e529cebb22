import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoadError, readOrder } from './load-order.ts';

test('a journey alone is a smoke test of a hub of its own', () => {
  assert.deepEqual(readOrder(['portal-morning']), { journey: 'portal-morning', profile: 'smoke', url: null, population: 20_000 });
});

test('load goes to a hub on this machine, by any of its names', () => {
  for (const url of ['http://127.0.0.1:4000', 'http://localhost:4000', 'http://[::1]:4000', 'http://127.8.9.10:4000']) {
    assert.equal(readOrder(['portal-morning', '--url', `${url}/graphql`]).url, url);
  }
});

const REFUSED: [string[], RegExp][] = [
  [[], /^Name one journey: portal-morning, as in npm run load -- portal-morning --profile smoke$/],
  [['portal-morning', 'portal-evening'], /^Name one journey/],
  [['portal-evening'], /^There is no journey "portal-evening"; expected portal-morning$/],
  [['../journeys/portal-morning'], /^There is no journey "\.\.\/journeys/],
  [['portal-morning', '--profile', 'huge'], /^There is no profile "huge"; expected smoke, load, stress$/],
  [['portal-morning', '--profile', 'toString'], /^There is no profile "toString"/],
  [['portal-morning', '--profil', 'load'], /^Unknown option '--profil'; expected a journey, --profile, --url, --population$/],
  [['portal-morning', '--url', 'http://10.0.0.1:4000'], /^--url is on "10\.0\.0\.1"; load is made only on this machine/],
  [['portal-morning', '--url', 'http://127.0.0.1.example.org'], /^--url is on "127\.0\.0\.1\.example\.org"/],
  [['portal-morning', '--url', 'http://127.0.0.1@example.org'], /^--url is on "example\.org"/],
  [['portal-morning', '--url', 'http://0.0.0.0:4000'], /^--url is on "0\.0\.0\.0"/],
  [['portal-morning', '--url', 'https://127.0.0.1'], /^--url is "https:\/\/127\.0\.0\.1"; expected an address such as http:\/\/127\.0\.0\.1:4000$/],
  [['portal-morning', '--url', '127.0.0.1:4000'], /^--url is "127\.0\.0\.1:4000"; expected an address/],
  [['portal-morning', '--population', '99'], /^--population is "99"; expected a number of people, 100 to 25000000$/],
  [['portal-morning', '--population', 'many'], /^--population is "many"/],
];
test('whatever else is asked is refused with what was expected', () => {
  for (const [args, message] of REFUSED) assert.throws(() => readOrder(args), (error) => error instanceof LoadError && message.test(error.message), args.join(' '));
});
