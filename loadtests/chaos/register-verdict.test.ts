import assert from 'node:assert/strict';
import test from 'node:test';
import { BOTH_DOWN, SHORT_FAULTS } from './register-faults.ts';
import type { Looked, Seen } from './register-load.ts';
import { brokenPromises, defaultLimits, verdictOn, type Normal, type Trial } from './register-verdict.ts';

const normal: Normal = { p99: 40, hubMb: 250, freshForMs: 600_000 };
const look = (more: Partial<Looked> = {}): Looked => ({ ms: 20, hasData: true, isWhole: true, isNamed: true, codes: [], ...more });
const refused = look({ isWhole: false, codes: ['REGISTER_UNAVAILABLE'] });
const seen = (more: Partial<Seen> = {}): Seen => ({ known: Array.from({ length: 200 }, () => look()), strangers: [refused], stale: 0, dishonest: 0, overrun: 0, ...more });
const trial = (more: Partial<Trial> = {}): Trial => ({
  fault: BOTH_DOWN, lastedMs: 15_000, during: seen(), decided: ['REGISTER_UNAVAILABLE'], recoveredMs: 900, caughtUpMs: 1_200, hubMb: 300, ...more,
});
const known = (...some: Looked[]) => trial({ during: seen({ known: [...Array.from({ length: 200 }, () => look()), ...some] }) });
const strangers = (...some: Looked[]) => trial({ during: seen({ strangers: some }) });
const revoked = SHORT_FAULTS.find(({ hidesPeople }) => hidesPeople)!;
const feedAnew = SHORT_FAULTS.find(({ name }) => name.includes('begins anew'))!;

const cases: { says: string; trial: Trial; broken?: RegExp }[] = [
  { says: 'a register that is down, known people whole, strangers in part, nothing decided', trial: trial() },
  { says: 'a dashboard of three hundred that was slow', trial: known(look({ ms: 900 })) },
  { says: 'dashboards that became twice as slow', trial: trial({ during: seen({ known: [look({ ms: 80 })] }) }), broken: /p99 of dashboards 80 ms, normally 40 ms/ },
  { says: 'no dashboard at all', trial: trial({ during: seen({ known: [] }) }), broken: /no dashboard was asked for/ },
  { says: 'a stranger without any answer', trial: strangers(look({ hasData: false })), broken: /1 answers had no data/ },
  { says: 'a known person in part', trial: known(refused), broken: /1 dashboards of known people were not whole/ },
  { says: 'an error that nobody was promised', trial: strangers(look({ codes: ['INTERNAL'] })), broken: /other codes: INTERNAL/ },
  { says: 'a refusal for want of a permission while nothing is revoked', trial: trial({ decided: ['FORBIDDEN'] }), broken: /other codes: FORBIDDEN/ },
  { says: 'a decision without a fresh read', trial: trial({ decided: ['ACCEPTED'] }), broken: /something was decided/ },
  { says: 'a decision while the feed alone is in trouble', trial: trial({ fault: feedAnew, decided: ['ACCEPTED'] }) },
  { says: 'a stranger who waited for a register', trial: strangers(look({ ms: 6_000 })), broken: /stranger's dashboard took 6000 ms/ },
  { says: 'a stale value that did not say so', trial: trial({ during: seen({ dishonest: 1 }) }), broken: /1 values were stale and did not say so/ },
  { says: 'no stale value after values have aged', trial: trial({ lastedMs: 900_000 }), broken: /no value said that it is stale/ },
  { says: 'stale values after values have aged', trial: trial({ lastedMs: 900_000, during: seen({ stale: 3 }) }) },
  { says: 'a recovery after six seconds', trial: trial({ recoveredMs: 6_000 }), broken: /recovered after 6000 ms/ },
  { says: 'no recovery', trial: trial({ recoveredMs: null }), broken: /recovered not in time/ },
  { says: 'changes that are not taken in', trial: trial({ caughtUpMs: null }), broken: /caught up with changes not in time/ },
  { says: 'a repair that takes half a minute', trial: trial({ fault: feedAnew, caughtUpMs: 30_000 }) },
  { says: 'memory that grows', trial: trial({ hubMb: 900 }), broken: /the hub takes 900 MB/ },
  { says: 'a permission that is revoked, people no longer shown', trial: trial({ fault: revoked, decided: ['FORBIDDEN'], during: seen({ known: [look({ isWhole: false, isNamed: false, codes: ['FORBIDDEN'] })] }) }) },
  { says: 'a permission that is revoked, people still shown', trial: trial({ fault: revoked }), broken: /people were shown without a permission/ },
];
for (const { says, trial, broken } of cases) {
  test(`${says}: ${broken ? 'a broken promise' : 'every promise held'}`, () => {
    const promises = brokenPromises(trial, normal, defaultLimits);
    if (broken) assert.match(promises.join('\n'), broken);
    else assert.deepEqual(promises, []);
    assert.match(verdictOn(trial, normal, defaultLimits), broken ? /BROKEN: / : /every promise held$/);
  });
}
