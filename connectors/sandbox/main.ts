import { readConfig } from './config.ts';
import { startSandboxRegister } from './register.ts';

/** Starts the sandbox register; it ends with SIGTERM, Ctrl-C or its parent, whose end of stdin closes. */
try {
  const register = await startSandboxRegister(readConfig(process.env));
  const end = () => void register.close().finally(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.stdin.once('end', end).once('close', end).once('error', end).resume();
  process.stdout.write(`${JSON.stringify({ ready: true, url: register.url })}\n`);
} catch (problem) {
  process.stderr.write(`The sandbox register could not start: ${(problem as Error).message}\n`);
  process.exit(1);
}
