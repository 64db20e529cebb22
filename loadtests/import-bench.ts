import { mkdtempSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { importVaris, type FileReport } from '#connectors/addresses/varis/import.ts';
import { inspectDelivery, type Delivery } from '#connectors/addresses/varis/inspect.ts';
import { CodeSet } from '#connectors/addresses/varis/code-set.ts';
import { Rejections } from '#connectors/addresses/varis/rejections.ts';
import { copyInto } from '#connectors/addresses/varis/copy-into.ts';
import { readRows, type Reading } from '#connectors/addresses/varis/read-rows.ts';
import { makeDelivery } from '#connectors/addresses/varis/testing.ts';
import { searchAddresses } from '#connectors/addresses/search.ts';
import { WhereaboutsOf } from '#connectors/addresses/varis/whereabouts.ts';
import { connect } from '#kernel/database.ts';
import { startEmbeddedPostgres } from '#supergraph/postgres/embedded.ts';
import { migrate, runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { clearData, usageOfTree } from './hub-process.ts';

/**
 * `node loadtests/import-bench.ts [--rows 1000000]`: makes a delivery of the address register's open data with every oddity,
 * takes it in over an embedded Postgres with its usual settings, and prints what each part of the way costs.
 */
const at = process.argv.indexOf('--rows');
const addresses = at === -1 ? 1_000_000 : Number(process.argv[at + 1]);
const SEARCHES = ['brivibas iela 1', 'skolas', 'mezabeles salas', 'riga jana cakstes 12', 'nav tadas adreses'];

const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-import-bench-'));
const directory = join(dataDir, 'delivery');
const rejectedPath = join(dataDir, 'varis-rejected.csv');
const today = Temporal.PlainDate.from('2026-11-20');
const secret = randomBytes(48);
const here = (path: string) => new URL(path, import.meta.url);
const schemas = [{ schema: 'events', folder: here('../kernel/events/') }, { schema: 'addresses', folder: here('../connectors/addresses/') }];

const made = makeDelivery({ directory, seed: 'bench', addresses, tell: false });
console.log(`${made.rows} rows, ${(made.bytes / 2 ** 20).toFixed(0)} MiB; ${cpus().length} cores, ${cpus()[0]!.model.trim()}, Node ${process.versions.node}`);
const server = await startEmbeddedPostgres({ dataDir });
try {
  await migrate(server.url, schemas, secret);
  const url = runtimeUrl(server.url, 'addresses', secret);

  const delivery = await measure('look through the files (whole, UTF-8, header, end, fingerprint)', made.rows, () => inspectDelivery(directory, { today }));
  await measure('read, validate and write COPY text, sent nowhere', made.rows, () => readAll(delivery, async () => {}));
  await measure('the same, COPY into a table with its key', made.rows, () => copyAlone(delivery));
  const run = async () => importVaris({ delivery: await inspectDelivery(directory, { today }), url, rejectedPath, today });
  const first = await measure('import, end to end', made.rows, run);
  const total = (count: (file: FileReport) => number) => first.files.reduce((sum, file) => sum + count(file), 0);
  console.log(`— ${total(({ added }) => added)} addresses and places kept, ${total(({ rejected }) => rejected)} rows rejected`);
  await measure('the same delivery again', made.rows, run);
  makeDelivery({ directory, seed: 'bench', addresses, tell: false, edition: 2 });
  await measure('a newer delivery, one row of a hundred changed', made.rows, run);
  await measureSearch(url);
} finally {
  await server.stop();
  clearData(dataDir);
}

async function measure<T>(what: string, rows: number, work: () => Promise<T>): Promise<T> {
  let memory = 0;
  const watch = setInterval(() => (memory = Math.max(memory, process.memoryUsage.rss())), 50);
  const before = { own: process.cpuUsage(), postgres: usageOfTree(server.pid).cpuMs, at: performance.now() };
  const result = await work();
  const seconds = (performance.now() - before.at) / 1_000;
  clearInterval(watch);
  const { user, system } = process.cpuUsage(before.own);
  const postgres = usageOfTree(server.pid).cpuMs - before.postgres;
  console.log(
    `${what}: ${Math.round(rows / seconds)} rows/s (${seconds.toFixed(2)} s; CPU a row: here ${((user + system) / rows).toFixed(2)} µs, Postgres ${((postgres * 1_000) / rows).toFixed(2)} µs; ` +
      `memory ${(memory / 2 ** 20).toFixed(0)} MiB)`,
  );
  return result;
}

async function readAll(delivery: Delivery, send: Reading['send']): Promise<void> {
  const rejections = await Rejections.open(rejectedPath);
  const codes = new CodeSet();
  const whereabouts = new WhereaboutsOf();
  for (const file of delivery.files) await readRows(file, { takenIn: 0, codes, whereabouts, rejections, today, send });
  await rejections.close();
}

async function copyAlone(delivery: Delivery): Promise<void> {
  const sql = connect(server.url, { name: 'import bench', max: 1 });
  await sql`create table copied (like addresses.address including all)`;
  await readAll(delivery, (rows) => copyInto(sql`copy copied from stdin`, rows.bytes));
  await sql`drop table copied`;
  await sql.end();
}

async function measureSearch(url: string): Promise<void> {
  const sql = connect(url, { name: 'import bench', max: 1 });
  for (const text of SEARCHES) {
    const times = [];
    for (let round = 0; round < 5; round++) {
      const started = performance.now();
      await searchAddresses(sql, text, 10);
      times.push(performance.now() - started);
    }
    console.log(`search "${text}": ${times.sort((one, other) => one - other)[2]!.toFixed(0)} ms at the median of 5`);
  }
  await sql.end();
}
