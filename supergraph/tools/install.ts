import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { oneAtATime } from './one-at-a-time.ts';
import { TOOLS, toolsDir, versionOf, type ToolName } from './tools.ts';

/** What the one who asked for a tool can put right; shown as it is, without a stack. */
export class ToolError extends Error {
  override name = 'ToolError';
}

const PROXY_ANSWERS_WITHIN_MS = 60_000;
const BUILT_WITHIN_MS = 20 * 60_000;
const TELL_EVERY_MS = 10_000;
const BUILDING = '.building-';

/**
 * Puts the pinned version of each tool into the cache, built by Go from the Go module proxy. What is there already stays.
 *
 * @param say is told each step, in a line
 * @throws ToolError where Go is not there, its proxy does not answer or the build fails, with how else to get the tool; and
 *   where the cache cannot be written
 */
export async function installTools(names: readonly ToolName[], say: (line: string) => void): Promise<void> {
  const dir = toolsDir();
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new ToolError(`Tools cannot be kept in ${dir}: ${(error as Error).message}. VIENKOPUS_CACHE names another directory`);
  }
  await oneAtATime(
    join(dir, '.lock'),
    async () => {
      for (const left of globSync(join(dir, `${BUILDING}*`))) rmSync(left, { recursive: true, force: true, maxRetries: 5 });
      for (const name of names) await install(name, dir, say);
    },
    () => say(`Another run is putting tools into ${dir}; waiting for it`),
  );
}

async function install(name: ToolName, dir: string, say: (line: string) => void): Promise<void> {
  const { module, version } = TOOLS[name];
  const path = join(dir, name);
  if (versionOf(name, path) === version) return say(`${name} ${version} is there: ${path}`);
  say(`${name} ${version}: asking the Go module proxy for ${module}`);
  const query = await go(['list', '-m', `${module}@v${version}`], { withinMs: PROXY_ANSWERS_WITHIN_MS });
  if (query.failed) throw new ToolError(`${name} could not be had from the Go module proxy: ${query.failed}\n${otherwise(name)}`);

  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1_000);
  let modules = 0;
  const tell = setInterval(() => say(`${name} ${version}: ${modules} modules fetched, building, ${seconds()} s`), TELL_EVERY_MS);
  const building = mkdtempSync(join(dir, BUILDING));
  try {
    const build = await go(['install', `${module}@v${version}`], {
      env: { GOBIN: building },
      withinMs: BUILT_WITHIN_MS,
      onLine: (line) => line.startsWith('go: downloading') && modules++,
    });
    if (build.failed) throw new ToolError(`${name} could not be built: ${build.failed}\n${otherwise(name)}`);
    renameSync(join(building, name), path);
  } finally {
    clearInterval(tell);
    rmSync(building, { recursive: true, force: true });
  }
  say(`${name} ${version} is there after ${seconds()} s: ${path}`);
}

interface GoRun {
  env?: Record<string, string>;
  withinMs: number;
  onLine?: (line: string) => unknown;
}

/** Runs Go outside the clone; what it last said is why it failed. */
async function go(args: string[], { env, withinMs, onLine }: GoRun): Promise<{ failed: string | null }> {
  const child = spawn('go', args, {
    cwd: toolsDir(),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal: AbortSignal.timeout(withinMs),
  });
  const ended = new Promise<string | null>((resolve) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return resolve('Go is not installed here (https://go.dev/dl)');
      resolve(error.name === 'AbortError' ? `Go did not answer within ${withinMs / 1_000} s` : error.message);
    });
    child.on('close', (code) => resolve(code === 0 ? null : `go ${args[0]} ended with ${code}`));
  });
  let last = '';
  for await (const line of createInterface({ input: child.stderr })) {
    onLine?.(line);
    if (line.trim() !== '') last = line.trim().slice(0, 500);
  }
  const failed = await ended;
  return { failed: failed && last && !failed.startsWith('Go ') ? last : failed };
}

function otherwise(name: ToolName): string {
  const { module, version, atLeast, page } = TOOLS[name];
  return [
    `Get ${name} ${atLeast} or newer yourself and have it on the PATH, or put it into ${toolsDir()}:`,
    `  how its makers offer it: ${page}`,
    `  where Go and a module proxy are: GOBIN=${toolsDir()} go install ${module}@v${version}`,
  ].join('\n');
}
