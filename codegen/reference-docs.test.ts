import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { anchorsIn } from './reference-markdown.ts';
import { referencePages } from './reference.ts';

const pages = new Map([...globSync(['docs/**/*.md', '*.md']).map((path) => [path, readFileSync(path, 'utf8')] as const), ...referencePages()]);

test('every link of the documentation leads somewhere', () => {
  const links = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, to, part]) => ({ path, to: to ? join(dirname(path), to) : path, part })),
  );
  assert.ok(links.length > 500);
  const leadsNowhere = links.filter(({ to, part }) => !existsSync(to) && !pages.has(to) || (part !== undefined && !anchorsIn(pages.get(to) ?? '').has(part)));
  assert.deepEqual(leadsNowhere, []);
});

test('the index names every decision and every guide', () => {
  const there = globSync('docs/{decisions,guides}/*.md').map((path) => path.replace('docs/', ''));
  assert.deepEqual(there.filter((path) => !pages.get('docs/README.md')!.includes(`(${path})`)), []);
});

const LIMIT = /^\| (?<what>[^|]+) \| (?<most>[\d,]+)(?: (?<unit>\w+))? \| `(?<name>\w+)` in `(?<path>[^`]+)` \|$/gm;
const UNITS: Readonly<Record<string, number>> = { bytes: 1, KiB: 1024, MiB: 1024 ** 2, s: 1_000, min: 60_000 };

test('the limits that the architecture names are those in the code', () => {
  const limits = [...pages.get('docs/architecture.md')!.matchAll(LIMIT)].map(({ groups }) => groups!);
  assert.ok(limits.length > 20);
  for (const { what, most, unit, name, path } of limits) {
    const told = Number(most!.replaceAll(',', '')) * (unit ? UNITS[unit]! : 1);
    const written = new RegExp(`\\b${name} ?[:=] (\\d[\\d_]*(?: \\* \\d[\\d_]*)*)`).exec(readFileSync(path!, 'utf8'));
    assert.ok(written, `${path} has no ${name}`);
    const factor: number = name!.endsWith('SECONDS') ? 1_000 : 1;
    const held = written[1]!.split(' * ').reduce((product, each) => product * Number(each.replaceAll('_', '')), factor);
    assert.equal(told, held, what!);
  }
});
