import { spawnSync } from 'node:child_process';
import { mkdtempSync, cpSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { globSync } from 'node:fs';

/** `npm run check`: everything that must hold besides the tests. Each line names what to do when it does not. */
const bin = (name: string) => join('node_modules', '.bin', name);
const node = process.execPath;

const checks: { name: string; holds: () => boolean; otherwise: string }[] = [
  { name: 'types', holds: () => succeeds(bin('tsc'), '--noEmit', '-p', '.'), otherwise: 'mend the type errors above' },
  { name: 'types of the pages', holds: () => succeeds(bin('tsc'), '--noEmit', '-p', 'console'), otherwise: 'mend the type errors above' },
  { name: 'lint', holds: () => succeeds(bin('oxlint'), '--deny-warnings'), otherwise: 'mend what oxlint names above' },
  { name: 'generated types', holds: () => succeeds(node, 'codegen/run.ts', '--check'), otherwise: 'npm run codegen, and commit' },
  { name: 'composed schema', holds: () => succeeds(node, 'supergraph/compose.ts', '--check'), otherwise: 'npm run compose, and commit' },
  { name: 'published operations and contract', holds: () => succeeds(node, 'codegen/check-schema.ts'), otherwise: 'keep what the clients named above use, or publish their new operations first' },
  { name: 'migrations', holds: migrationsFollowTables, otherwise: 'drizzle-kit generate for the table files named above, and commit' },
];

let failures = 0;
for (const { name, holds, otherwise } of checks) {
  const isFine = holds();
  if (!isFine) failures++;
  console.log(isFine ? `ok    ${name}` : `FAIL  ${name}: ${otherwise}`);
}
process.exitCode = failures ? 1 : 0;

function succeeds(command: string, ...args: string[]): boolean {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  if (done.status !== 0) console.log(`${done.stdout}${done.stderr}`.trim());
  return done.status === 0;
}

/** Asks drizzle-kit, on a copy of each migrations folder, whether the tables want a migration that is not there. */
function migrationsFollowTables(): boolean {
  let isFine = true;
  for (const tables of globSync('{subgraphs,connectors}/*/tables.ts')) {
    const copy = mkdtempSync(join(tmpdir(), 'vienkopus-migrations-'));
    cpSync(join(dirname(tables), 'migrations'), copy, { recursive: true });
    const done = spawnSync(bin('drizzle-kit'), ['generate', '--dialect', 'postgresql', '--schema', tables, '--out', relative('.', copy)], { encoding: 'utf8' });
    if (!done.stdout.includes('No schema changes')) {
      console.log(`${basename(dirname(tables))}: ${tables} has moved on from its migrations ${done.stderr}`);
      isFine = false;
    }
    rmSync(copy, { recursive: true });
  }
  return isFine;
}
