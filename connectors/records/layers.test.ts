import assert from 'node:assert/strict';
import test, { after, afterEach, before, describe } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { publishChanges } from './change-stream.ts';
import type { FreshnessPolicy } from './freshness.ts';
import type { Change, Layer } from './layer.ts';
import { MemoryLayer } from './memory-layer.ts';
import { RegisterLayer } from './register-layer.ts';
import { SharedLayer } from './shared-layer.ts';
import { asking, grantFor, ScriptedRegister, turns, versionsIn, type Thing } from './testing.ts';

const policy: FreshnessPolicy = { freshForMs: 1_000, staleForMs: 2_000, staleIfErrorForMs: 3_000, unknownForMs: 500 };

interface Built {
  layer: Layer<Thing>;
  register: ScriptedRegister;
  clock: ReturnType<typeof fixedClock>;
  /** Lets what goes on behind an answer come to its end. */
  idle(): Promise<void>;
  changed(changes: Change[]): Promise<void>;
}

let database: TestDatabase;
let sql: Sql;
const written: (() => Promise<void>)[] = [];
before(async () => {
  database = await openTestDatabase();
  sql = database.as('registers', { max: 6 });
});
afterEach(async () => {
  for (const idle of written.splice(0)) await idle();
});
after(() => database.close());

function build(make: (parts: { next: RegisterLayer<Thing>; clock: Built['clock'] }) => Pick<Built, 'layer' | 'changed' | 'idle'>): Built {
  const register = new ScriptedRegister();
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const next = new RegisterLayer<Thing>({ clock, fetch: register.fetch, versionOf: ({ version }) => version, lagWaitsMs: [1, 1] });
  return { register, clock, ...make({ next, clock }) };
}

/** Each layer over the same register: what is true of one is true of all. */
const layers: Record<string, { keeps: boolean; build(): Promise<Built> }> = {
  register: {
    keeps: false,
    build: async () => build(({ next }) => ({ layer: next, idle: () => turns(), changed: async () => {} })),
  },
  memory: {
    keeps: true,
    build: async () => build(({ next, clock }) => {
      const layer = new MemoryLayer({ next, policy, clock, isListening: () => true, limits: { patienceMs: 20 } });
      return { layer, idle: () => turns(), changed: async (changes) => layer.changed(changes) };
    }),
  },
  shared: {
    keeps: true,
    async build() {
      await database.admin`truncate registers.record, registers.change, registers.stream`;
      await sql`insert into registers.stream (data_set, position, kept_from) values ('fpr_person', 0, 1)`;
      return build(({ next, clock }) => {
        const layer = new SharedLayer<Thing>({
          next, policy, clock, sql, dataSet: 'fpr_person', key: Buffer.alloc(32, 7), logger: createLogger('silent'), knownVersion: (db) => db`null::bigint`,
        });
        written.push(() => layer.settled());
        return { layer, idle: () => layer.settled(), changed: (changes) => sql.begin((tx) => publishChanges(tx as unknown as Sql, 'fpr_person', changes)).then(() => {}) };
      });
    },
  },
};

