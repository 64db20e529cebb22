import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uuidv5 } from '#kernel/ids.ts';
import { Catalogue } from './catalogue.ts';
import { situationId } from './occurrence.ts';
import { SITUATIONS } from './situations.ts';

const catalogue = new Catalogue(SITUATIONS);
const codes = (situations: readonly { code: string }[]) => situations.map(({ code }) => code);

test('fifteen situations, each with five to ten steps in order, in both languages', () => {
  assert.equal(catalogue.situations.length, 15);
  assert.equal(new Set(codes(catalogue.situations)).size, 15);
  for (const { code, name, description, steps } of catalogue.situations) {
    assert.ok(name.en && description?.en && steps.length >= 5 && steps.length <= 10, code);
    assert.deepEqual(steps.map(({ order }) => order), steps.map((_, index) => index + 1), code);
    assert.ok(steps.every(({ title }) => title.lv && title.en && title.lv !== title.en), code);
  }
});

test('every step of every situation names a service, everywhere or in some municipality', () => {
  const without = catalogue.situations.flatMap(({ code, steps }) =>
    steps.filter((step) => step.serviceId === null && Object.keys(step.serviceIdByMunicipality).length === 0).map(({ order }) => `${code} ${order}`));
  assert.deepEqual(without, []);
});

test('a situation is found by its id, an unknown one is not', () => {
  assert.equal(catalogue.byId(situationId('MOVE'))?.code, 'MOVE');
  assert.equal(catalogue.byId('nothing'), null);
});

test('situations are listed for an audience', () => {
  assert.deepEqual(codes(catalogue.for('BUSINESSES')), ['BUSINESS-START', 'BUSINESS-END']);
  assert.equal(catalogue.for('RESIDENTS').length, 13);
  assert.deepEqual(catalogue.for('INSTITUTIONS'), []);
});

test('a service tells in which situations it is a step, its own municipality included', () => {
  const of = (identifier: string) => codes(catalogue.withService(uuidv5(`service:${identifier}`)));
  assert.deepEqual(of('VSAA-BIRTH-GRANT'), ['CHILD-BIRTH']);
  assert.deepEqual(of('RIGA-TRANSPORT-DISCOUNT'), ['MOVE', 'RETIREMENT', 'DISABILITY', 'STUDIES']);
  assert.deepEqual(of('LAD-AREA-PAYMENTS'), []);
});
