import assert from 'node:assert/strict';
import test from 'node:test';
import { nameStatement } from './statement-name.ts';

const cases: [string, string][] = [
  ['select id from offers.offer where person_id = $1', 'select offers.offer'],
  ['\n  SELECT 1\n', 'select'],
  ['insert into "persons".cursor (name) values ($1)', 'insert persons.cursor'],
  ['with gone as (delete from events.outbox returning *) insert into events.log select * from gone', 'delete events.outbox'],
  ['select position from persons.feed for update', 'select persons.feed'],
  ['with x as (select 1) select * from x', 'with'],
];
for (const [statement, name] of cases) test(`"${statement.trim()}" is called "${name}"`, () => assert.equal(nameStatement(statement), name));
