import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.ts';

/**
 * One hub at a time works in a data directory. A lock that a killed hub left behind is taken over.
 *
 * @returns how to let go of it
 * @throws ConfigError when another hub works there
 */
export function holdDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, 'hub.lock');
  const holder = holderOf(path);
  if (holder !== null) throw new ConfigError(`DATA_DIR: another hub (process ${holder}) works in ${dataDir}. Stop it, or name another directory`);
  writeFileSync(path, `${process.pid} ${startOf(process.pid)}`);
  return () => rmSync(path, { force: true });
}

function holderOf(path: string): number | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  const [pid, started] = text.split(' ');
  return pid && Number(pid) !== process.pid && startOf(Number(pid)) === started && started !== '' ? Number(pid) : null;
}

/** When a process began, which tells it from a later one with the same number; empty when there is none. */
function startOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch {
    return '';
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
