import { loadEnvFile } from './command-line.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { holdDataDir } from './data-dir-lock.ts';
import { partNamed } from './apart/part-names.ts';
import './postgres/mended-driver.ts';

/** `npm start`: the whole hub, until a signal ends it. With the name of a part, that part alone. */
const STOP_WITHIN_MS = 9_500;
const EXIT_MISCONFIGURED = 2;

/** The hub, or a part of it, as it runs. */
interface Running {
  url: string;
  /** What it waits for while it closes. */
  closing: string;
  close(): Promise<void>;
}

loadEnvFile();

try {
  const [name, ...rest] = process.argv.slice(2);
  if (name === undefined) await startWhole();
  else await startPart(name, rest);
} catch (error) {
  const isTheirs = error instanceof ConfigError;
  console.error(isTheirs ? `vienkopus cannot start:\n${error.message}` : error);
  process.exit(isTheirs ? EXIT_MISCONFIGURED : 1);
}

async function startWhole(): Promise<void> {
  const config = takeConfig(readConfig(process.env));
  const release = holdDataDir(config.dataDir);
  // What imports the driver is loaded only after it is mended.
  const { Network } = await import('./network.ts');
  const network = await Network.create({ config });
  stopOnSignal(network, release);
  process.stdout.write(`${welcome(network.url, config.sandbox !== null)}\n`);
}

async function startPart(name: string, rest: string[]): Promise<void> {
  const part = partNamed(name, rest);
  const config = takeConfig(readConfig(process.env, part));
  const { settingOf } = await import('./setting.ts');
  const running = await part.start(await settingOf({ config }));
  stopOnSignal(running);
  process.stdout.write(`\n${part.name} is ready at ${running.url}\n\nCtrl-C stops it.\n`);
}

function takeConfig(config: Config): Config {
  delete process.env.LOG_LEVEL; // The gateway's library reads it too, and does not know "silent".
  return config;
}

function stopOnSignal(running: Running, release: () => void = () => {}): void {
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    console.error(`${signal}: finishing what is under way…`);
    setTimeout(() => {
      console.error(`It did not stop within ${STOP_WITHIN_MS / 1_000} s; it still waits for ${running.closing}`);
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    await running.close();
    release();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal));
  process.on('disconnect', () => void stop('The launcher is gone'));
}

function welcome(url: string, isSandbox: boolean): string {
  const lines = ['', 'vienkopus is ready', '', `  console    ${url}/`, `  GraphQL    ${url}/graphql`, `  explorer   ${url}/explorer`, `  health     ${url}/health/ready`];
  if (isSandbox) {
    lines.push(
      '',
      'A sample token, for Anna, a mother of two:',
      `  curl -s -X POST ${url}/sandbox/tokens -H 'content-type: application/json' -d '{"as":"anna"}'`,
      `Who else there is: ${url}/sandbox/identities`,
    );
  }
  return [...lines, '', 'Ctrl-C stops it.'].join('\n');
}
