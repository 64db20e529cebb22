import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that follows from others and is committed with them. Where the process was started with `--check` it writes
 * nothing: what differs is named, and the process ends with an error.
 *
 * @param command what brings the files up to date
 */
export function keeper(command: string): (path: string, content: string) => void {
  const check = process.argv.includes('--check');
  return (path, content) => {
    if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
    if (check) {
      console.error(`${path} is not up to date: run ${command} and commit it`);
      process.exitCode = 1;
    } else {
      writeFileSync(path, content);
    }
  };
}