for (const [name, { keeps, build: make }] of Object.entries(layers)) {
  describe(`the layer "${name}"`, () => {
    test('answers for every id, with nothing where the register knows nobody', async () => {
      const { layer, register } = await make();
      register.records.set('a', 3);
      assert.deepEqual(versionsIn(await layer.read(['a', 'b'], asking())), { a: 3, b: null });
    });

    test('reads 250 records with three calls', async () => {
      const { layer, register } = await make();
      const ids = Array.from({ length: 250 }, (_, at) => `id-${at}`);
      assert.equal((await layer.read(ids, asking())).size, 250);
      assert.deepEqual(register.calls.map((call) => call.length), [100, 100, 50]);
    });

    test('says why it cannot tell, and throws nothing', async () => {
      const { layer, register } = await make();
      register.isDown = true;
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: 'REGISTER_UNAVAILABLE' });
    });

    test('gives nobody what was read for another purpose, under another permission or under another tree', async () => {
      const { layer, register, idle } = await make();
      register.records.set('a', 1);
      const others = [grantFor('social-insurance'), grantFor('resident-portal', '22792'), { ...grantFor('resident-portal'), access: 'resident-portal 22791 few' }];
      for (const grant of [grantFor('resident-portal'), ...others]) {
        await layer.read(['a'], asking('shown', grant));
        await idle();
      }
      assert.equal(register.calls.length, 4);
    });

    test('asks the register itself for what is decided on', async () => {
      const { layer, register, idle } = await make();
      register.records.set('a', 1);
      await layer.read(['a'], asking('register'));
      await idle();
      register.records.set('a', 2);
      assert.deepEqual(versionsIn(await layer.read(['a'], asking('register'))), { a: 2 });
    });

    test('is as old as the question, not as the answer', async () => {
      const { layer, register, clock } = await make();
      register.hold();
      const reading = layer.read(['a'], asking());
      while (register.calls.length === 0) await turns();
      const askedAt = clock.now().epochMilliseconds;
      clock.advance(100);
      register.release();
      const answer = (await reading).get('a')!;
      assert.ok(!(answer instanceof Error));
      assert.equal(answer.readAt, askedAt);
    });

    if (!keeps) return;

    test('serves what is fresh, and what is stale to be shown, without asking; for what must be fresh it asks', async () => {
      const { layer, register, clock, idle } = await make();
      register.records.set('a', 1);
      await layer.read(['a'], asking());
      await idle();
      clock.advance(1_000);
      await layer.read(['a'], asking('fresh'));
      assert.equal(register.calls.length, 1);
      register.records.set('a', 2);
      clock.advance(500);
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: 1 });
      await idle();
      assert.deepEqual(versionsIn(await layer.read(['a'], asking('fresh'))), { a: 2 });
      assert.equal(register.calls.length, 2);
    });

    test('holds what is older for the case that the register does not answer, and lets go of what is too old', async () => {
      const { layer, register, clock, idle } = await make();
      register.records.set('a', 1);
      await layer.read(['a'], asking());
      await idle();
      register.isDown = true;
      clock.advance(3_000);
      assert.deepEqual(versionsIn(await layer.read(['a', 'b'], asking())), { a: 1, b: 'REGISTER_UNAVAILABLE' });
      assert.deepEqual(versionsIn(await layer.read(['a'], asking('register'))), { a: 'REGISTER_UNAVAILABLE' });
      clock.advance(1);
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: 'REGISTER_UNAVAILABLE' });
    });

    test('remembers shortly that nobody has an id', async () => {
      const { layer, register, clock, idle } = await make();
      await layer.read(['a'], asking());
      await idle();
      register.records.set('a', 1);
      clock.advance(500);
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: null });
      clock.advance(1);
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: 1 });
    });

    test('forgets what has changed under every purpose, and keeps what is as new already', async () => {
      const { layer, register, idle, changed } = await make();
      register.records.set('a', 1).set('b', 5);
      const grants = [grantFor('resident-portal'), grantFor('social-insurance')];
      for (const grant of grants) await layer.read(['a', 'b'], asking('shown', grant));
      await idle();
      register.records.set('a', 2);
      await changed([{ id: 'a', version: 2 }, { id: 'b', version: 5 }]);
      for (const grant of grants) assert.deepEqual(versionsIn(await layer.read(['a', 'b'], asking('shown', grant))), { a: 2, b: 5 });
      assert.deepEqual(register.calls.slice(2), [['a'], ['a']]);
    });

    test('does not keep an answer that a change has overtaken: who asks later asks the register again', async () => {
      const { layer, register, idle, changed } = await make();
      register.records.set('a', 1);
      register.hold();
      const early = layer.read(['a'], asking());
      while (register.calls.length === 0) await turns();
      register.records.set('a', 2);
      await changed([{ id: 'a', version: 2 }]);
      register.release();
      assert.deepEqual(versionsIn(await early), { a: 1 });
      await idle();
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: 2 });
      await idle();
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: 2 });
      assert.equal(register.calls.length, 2);
    });

    test('keeps an answer that has the change already', async () => {
      const { layer, register, idle, changed } = await make();
      register.records.set('a', 2);
      register.hold();
      const early = layer.read(['a'], asking());
      while (register.calls.length === 0) await turns();
      await changed([{ id: 'a', version: 2 }]);
      register.release();
      await early;
      await idle();
      await layer.read(['a'], asking());
      assert.equal(register.calls.length, 1);
    });

    test('that nobody has an id is not kept when a change tells of it meanwhile', async () => {
      const { layer, register, idle, changed } = await make();
      register.hold();
      const early = layer.read(['a'], asking());
      while (register.calls.length === 0) await turns();
      register.records.set('a', 1);
      await changed([{ id: 'a', version: 1 }]);
      register.release();
      assert.deepEqual(versionsIn(await early), { a: null });
      await idle();
      assert.deepEqual(versionsIn(await layer.read(['a'], asking())), { a: 1 });
    });
  });
}
