import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { connect, type Sql } from '../database.ts';
import type { EndedStatement } from './observed-sql.ts';

const CODE = '32416565491';

let database: TestDatabase;
let sql: Sql;
let sent = 0;
let ended: EndedStatement[] = [];

before(async () => {
  database = await openTestDatabase();
  sql = connect(database.url, { name: 'observed', max: 1, observe: () => (sent++, (end) => void ended.push(end)) });
  await sql`create table public.thing (id int primary key, name text)`;
});
after(async () => {
  await sql.end();
  await database.close();
});

/** What was seen of some statements: their texts with one space between words, or how they failed. */
async function seen(run: () => Promise<unknown>): Promise<(string | null)[]> {
  [sent, ended] = [0, []];
  await run();
  assert.equal(ended.length, sent, 'whatever is sent ends');
  return ended.map(({ statement, error }) => (error ? `failed: ${(error as { code?: string }).code}` : statement && statement.replaceAll(/\s+/g, ' ')));
}

test('a statement is seen as the server gets it, without its values', async () => {
  const statements = await seen(async () => {
    const [row] = await sql`select ${CODE}::text as code`;
    assert.equal(row!.code, CODE);
  });
  assert.deepEqual(statements, ['select $1::text as code']);
});

test('fragments, names and helpers are part of their statement and not sent alone', async () => {
  const where = sql`where name = ${CODE}`;
  const statements = await seen(async () => {
    await sql`insert into ${sql('public')}.thing ${sql({ id: 1, name: CODE })}`;
    assert.equal((await sql`select id from thing ${where} and id in ${sql([1, 2])} ${sql``}`).length, 1);
    await sql`select ${sql.json({ code: CODE })}::jsonb, ${sql.array(['a'])}::text[]`;
  });
  assert.deepEqual(statements, [
    'insert into "public".thing ("id","name")values($1,$2)',
    'select id from thing where name = $1 and id in ($2,$3) ',
    'select $1::jsonb, $2::text[]',
  ]);
});

test('a query that nobody waits for is not sent', async () => {
  assert.deepEqual(await seen(async () => void sql`select 1`), []);
});

test('statements of a transaction and of its savepoint are seen, and both commit or roll back as ever', async () => {
  const statements = await seen(async () => {
    await sql.begin(async (tx) => {
      await tx`insert into thing (id) values (2)`;
      await tx.savepoint(async (inner) => {
        await inner`insert into thing (id) values (3)`;
        throw new Error('not this one');
      }).catch(() => {});
    });
    assert.deepEqual((await sql`select id from thing where id > 1`).map(({ id }) => id), [2]);
  });
  assert.deepEqual(statements, ['insert into thing (id) values (2)', 'insert into thing (id) values (3)', 'select id from thing where id > 1']);
});

test('a statement that fails is seen with its error, in and outside a transaction, and whoever asked gets it', async () => {
  const statements = await seen(async () => {
    await assert.rejects(sql`select 1 / ${0}::int`, /division by zero/);
    await assert.rejects(sql.begin((tx) => tx`select * from nowhere`), /nowhere/);
  });
  assert.deepEqual(statements, ['failed: 22012', 'failed: 42P01']);
});

test('of a plain text, which may hold values, nothing is told but how it ended', async () => {
  assert.deepEqual(await seen(() => sql.unsafe(`select '${CODE}'`)), [null]);
});

test('cursors and listening work as ever, unseen', async () => {
  const statements = await seen(async () => {
    const rows: number[] = [];
    for await (const [row] of sql`select generate_series(1, 3) as n`.cursor(1)) rows.push(row!.n);
    assert.deepEqual(rows, [1, 2, 3]);
    const heard = Promise.withResolvers<string>();
    const { unlisten } = await sql.listen('news', heard.resolve);
    await sql.notify('news', 'hello');
    assert.equal(await heard.promise, 'hello');
    await unlisten();
    assert.equal(sql.options.max, 1);
  });
  assert.deepEqual(statements, []);
});
