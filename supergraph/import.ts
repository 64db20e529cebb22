import cliProgress from 'cli-progress';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ImportReport } from '#connectors/addresses/varis/import.ts';
import type { Progress } from '#connectors/addresses/varis/inspect.ts';
import { loadEnvFile, WrongCall } from './command-line.ts';
import { readConfig, ConfigError, type Config } from './config.ts';
import { holdDataDir } from './data-dir-lock.ts';
import './postgres/mended-driver.ts';

// What imports the driver is loaded only after it is mended.
const { importVaris } = await import('#connectors/addresses/varis/import.ts');
const { BadDelivery } = await import('#connectors/addresses/varis/delivery-files.ts');
const { inspectDelivery } = await import('#connectors/addresses/varis/inspect.ts');
const { systemClock } = await import('#kernel/clock.ts');
const { SCHEMAS } = await import('./modules.ts');
const { startEmbeddedPostgres } = await import('./postgres/embedded.ts');
const { migrate, runtimeUrl } = await import('./postgres/migrate.ts');
const { reachable } = await import('./postgres/reachable.ts');
const { runningPostgres } = await import('./postgres/running.ts');

/** `npm run import -- varis DIR`: takes bulk data into the hub's database, whether the hub runs or not. */
const USAGE = `Usage: npm run import -- varis DIRECTORY [--fewer]

  DIRECTORY   holds aw_novads.csv, aw_pilseta.csv, aw_pagasts.csv, aw_ciems.csv, aw_iela.csv, aw_eka.csv and aw_dziv.csv
  --fewer     takes a delivery in although it holds fewer addresses than the one before`;
const EXIT_WRONG_INPUT = 2;
const DATABASE_ANSWERS_WITHIN_MS = 60_000;
const PLAIN_LINE_EVERY_MS = 5_000;

loadEnvFile();

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());

try {
  const { directory, mayBeFewer } = readCall(process.argv.slice(2));
  const config = readConfig(process.env);
  const rejectedPath = resolve(config.dataDir, 'varis-rejected.csv');
  const today = systemClock().today();
  const progress = process.stderr.isTTY ? barProgress() : plainProgress();
  const { signal } = stopping;
  const started = performance.now();
  const delivery = await inspectDelivery(directory, { today, progress, signal }).finally(() => progress.end());
  const database = await openDatabase(config);
  try {
    await migrate(database.url, SCHEMAS, config.secret).catch((error: unknown) => {
      throw reachable(error, database.url);
    });
    const url = runtimeUrl(database.url, 'addresses', config.secret);
    const report = await importVaris({ delivery, mayBeFewer, url, rejectedPath, today, progress, signal }).finally(() => progress.end());
    process.stdout.write(`${summary(report, rejectedPath, (performance.now() - started) / 1_000)}\n`);
  } finally {
    await database.close();
  }
  process.exit(0);
} catch (error) {
  process.exit(tell(error));
}

function readCall(args: string[]): { directory: string; mayBeFewer: boolean } {
  const [source, directory, ...rest] = args.filter((arg) => arg !== '--fewer');
  if (source !== 'varis') throw new WrongCall(`${source === undefined ? 'Nothing to import was named' : `"${source}" is nothing that can be imported`}; expected varis\n\n${USAGE}`);
  if (directory === undefined) throw new WrongCall(`The directory with the files is missing\n\n${USAGE}`);
  if (rest.length) throw new WrongCall(`"${rest[0]}" is not understood\n\n${USAGE}`);
  // npm changes to the project's directory; the path is meant from where its user stands.
  return { directory: resolve(process.env.INIT_CWD ?? '.', directory), mayBeFewer: args.includes('--fewer') };
}

/**
 * The named database; else the embedded one: the running hub's, which is left running, or one that is started and, behind
 * the import, stopped.
 */
async function openDatabase({ databaseUrl, dataDir }: Config): Promise<{ url: string; close(): Promise<void> }> {
  if (databaseUrl !== null) return { url: databaseUrl, close: async () => {} };
  let release: () => void;
  try {
    release = holdDataDir(dataDir);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { url: await databaseOfTheHub(dataDir), close: async () => {} };
  }
  const server = await startEmbeddedPostgres({ dataDir });
  return {
    url: server.url,
    async close() {
      await server.stop();
      release();
    },
  };
}

/** A hub that has only just been started has not yet started its database. */
async function databaseOfTheHub(dataDir: string): Promise<string> {
  for (const deadline = Date.now() + DATABASE_ANSWERS_WITHIN_MS; Date.now() < deadline; await pause(250)) {
    const url = runningPostgres(dataDir);
    if (url) return url;
  }
  throw new ConfigError(`A hub works in ${dataDir}, but its database does not run`);
}

function barProgress(): Progress & { end(): void } {
  const bar = new cliProgress.SingleBar({ format: '{stage} {bar} {percentage}% | {value} of {total} MB | {eta_formatted} left', etaBuffer: 100 });
  let bytes = 0;
  return {
    stage(stage, of) {
      bar.stop();
      bytes = 0;
      bar.start(megabytes(of), 0, { stage });
    },
    bytes: (count) => bar.update(megabytes((bytes += count))),
    end: () => bar.stop(),
  };
}

function plainProgress(): Progress & { end(): void } {
  let [now, total, bytes, last] = ['', 0, 0, 0];
  return {
    stage(stage, of) {
      [now, total, bytes, last] = [stage, of, 0, performance.now()];
      console.error(`${stage} ${megabytes(of)} MB…`);
    },
    bytes(count) {
      bytes += count;
      if (performance.now() - last < PLAIN_LINE_EVERY_MS) return;
      last = performance.now();
      console.error(`${now}: ${megabytes(bytes)} of ${megabytes(total)} MB`);
    },
    end() {},
  };
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

function summary(report: ImportReport, rejectedPath: string, seconds: number): string {
  if (report.isKnown) return `This delivery, of ${report.deliveredOn}, was taken in before; nothing was changed.`;
  const lines = [`The delivery of ${report.deliveredOn} was taken in.`, ''];
  for (const { name, rows, rejected, before, added, changed } of report.files) {
    const effects = name === 'aw_eka.csv' || name === 'aw_dziv.csv' ? `, ${added} added, ${changed} changed` : '';
    lines.push(`  ${name.padEnd(15)} ${rows} rows${before ? `, ${before} of them by an earlier run` : ''}${effects}, ${rejected} rejected`);
  }
  if (report.vanished) lines.push('', `${report.vanished} addresses are in it no more and are kept as deleted.`);
  if (report.tallies.length) lines.push('', `What was not taken in, or not whole; every row stands in ${rejectedPath}:`);
  for (const { sentence, isRejected, count, examples } of report.tallies) {
    lines.push(`  ${count} × ${isRejected ? 'rejected: ' : ''}${sentence}`);
    for (const { file, line, value } of examples) lines.push(`      ${file}, line ${line}: ${value}`);
  }
  const rows = report.files.reduce((sum, file) => sum + file.rows, 0);
  return [...lines, '', `${rows} rows in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} a second.`].join('\n');
}

/** @returns the exit code */
function tell(error: unknown): number {
  if (stopping.signal.aborted) {
    console.error('Stopped; run it again, and it goes on from here.');
    return 1;
  }
  if (error instanceof WrongCall || error instanceof ConfigError || error instanceof BadDelivery) {
    console.error(error.message);
    return EXIT_WRONG_INPUT;
  }
  console.error(error);
  console.error('What was taken in so far is kept; run it again, and it goes on from here.');
  return 1;
}
