import assert from 'node:assert/strict';
import test from 'node:test';
import { ForbiddenError, RegisterUnavailableError } from '#kernel/errors.ts';
import { createLogger } from '#kernel/logger.ts';
import { FailureLog, reasonOf } from './failure-log.ts';

/** What is said at the level of a hub in service, by a clock that only the test moves. */
function logging() {
  const time = { now: 0 };
  const lines: Record<string, any>[] = [];
  const logger = createLogger('info', (line) => void lines.push(JSON.parse(line)));
  const log = new FailureLog(logger, { fails: 'fails', recovered: 'goes on' }, () => time.now);
  return { log, time, lines, said: () => lines.splice(0).map(({ level, msg }) => `${level} ${msg}`) };
}
const away = new RegisterUnavailableError('population');

test('ten minutes of a register that is away are a line a minute, and one when it is back', () => {
  const { log, time, said } = logging();
  for (; time.now < 600_000; time.now += 3_000) log.failed(away, {});
  log.wentWell();
  assert.deepEqual(said(), [...Array(10).fill('warn fails'), 'info goes on']);
  log.wentWell();
  assert.deepEqual(said(), [], 'nothing had failed');
  log.failed(away, {});
  assert.deepEqual(said(), ['warn fails'], 'a new failure is told at once');
});

test('a bug is told although a register is away, and once', () => {
  const { log, said } = logging();
  for (const thrown of [away, new TypeError('x is not a function'), away, new TypeError('x is not a function')]) log.failed(thrown, {});
  assert.deepEqual(said(), ['warn fails', 'error fails']);
});

test('what is foreseen is told by its sentence, a bug by where it happened', () => {
  const { log, lines } = logging();
  log.failed(new ForbiddenError('The permission 22791 does not open Name'), { retryInMs: 100 });
  log.failed(new TypeError('x is not a function'), {});
  assert.deepEqual([lines[0]!.reason, lines[0]!.retryInMs, lines[0]!.err], ['The permission 22791 does not open Name', 100, undefined]);
  assert.match(lines[1]!.err.stack, /failure-log\.test\.ts/);
});

test('operators see a sentence of the hub, and of anything else its kind only', () => {
  assert.equal(reasonOf(away), away.message);
  assert.equal(reasonOf(new ForbiddenError('The permission 22791 does not open Name')), 'The permission 22791 does not open Name');
  assert.equal(reasonOf(Object.assign(new Error('key (code)=(x) exists'), { code: '23505' })), 'Error 23505');
});
