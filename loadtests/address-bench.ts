import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openAddressSearch, type AddressSearch } from '#connectors/addresses/index/address-search.ts';
import { searchAddresses, searchWords } from '#connectors/addresses/search.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { startEmbeddedPostgres } from '#supergraph/postgres/embedded.ts';
import { migrate, runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { makeAddressBook, type MadeAddress } from './address-book.ts';
import { QueryMaker, type AddressQuery } from './address-queries.ts';

/**
 * `npm run bench:addresses [-- --addresses 550000 --queries 5000 --seed s]`: keeps made addresses in an embedded Postgres, builds the
 * index from there, and asks it and the database what people type; prints how often the first hit is right, and how long it took.
 */
const option = (name: string, fallback: string) => process.argv[process.argv.indexOf(`--${name}`) + 1 || process.argv.length] ?? fallback;
const addresses = Number(option('addresses', '550000'));
const queries = Number(option('queries', '5000'));
const seed = option('seed', 'bench');
const SQL_QUERIES = 200;
const CHUNK = 20_000;

if (process.argv[2] === '--ask') await askAll(process.argv[3]!, process.argv[4]!);
else await run();

async function run(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-address-bench-'));
  const secret = randomBytes(48);
  const here = (path: string) => new URL(path, import.meta.url);
  console.log(`${addresses} addresses, ${queries} queries of each kind, seed ${seed}; ${cpus().length} cores, ${cpus()[0]!.model.trim()}, Node ${process.versions.node}`);
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await migrate(server.url, [{ schema: 'events', folder: here('../kernel/events/') }, { schema: 'addresses', folder: here('../connectors/addresses/') }], secret);
    const url = runtimeUrl(server.url, 'addresses', secret);
    const sql = connect(url, { name: 'address bench' });
    const path = join(dataDir, 'queries.json');
    writeFileSync(path, JSON.stringify(await prepare(sql)));
    await sql.end();
    // In a process of its own, whose memory is the index's and nothing else's.
    execFileSync(process.execPath, ['--expose-gc', import.meta.filename, '--ask', url, path], { stdio: 'inherit' });
  } finally {
    await server.stop();
    rmSync(readFileSync(join(dataDir, 'postgres.home'), 'utf8'), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function askAll(url: string, path: string): Promise<void> {
  const sql = connect(url, { name: 'address bench' });
  const lists = JSON.parse(readFileSync(path, 'utf8')) as Record<string, AddressQuery[]>;
  await sql`select count(*) from addresses.varis_delivery`;
  const before = rss();
  const search = await build(sql);
  for (const [kind, list] of Object.entries(lists)) await measure(`index, ${kind}`, list, (typed) => search.search(typed, 10));
  await measure('index, while typing, every letter', typing(lists.clean!), (typed) => search.search(typed, 10));
  await rebuild(search);
  await changes(search, lists.clean!);
  console.log(`memory grown by ${mib(rss() - before)}, worker and queries of this list included`);
  await search.close();
  for (const kind of ['clean', 'misspelt']) await measure(`SQL, ${kind}`, lists[kind]!.slice(0, SQL_QUERIES), (typed) => searchAddresses(sql, typed, 10));
  await sql.end();
}

async function prepare(sql: Sql): Promise<Record<string, AddressQuery[]>> {
  const book = makeAddressBook(addresses, seed);
  for (let at = 0; at < book.length; at += CHUNK) await keep(sql, book.slice(at, at + CHUNK));
  const maker = new QueryMaker(book, seededRandom(`${seed}:queries`));
  const lists = Object.fromEntries(Object.entries(maker.kinds()).map(([kind, one]) => [kind, Array.from({ length: queries }, one)]));
  for (const [kind, list] of Object.entries(lists)) console.log(`${kind}: ${list.slice(0, 6).map(({ typed }) => `"${typed}"`).join(', ')}`);
  return lists;
}

async function keep(sql: Sql, chunk: readonly MadeAddress[]): Promise<void> {
  const column = (value: (address: MadeAddress) => string) => chunk.map(value);
  await sql`
    insert into addresses.address (code, status, text, search_text, postal_code, version)
    select code, 'ACTIVE', text, words, postcode, 1
    from unnest(${column(({ code }) => code)}::text[], ${column(({ text }) => text)}::text[],
      ${column(({ text }) => ['', ...searchWords(text)].join(' '))}::text[], ${column(({ postcode }) => postcode)}::text[]) as a(code, text, words, postcode)`;
}

async function build(sql: Sql): Promise<AddressSearch> {
  const before = rss();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpu = process.cpuUsage();
  const own = process.threadCpuUsage();
  const search = openAddressSearch({ sql, logger: createLogger('silent'), limits: { restFactor: 0 } });
  await search.look();
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  const main = process.threadCpuUsage(own);
  const { bytes, builtInMs } = search.standing();
  console.log(
    `built in ${builtInMs} ms (CPU: ${Math.round((user + system) / 1_000)} ms, of it the main thread ${Math.round((main.user + main.system) / 1_000)} ms; ` +
      `the main thread was never held up longer than ${(delay.max / 1e6).toFixed(0)} ms); arrays ${mib(bytes)}, memory grown by ${mib(rss() - before)}`,
  );
  return search;
}

function rss(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

async function measure(what: string, list: readonly AddressQuery[], ask: (typed: string) => Promise<string[]>): Promise<void> {
  for (const { typed } of list.slice(0, Math.min(500, list.length / 5))) await ask(typed);
  const times: number[] = [];
  let right = 0;
  const cpu = process.cpuUsage();
  const own = process.threadCpuUsage();
  for (const { typed, wanted } of list) {
    const started = performance.now();
    const [first] = await ask(typed);
    times.push(performance.now() - started);
    if (first !== undefined && wanted.includes(first)) right++;
  }
  const { user, system } = process.cpuUsage(cpu);
  const main = process.threadCpuUsage(own);
  const others = (user + system - main.user - main.system) / 1_000 / list.length;
  times.sort((one, other) => one - other);
  const at = (share: number) => `${times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(2)} ms`;
  const accuracy = list[0]!.wanted.length > 0 ? `right first hit ${((100 * right) / list.length).toFixed(1)} %, ` : '';
  console.log(`${what}: ${accuracy}p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}; ${others.toFixed(2)} ms of CPU in other threads (${list.length} queries)`);
}

/** The memory of two workers for a moment. */
async function rebuild(search: AddressSearch): Promise<void> {
  const before = rss();
  const { asOf } = search.standing();
  let most = 0;
  search.rebuild();
  while (search.standing().asOf!.equals(asOf!)) {
    most = Math.max(most, process.memoryUsage.rss());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  console.log(`while it was built anew, memory grew by ${mib(most - before)} for a moment, and by ${mib(rss() - before)} afterwards`);
}

/** What a search field sends on the way to a query; nothing is right or wrong yet. */
function typing(list: readonly AddressQuery[]): AddressQuery[] {
  return list.slice(0, 200).flatMap(({ typed }) => Array.from(typed, (_, at) => ({ typed: typed.slice(0, at + 1), wanted: [] })));
}

async function changes(search: AddressSearch, list: readonly AddressQuery[]): Promise<void> {
  const changed = [...new Set(list.slice(0, 1_000).map(({ wanted }) => wanted[0]!))];
  const started = performance.now();
  for (let at = 0; at < changed.length; at += 100) await search.changed(changed.slice(at, at + 100));
  console.log(`${changed.length} changes taken in, 100 at a time, in ${(performance.now() - started).toFixed(0)} ms`);
  await measure('index with these changes, clean', list, (typed) => search.search(typed, 10));
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
