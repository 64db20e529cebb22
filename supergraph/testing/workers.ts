import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEST_SECRET } from './cluster.ts';
import { freePort } from './free-port.ts';

/** Workers and their sandbox register as processes of their own over one database, to kill and to freeze. */
export interface Workers {
  running: ChildProcess[];
  /** With it, whatever else is started belongs to the same hub. */
  env: Record<string, string>;
  start(): Promise<ChildProcess>;
  /** A child is born to Anna. @returns the milliseconds until the offers engine has told what follows for her */
  birth(): Promise<number>;
  close(): Promise<void>;
}

/** Looks for events about the child after so many milliseconds again. */
const LOOK_EVERY_MS = 10;
const READY_WITHIN_MS = 60_000;
const EFFECT_WITHIN_MS = 60_000;

/** @param isTold whether the log holds an offer about the person */
export async function startWorkers(databaseUrl: string, isTold: (personId: string) => Promise<boolean>, population = 500): Promise<Workers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-workers-'));
  const sandboxUrl = `http://127.0.0.1:${await freePort()}`;
  const env = {
    DATABASE_URL: databaseUrl, HUB_SECRET: TEST_SECRET.toString(), SANDBOX_URL: sandboxUrl, DATA_DIR: dataDir, POPULATION: String(population),
    METRICS_PORT: '0', LOG_LEVEL: 'silent', NODE_ENV: '',
  };
  const children = new Set<ChildProcess>();
  const run = (part: string, port: string) => {
    const child = spawn(process.execPath, ['supergraph/start.ts', part], {
      env: { ...process.env, ...env, PORT: port },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    void once(child, 'exit').then(() => children.delete(child));
    return ready(child);
  };
  await run('sandbox', '0');
  const workers: Workers = {
    running: [],
    env,
    async start() {
      const child = await run('worker', '0');
      workers.running.push(child);
      return child;
    },
    async birth() {
      const reply = await fetch(`${sandboxUrl}/sandbox/changes`, { method: 'POST', body: JSON.stringify({ kind: 'birth', mother: 'anna' }) });
      const { personId } = (await reply.json()) as { personId: string };
      const since = performance.now();
      while (!(await isTold(personId))) {
        if (performance.now() - since > EFFECT_WITHIN_MS) throw new Error(`Nothing followed from a birth within ${EFFECT_WITHIN_MS / 1_000} s`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      }
      return performance.now() - since;
    },
    async close() {
      await Promise.all([...children].map((child) => (child.kill('SIGCONT'), child.kill('SIGTERM'), once(child, 'exit'))));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  return workers;
}

async function ready(child: ChildProcess): Promise<ChildProcess> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  const timer = setTimeout(() => reject(new Error('A part was not ready in time')), READY_WITHIN_MS);
  let text = '';
  child.stdout!.on('data', (chunk: Buffer) => (text += chunk).includes('Ctrl-C stops it') && resolve(child));
  child.once('exit', (code) => reject(new Error(`A part ended with code ${code} before it was ready`)));
  return promise.finally(() => clearTimeout(timer));
}
