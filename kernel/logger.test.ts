import assert from 'node:assert/strict';
import test from 'node:test';
import { createLogger } from './logger.ts';
import { inScope } from './telemetry/scope.ts';

test('a personal code reaches no line, wherever it hides', () => {
  const lines: string[] = [];
  const logger = createLogger('info', (line) => lines.push(line));
  logger.info({ variables: { code: '32416565491' }, note: 'asked for 120768-18764' }, 'person 32416565491');
  logger.error({ err: new Error('cannot represent 12076818764') }, 'failed');
  assert.equal(lines.length, 2);
  assert.doesNotMatch(lines.join(''), /32416565491|18764/);
  assert.equal(JSON.parse(lines[0]!).level, 'info');
});

test('of an error of the database no row and no value is written', () => {
  const lines: string[] = [];
  const error = Object.assign(new Error('null value in column "a"'), { code: '23502', detail: 'Failing row contains (Anna, LV80BANK0000435195001)', parameters: ['Anna'] });
  createLogger('info', (line) => lines.push(line)).error({ err: error }, 'failed');
  assert.match(lines[0]!, /23502/);
  assert.doesNotMatch(lines[0]!, /Anna|LV80BANK/);
});

test("a line about a request carries the request's id without being told, once, and other lines carry none", () => {
  const lines: string[] = [];
  const logger = createLogger('info', (line) => lines.push(line)).child({ part: 'offers' });
  inScope({ requestId: 'request-1', span: null }, () => logger.info({ requestId: 'request-1' }, 'within'));
  logger.info('outside');
  assert.equal(lines[0]!.match(/requestId/g)!.length, 1);
  assert.equal(JSON.parse(lines[0]!).requestId, 'request-1');
  assert.equal('requestId' in JSON.parse(lines[1]!), false);
});
