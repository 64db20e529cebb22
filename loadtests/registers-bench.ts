import '#supergraph/postgres/mended-driver.ts';
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { argument, numberArgument } from './arguments.ts';

/**
 * `npm run bench:registers`: what the layers between the hub and its registers cost and spare. `-- --seconds 60
 * --population 20000 --readers 16 --changes 2 --records 2033000 --corrections 640000 --only warm,cold,zipf,memory,storm` are the
 * defaults; `--changes` is the share of people, in percent, that changes each minute. Takes some ten minutes. `memory` needs the layers
 * alone; the others a hub, its embedded Postgres and a sandbox register, each a process of its own, beside which more instances
 * read from this one.
 */
const PARTS = ['warm', 'cold', 'zipf', 'memory', 'storm'] as const;
const only = argument('only', PARTS.join()).split(',');
const unknown = only.find((name) => !(PARTS as readonly string[]).includes(name));
if (unknown !== undefined) throw new Error(`--only names "${unknown}"; expected some of ${PARTS.join()}`);
const seconds = numberArgument('seconds', 60);
const population = numberArgument('population', 20_000);
const readers = numberArgument('readers', 16);
const changes = numberArgument('changes', 2);
const records = numberArgument('records', 2_033_000);
const corrections = numberArgument('corrections', 640_000);

const rows: [what: string, value: string][] = [];
const note = (what: string, value: string) => {
  rows.push([what, value]);
  console.log(`${what}: ${value}`);
};

// What imports the driver is loaded only after it is mended.
const { openRegisterStage } = await import('./chaos/register-stage.ts');
const { untilQuiet } = await import('./hub-process.ts');
const { measureWarm } = await import('./registers/warm.ts');
const { measureCold } = await import('./registers/cold.ts');
const { measureZipf } = await import('./registers/zipf.ts');
const { measureMemory } = await import('./registers/memory.ts');
const { measureStorm } = await import('./registers/storm.ts');

if (only.some((name) => name !== 'memory')) {
  const stage = await openRegisterStage({ population, seed: 1 });
  try {
    await untilQuiet(stage.hub.url);
    const bench = { stage, population, note };
    if (only.includes('warm')) await measureWarm(bench);
    if (only.includes('cold')) await measureCold(bench);
    if (only.includes('zipf')) await measureZipf(bench, { seconds, readers, changedShare: changes / 100 });
    if (only.includes('storm')) await measureStorm(bench, { corrections });
  } finally {
    await stage.close();
  }
}
if (only.includes('memory')) await measureMemory({ records, note });

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const machine = `${cpus().length} cores (${cpus()[0]!.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;
const command = ['npm run bench:registers', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
console.log(`\n\`${command}\`, ${new Date().toISOString().slice(0, 10)}, at ${commit}, on ${machine}; registers, hub and Postgres on the same machine.\n`);
console.log(['| what | measured |', '| --- | --- |', ...rows.map(([what, value]) => `| ${what} | ${value} |`)].join('\n'));
