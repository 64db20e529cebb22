/** What a test needs to prove that something personal is nowhere: the codes there are, everything that left the hub, every row. */
import { connect, type Sql } from '#kernel/database.ts';
import { createCodeBook } from '#subgraphs/persons/code-book.ts';
import { keysFrom } from '../config.ts';
import { TEST_SECRET } from './cluster.ts';

/** The personal code of everybody the hub has met, from the one table that holds them, with the key. */
export async function everyPersonalCode(databaseUrl: string): Promise<Map<string, string>> {
  const sql = connect(databaseUrl, { name: 'privacy test', max: 1 });
  try {
    const rows = await sql`select distinct person_id from persons.person_key`;
    return await createCodeBook(sql, keysFrom(TEST_SECRET)).codesOf(rows.map((row) => row.person_id as string));
  } finally {
    await sql.end();
  }
}

/** Six digits and five with at most three other signs between; looked at from every digit, so that none hides behind another. */
const CANDIDATE = /(?=(\d{6})[^\p{L}\p{N}]{0,3}(\d{5}))/gu;

/** Where a text holds one of the codes, however it is written: excerpts with the code cut out. */
export function findCodes(codes: ReadonlySet<string>, text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    if (codes.has(match[1]! + match[2]!)) found.push(`…${text.slice(Math.max(0, match.index - 80), match.index)}[a personal code]`);
  }
  return found;
}

export interface Row {
  table: string;
  text: string;
}

/** Every row of every table as JSON text, the event log and the outbox included. */
export async function everyRow(databaseUrl: string): Promise<Row[]> {
  const sql: Sql = connect(databaseUrl, { name: 'privacy test', max: 1 });
  try {
    const tables = await sql`
      select schemaname as schema, tablename as name from pg_tables
      where schemaname <> 'information_schema' and schemaname not like 'pg\_%'`;
    const rows: Row[] = [];
    for (const { schema, name } of tables) {
      for (const { text } of await sql`select to_jsonb(t)::text as text from ${sql(schema)}.${sql(name)} t`) rows.push({ table: `${schema}.${name}`, text });
    }
    return rows;
  } finally {
    await sql.end();
  }
}

/** Rows about somebody: those that name them, and those that name such a row by its own id (the history of their offer). */
export function rowsAbout(personId: string, rows: readonly Row[]): Row[] {
  const naming = rows.filter(({ text }) => text.includes(personId));
  const ids = new Set([personId, ...naming.flatMap(({ text }) => (JSON.parse(text) as { id?: unknown }).id ?? []).filter((id) => typeof id === 'string')]);
  return rows.filter(({ text }) => [...text.matchAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g)].some(([id]) => ids.has(id)));
}

/** Keeps the text of every answer that comes from an address, and the address of every request to anywhere, until stopped. */
export function recordFetch(from: string): { answers: string[]; addresses: string[]; stop(): void } {
  const original = globalThis.fetch;
  const answers: string[] = [];
  const addresses: string[] = [];
  globalThis.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    addresses.push(address);
    const reply = await original(input, init);
    const isStream = reply.headers.get('content-type')?.startsWith('text/event-stream');
    if (address.startsWith(from) && !isStream) answers.push(`${JSON.stringify([...reply.headers])} ${await reply.clone().text()}`);
    return reply;
  };
  return { answers, addresses, stop: () => void (globalThis.fetch = original) };
}
