import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const STOPPED_WITHIN_MS = 8_000;
const KILLED_WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 250;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id may have gone to another program meanwhile: the command line tells, in which the cluster or configuration stands. */
export function isServerOf(pid: number, place: string): boolean {
  if (!isAlive(pid)) return false;
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync('/proc/self/cmdline') || (existsSync(commandLine) && readFileSync(commandLine, 'utf8').split('\0').includes(place));
}

/** Fast shutdown; after eight seconds an immediate one, which the next start recovers from. */
export async function stopServer(pid: number): Promise<void> {
  for (const [signal, within] of [['SIGINT', STOPPED_WITHIN_MS], ['SIGQUIT', KILLED_WITHIN_MS]] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + within;
    while (isAlive(pid) && Date.now() < deadline) await pause(20);
  }
}

/**
 * However this process ends, even by kill -9, the server that wrote the pid file ends with it: a shell waits on a pipe that only we
 * hold open, in a session of its own so that Ctrl-C passes it by.
 *
 * @returns lets the shell go, once the server is stopped
 */
export function stopServerWithUs(pidFile: string): () => void {
  const script = 'read -r _; read -r pid < "$0"; [ -n "$pid" ] && kill -INT "$pid"';
  const guard = spawn('/bin/sh', ['-c', script, pidFile], { stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', detached: true });
  guard.on('error', () => {}); // Without a shell the next start takes the server over.
  guard.unref();
  (guard.stdin as Socket | null)?.unref();
  return () => guard.stdin?.end();
}

/** Looks after a server: one that has ended unasked is started again, as often as it takes. */
export function keepServerRunning(first: number, startAgain: () => Promise<number>): { pid(): number; end(): Promise<void> } {
  let pid = first;
  const ending = new AbortController();
  const watch = (async () => {
    while (!ending.signal.aborted) {
      await pause(LOOK_EVERY_MS, undefined, { ref: false, signal: ending.signal }).catch(() => {});
      if (!ending.signal.aborted && !isAlive(pid)) pid = await startAgain().catch(() => pid);
    }
  })();
  return {
    pid: () => pid,
    end: () => (ending.abort(), watch),
  };
}
