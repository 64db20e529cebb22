import assert from 'node:assert/strict';
import test from 'node:test';
import { NumberList, startsOf } from './numbers.ts';
import { rowsIn } from './rows.ts';

test('lines become rows again, the last one too, and no line none', () => {
  assert.deepEqual([...rowsIn('101000001\t101000002\tLiepu iela 5, Rīga\n101000003\t101000003\t"Kalni", Salas pag.')], [
    { code: 101_000_001, target: 101_000_002, text: 'Liepu iela 5, Rīga' }, { code: 101_000_003, target: 101_000_003, text: '"Kalni", Salas pag.' },
  ]);
  assert.deepEqual([...rowsIn('')], []);
});

test('a list of numbers keeps all of them as it grows', () => {
  const numbers = new NumberList(Uint32Array);
  for (let at = 0; at < 5_000; at++) numbers.push(at * 3);
  assert.deepEqual([...numbers.values], Array.from({ length: 5_000 }, (_, at) => at * 3));
});

test('each list begins where the one before ends', () => assert.deepEqual([...startsOf(Uint32Array.of(2, 0, 3))], [0, 2, 2, 5]));
