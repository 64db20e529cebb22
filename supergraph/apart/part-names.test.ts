import assert from 'node:assert/strict';
import test from 'node:test';
import { readConfig } from '../config.ts';
import { readSupergraph } from '../supergraph-file.ts';
import { partNamed } from './part-names.ts';

const SECRET = 'x'.repeat(40);

test('a subgraph listens where the supergraph says that it is, unless told otherwise', () => {
  const env = { DATABASE_URL: 'postgres://u:p@127.0.0.1/hub', HUB_SECRET: SECRET };
  assert.equal(readConfig(env, partNamed('subgraph', ['statuses'])).port, 4104);
  assert.equal(readConfig({ ...env, PORT: '5000' }, partNamed('subgraph', ['statuses'])).port, 5000);
  assert.equal(readConfig(env, partNamed('worker', [])).sandbox?.url, 'http://127.0.0.1:4100');
});

test('on one machine every part has a port of its own', () => {
  const ports = [...readSupergraph(null).addresses.keys()].map((name) => partNamed('subgraph', [name]).port).concat(partNamed('worker', []).port, partNamed('gateway', []).port);
  assert.ok(ports.length > 10);
  assert.equal(new Set(ports).size, ports.length, ports.join(', '));
});

const WRONG: { says: string; part: [string, string[]]; message: RegExp }[] = [
  { says: 'no part', part: ['gatway', []], message: /There is no part "gatway"; there are sandbox, worker, gateway and subgraph/ },
  { says: 'no subgraph', part: ['subgraph', ['status']], message: /There is no subgraph "status"; name one of .*statuses/ },
  { says: 'a subgraph without a name', part: ['subgraph', []], message: /No subgraph is named; name one of/ },
  { says: 'several subgraphs', part: ['subgraph', ['statuses', 'offers']], message: /"statuses offers" are several/ },
];
for (const { says, part, message } of WRONG) {
  test(`${says}: one sentence that says what there is`, () => {
    assert.throws(() => partNamed(...part), message);
  });
}

test('a part that shares a database is told what all must have the same', () => {
  assert.throws(() => readConfig({ DATABASE_URL: 'postgres://u:p@127.0.0.1/hub' }, partNamed('worker', [])), /To run the worker alone these must be set: HUB_SECRET/);
  assert.throws(() => readConfig({}, partNamed('subgraph', ['offers'])), /To run the subgraph "offers" alone these must be set: DATABASE_URL, HUB_SECRET/);
  assert.doesNotThrow(() => readConfig({ DATA_DIR: '/tmp', HUB_SECRET: SECRET }, partNamed('gateway', [])));
});
