import '#supergraph/postgres/mended-driver.ts';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { Bench } from './events/bench/bench.ts';

/**
 * `npm run bench:events`: what it costs to tell institutions. `-- relay jetstream transports sse slow storm` chooses parts, all
 * unless told; `--small` takes sizes that only show whether everything works, and writes nothing down. Each part has a section of its
 * own in docs/benchmarks.md.
 */
const PARTS: Record<string, { title: string; load(): Promise<(bench: Bench) => Promise<void>> }> = {
  // What imports the driver is loaded only after it is mended.
  relay: { title: 'into the log', load: async () => (await import('./events/bench/relay.ts')).measureRelay },
  jetstream: { title: 'into JetStream', load: async () => (await import('./events/bench/jetstream.ts')).measureJetstream },
  transports: { title: 'to each transport', load: async () => (await import('./events/bench/transports.ts')).measureTransports },
  sse: { title: 'to thousands by SSE', load: async () => (await import('./events/bench/sse-crowd.ts')).measureSse },
  slow: { title: 'past one who does not read', load: async () => (await import('./events/bench/slow.ts')).measureSlow },
  storm: { title: 'in a storm', load: async () => (await import('./events/bench/storm.ts')).measureStorm },
};
const PAGE = new URL('../docs/benchmarks.md', import.meta.url);
const HEADING = '## Events';

const given = process.argv.slice(2);
const isSmall = given.includes('--small');
const chosen = given.filter((name) => name !== '--small');
const unknown = chosen.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) throw new Error(`There is no part "${unknown}"; expected some of ${Object.keys(PARTS).join(', ')}, or --small`);

for (const [name, { title, load }] of Object.entries(PARTS)) {
  if (chosen.length && !chosen.includes(name)) continue;
  const rows: [what: string, value: string][] = [];
  const measure = await load();
  await measure({
    isSmall,
    note(what, value) {
      rows.push([what, value]);
      console.log(`${what}: ${value}`);
    },
  });
  if (!isSmall) publish(name, title, rows);
}

/** The part's section between its marks is this command's; the rest of the page is kept. */
function publish(name: string, title: string, rows: readonly [string, string][]): void {
  const [begin, end] = [`<!-- npm run bench:events -- ${name} -->`, `<!-- end of ${name} -->`];
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} cores (${cpus()[0]!.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;
  const table = ['| what | measured |', '| --- | --- |', ...rows.map(([what, value]) => `| ${what} | ${value} |`)].join('\n');
  const about = `Events ${title}: \`npm run bench:events -- ${name}\`, ${new Date().toISOString().slice(0, 10)}, at ${commit}, on ${machine}; everything on the same machine.`;
  const section = `${begin}\n\n${about}\n\n${table}\n\n${end}`;
  writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), begin, end, section));
}

function withSection(page: string, begin: string, end: string, section: string): string {
  const at = page.indexOf(begin);
  if (at !== -1) return page.slice(0, at) + section + page.slice(page.indexOf(end) + end.length);
  const before = page.indexOf('\n## Long runs');
  const heading = page.includes(`\n${HEADING}\n`) ? '' : `\n${HEADING}\n`;
  return `${page.slice(0, before)}${heading}\n${section}\n${page.slice(before)}`;
}
