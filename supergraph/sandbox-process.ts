import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { JWK } from 'jose';

export interface SandboxOptions {
  population: number;
  seed: string;
  dataDir: string;
  /** The day on which its world begins, when it is new. */
  today: Temporal.PlainDate;
  personIdKey: Uint8Array;
  clientId: string;
  /** Public key of the hub's connection. */
  clientJwk: JWK;
  /** Where others reach it too; on this machine alone, at a port of its own choice, unless told. */
  host?: string;
  port?: number;
  /** The name it signs tokens with; its own address unless told. */
  issuer?: string;
}

export interface SandboxProcess {
  url: string;
  pid: number;
  close(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/**
 * Starts the sandbox register as a process of its own, reached over HTTP only, as a real register is. It ends when its
 * standard input closes, so a hub that is killed leaves none behind.
 */
export async function startSandbox(options: SandboxOptions): Promise<SandboxProcess> {
  const main = fileURLToPath(new URL('../connectors/sandbox/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    env: {
      ...process.env,
      HOST: options.host ?? '127.0.0.1',
      PORT: String(options.port ?? 0),
      ISSUER: options.issuer ?? '',
      POPULATION: String(options.population),
      SEED: options.seed,
      DATA_DIR: options.dataDir,
      TODAY: options.today.toString(),
      PERSON_ID_KEY: Buffer.from(options.personIdKey).toString('base64url'),
      CLIENT_ID: options.clientId,
      CLIENT_JWK: JSON.stringify(options.clientJwk),
    },
  });
  const exit = once(child, 'exit');
  // A hub whose start fails does not wait for it, and it would say so about its broken pipe.
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  void exit.then(() => process.off('exit', endWithUs));
  const close = async () => {
    child.stdin.end();
    child.kill('SIGTERM');
    await exit;
  };
  const ready = Promise.withResolvers<string>();
  const timer = setTimeout(() => ready.reject(new Error('The sandbox register was not ready in time')), READY_WITHIN_MS);
  void exit.then(([code]) => ready.reject(new Error(`The sandbox register ended with code ${code} before it was ready`)));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{"ready":true')) ready.resolve((JSON.parse(line) as { url: string }).url);
  });
  try {
    return { url: await ready.promise, pid: child.pid!, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
