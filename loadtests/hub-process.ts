import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A hub started as its user would, in a process of its own, to be measured from outside. */
export interface HubProcess {
  url: string;
  pid: number;
  /** From the start of the process until /health/ready answered, in milliseconds. */
  readyAfterMs: number;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const READY_WITHIN_MS = 120_000;

export function startHub(env: Record<string, string>): Promise<HubProcess> {
  return startProcess({ script: 'supergraph/start.ts', args: [], url: `http://127.0.0.1:${env.PORT}`, readyPath: '/health/ready', env: { LOG_LEVEL: 'error', ...env } });
}

/** A process of ours that serves HTTP, once what stands at `readyPath` answers well. */
export async function startProcess(options: { script: string; args: string[]; url: string; readyPath: string; env: Record<string, string> }): Promise<HubProcess> {
  const { script, args, url, readyPath, env } = options;
  const started = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exit = once(child, 'exit');
  while (!(await answersWell(url + readyPath))) {
    if (child.exitCode !== null || performance.now() - started > READY_WITHIN_MS) throw new Error(`${[script, ...args].join(' ')} did not become ready`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const readyAfterMs = performance.now() - started;
  return {
    url,
    pid: child.pid!,
    readyAfterMs,
    async stop() {
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function answersWell(url: string): Promise<boolean> {
  return fetch(url).then((reply) => reply.ok, () => false);
}

/** Ends a process as a power cut would, and returns once it is gone. */
export async function killOutright(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** One that has ended and only waits to be asked for its exit code does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Where the embedded server of a hub keeps its data; its password stands beside them. */
export function postgresHome(dataDir: string): string {
  return join(homeOf(dataDir), 'postgres');
}

/** The process id of the embedded server of a hub. */
export function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(postgresHome(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Removes all that a hub that has stopped leaves behind. */
export function clearData(dataDir: string): void {
  rmSync(homeOf(dataDir), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** The server may stand elsewhere than the other data, where its socket has a path that is short enough. */
function homeOf(dataDir: string): string {
  return readFileSync(join(dataDir, 'postgres.home'), 'utf8');
}

const TELL_EVERY_MS = 5_000;

/** Returns once everybody is discovered and looked at, and nothing is done in the background any more. */
export async function untilQuiet(url: string, say: (what: string) => void = () => {}): Promise<void> {
  let toldAt = performance.now();
  for (;;) {
    const { background = [] } = (await (await fetch(`${url}/health/ready`)).json()) as { background?: string[] };
    if (!background.length) return;
    if (performance.now() - toldAt > TELL_EVERY_MS) {
      say(background.join('; '));
      toldAt = performance.now();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface Usage {
  cpuMs: number;
  /** Resident memory, shared pages counted once per process. */
  memoryMb: number;
}

const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** What a process and everything it started has used so far, by /proc. */
export function usageOf(pid: number): Usage {
  const fields = statOf(pid);
  const usage: Usage = {
    cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND,
    memoryMb: (Number(fields[21]) * PAGE_BYTES) / 2 ** 20,
  };
  return usage;
}

/** A server's processes by its own process id; ended ones are counted with it. */
export function usageOfTree(pid: number): Usage {
  const total = usageOf(pid);
  const fields = statOf(pid);
  total.cpuMs += ((Number(fields[13]) + Number(fields[14])) * 1_000) / TICKS_PER_SECOND;
  for (const child of childrenOf(pid)) {
    const usage = usageOf(child);
    total.cpuMs += usage.cpuMs;
    total.memoryMb += usage.memoryMb;
  }
  return total;
}

export function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** The fields of /proc/<pid>/stat behind the name, from the state on. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
