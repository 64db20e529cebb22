import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultPaths } from './config.ts';
import { probeOf } from './probe.ts';

test('what failed is what is asked again, and nobody is looked at', () => {
  const of = (...[register, kind]: [Parameters<typeof probeOf>[0], Parameters<typeof probeOf>[1]]) => {
    const { path, body } = probeOf(register, kind, defaultPaths);
    return [path, body];
  };
  assert.deepEqual(of('population', 'read'), ['/fpr_person/batch', { PersonCodes: ['0'] }]);
  assert.deepEqual(of('addresses', 'batch'), ['/vzd_address/batch', { Codes: ['0'] }]);
  assert.deepEqual(of('population', 'changes'), ['/fpr_person/changes?after=0&limit=1', undefined]);
  assert.deepEqual(of('addresses', 'events'), ['/vzd_address/changes?after=0&limit=1', undefined]);
  assert.deepEqual(of('permissions', 'read'), ['/current_user_permissions', undefined]);
});
