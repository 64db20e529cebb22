/** `npm run events -- <command>`: the log of events and who follows it, from a terminal. */
import { HubError } from '#kernel/errors.ts';
import { loadEnvFile, WrongCall } from '../command-line.ts';
import { ConfigError } from '../config.ts';
import '../postgres/mended-driver.ts';
import { HubAway, HubRefusal } from './hub-link.ts';

const COMMANDS: Record<string, () => Promise<{ run(args: string[], stopping: AbortSignal): Promise<number> }>> = {
  tail: () => import('./tail.ts'),
  certify: () => import('./certify.ts'),
  verify: () => import('./verify.ts'),
  standing: () => import('./standing.ts'),
  'rebuild-stream': () => import('./rebuild-stream.ts'),
  'nats-account': () => import('../nats/template.ts'),
};
const USAGE = `Usage: npm run events -- <command> [options]

  tail            follows the events of an institution, and goes on where it stopped
  certify         what a subscription should have got, signed by the hub
  verify          holds what was got against a certificate, and names what is missing or too much
  standing        how the log, the outbox, its readers, subscriptions and streams stand
  rebuild-stream  has the stream in NATS emptied and filled anew from the log
  nats-account    prints an institution's account for nats-server, and makes its consumers

Each says more with --help.`;
const EXIT_WRONG_CALL = 2;

loadEnvFile();

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
process.on('disconnect', () => stopping.abort());

try {
  const [name = '', ...args] = process.argv.slice(2);
  if (name === '--help') console.log(USAGE);
  else if (!Object.hasOwn(COMMANDS, name)) throw new WrongCall(`${name ? `"${name}" is no command` : 'Which command?'}\n\n${USAGE}`);
  process.exit(name === '--help' ? 0 : await (await COMMANDS[name]!()).run(args, stopping.signal));
} catch (error) {
  const isTheirs = [WrongCall, ConfigError, HubError, HubAway, HubRefusal].some((kind) => error instanceof kind);
  console.error(isTheirs ? (error as Error).message : error);
  process.exit(EXIT_WRONG_CALL);
}
