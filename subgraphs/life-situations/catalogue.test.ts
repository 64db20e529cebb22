import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv5 } from '#kernel/ids.ts';
import { Catalogue } from './catalogue.ts';
import { situationId } from './occurrence.ts';
import { SITUATIONS } from './situations.ts';

const catalogue = new Catalogue(SITUATIONS);
const codes = (situations: readonly { code: string }[]) => situations.map(({ code }) => code);

test('five situations, each with five to eight steps in order, in both languages', () => {
  assert.deepEqual(codes(catalogue.situations), ['CHILD-BIRTH', 'MOVE', 'BEREAVEMENT', 'RETIREMENT', 'DISABILITY']);
  for (const { code, name, description, steps } of catalogue.situations) {
    assert.ok(name.en && description?.en && steps.length >= 5 && steps.length <= 8, code);
    assert.deepEqual(steps.map(({ order }) => order), steps.map((_, index) => index + 1), code);
    assert.ok(steps.every(({ title }) => title.lv && title.en), code);
  }
});

test('a situation is found by its id, an unknown one is not', () => {
  assert.equal(catalogue.byId(situationId('MOVE'))?.code, 'MOVE');
  assert.equal(catalogue.byId('nothing'), null);
});

test('situations are listed for an audience', () => {
  assert.equal(catalogue.for('RESIDENTS').length, 5);
  assert.deepEqual(catalogue.for('BUSINESSES'), []);
});

test('a service tells in which situations it is a step, its own municipality included', () => {
  const of = (identifier: string) => codes(catalogue.withService(uuidv5(`service:${identifier}`)));
  assert.deepEqual(of('VSAA-BIRTH-GRANT'), ['CHILD-BIRTH']);
  assert.deepEqual(of('RIGA-TRANSPORT-DISCOUNT'), ['MOVE', 'RETIREMENT', 'DISABILITY']);
  assert.deepEqual(of('UR-COMPANY-REGISTRATION'), []);
});
