import { setTimeout as pause } from 'node:timers/promises';
import type { RegistersHealth } from '#subgraphs/persons/registers/health.ts';
import { loadEnvFile, optionsIn, WrongCall } from './command-line.ts';
import { ConfigError, metricsAtOf } from './config.ts';
import { registersTable } from './operations/registers-table.ts';

/** `npm run registers`: how it stands with the registers, as a running hub knows it. */
const USAGE = `Usage: npm run registers [-- [--json] [--watch] [--url ADDRESS]]

  --json    as the hub tells it, one line each time
  --watch   again every two seconds, until Ctrl-C
  --url     where the hub shows its metrics; by default where METRICS_PORT and PORT say, http://127.0.0.1:9464`;
const AGAIN_AFTER_MS = 2_000;
const ANSWERS_WITHIN_MS = 5_000;

const EXIT_WELL = 0;
const EXIT_TROUBLE = 1;
const EXIT_UNREACHABLE = 2;

loadEnvFile();

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());

try {
  const { url, isJson, isWatched } = readCall(process.argv.slice(2));
  let code = await show(url, isJson, isWatched);
  while (isWatched && !stopping.signal.aborted) {
    await pause(AGAIN_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => {});
    if (!stopping.signal.aborted) code = await show(url, isJson, isWatched);
  }
  process.exit(code);
} catch (error) {
  console.error(error instanceof WrongCall || error instanceof ConfigError ? error.message : error);
  process.exit(EXIT_UNREACHABLE);
}

function readCall(args: string[]): { url: URL; isJson: boolean; isWatched: boolean } {
  const { url = defaultUrl(), json = false, watch = false } = optionsIn(args, { url: { type: 'string' }, json: { type: 'boolean' }, watch: { type: 'boolean' } }, USAGE);
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw new WrongCall(`--url is "${url}"; expected an address such as http://127.0.0.1:9464`);
  return { url: new URL('/registers', parsed), isJson: json, isWatched: watch };
}

/** Where a hub with the same settings shows them. */
function defaultUrl(): string {
  const { host, port } = metricsAtOf(process.env);
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}

/** @returns the exit code that fits; while it watches, a hub that is away may come back */
async function show(url: URL, isJson: boolean, isWatched: boolean): Promise<number> {
  try {
    const health = await ask(url);
    const text = isJson ? JSON.stringify(health) : registersTable(health);
    process.stdout.write(isWatched && !isJson && process.stdout.isTTY ? `\u001B[H\u001B[2J${text}\n` : `${text}\n`);
    return health.troubles.length === 0 ? EXIT_WELL : EXIT_TROUBLE;
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    if (!stopping.signal.aborted) console.error(error.message);
    return EXIT_UNREACHABLE;
  }
}

async function ask(url: URL): Promise<RegistersHealth> {
  const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]);
  const reply = await fetch(url, { signal }).catch((error: Error & { cause?: { code?: string; message?: string } }) => {
    const reason = error.name === 'TimeoutError' ? `no answer within ${ANSWERS_WITHIN_MS / 1_000} s` : (error.cause?.code ?? error.cause?.message ?? error.message);
    throw new WrongCall(`${url} was asked and cannot be reached: ${reason}.\nStart a hub with npm start, or name where one shows its metrics (METRICS_HOST, METRICS_PORT) with --url.`);
  });
  const answer = (await reply.json().catch(() => null)) as (RegistersHealth & { error?: string }) | null;
  if (!reply.ok) throw new WrongCall(`${url} answered ${reply.status}: ${answer?.error ?? 'no process of this hub seems to listen there'}.`);
  if (!Array.isArray(answer?.troubles) || !Array.isArray(answer.registers)) throw new WrongCall(`${url} answered something else than how it stands with the registers; is it a hub of this version?`);
  return answer;
}
