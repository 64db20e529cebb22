import { readConfig, ConfigError } from './config.ts';
import { holdDataDir } from './data-dir-lock.ts';
import type { Network as RunningNetwork } from './network.ts';
import './postgres/mended-driver.ts';

// What imports the driver is loaded only after it is mended.
const { Network } = await import('./network.ts');

/** `npm start`: the whole hub, until a signal ends it. */
const STOP_WITHIN_MS = 9_500;
const EXIT_MISCONFIGURED = 2;

try {
  process.loadEnvFile();
} catch {
  // Without a file .env the environment alone counts.
}

try {
  const config = readConfig(process.env);
  delete process.env.LOG_LEVEL; // The gateway's library reads it too, and does not know "silent".
  const release = holdDataDir(config.dataDir);
  const network = await Network.create({ config });
  stopOnSignal(network, release);
  process.stdout.write(`${welcome(network.url, config.sandbox !== null)}\n`);
} catch (error) {
  const isTheirs = error instanceof ConfigError;
  console.error(isTheirs ? `vienkopus cannot start:\n${error.message}` : error);
  process.exit(isTheirs ? EXIT_MISCONFIGURED : 1);
}

function stopOnSignal(network: RunningNetwork, release: () => void): void {
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    console.error(`${signal}: finishing what is under way…`);
    setTimeout(() => {
      console.error(`The hub did not stop within ${STOP_WITHIN_MS / 1_000} s; it still waits for ${network.closing}`);
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    await network.close();
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
