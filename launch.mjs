// `npm start` and `npm test` begin here, under whatever Node the machine has: this file is plain JavaScript. It installs
// what is missing, then starts the hub's own Node, passes signals on and ends as it ends.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';

const root = dirname(fileURLToPath(import.meta.url));
const node = join(root, 'node_modules', 'node', 'bin', 'node');
const [script, ...rest] = process.argv.slice(2);
const isProduction = process.env.NODE_ENV === 'production';

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`vienkopus needs Node 20 or newer to start from; this is ${process.version}`);
  process.exit(2);
}
if (!isInstalled()) install();

const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...rest], {
  cwd: root,
  // What was stripped of its types and compiled once need not be again, by this process and by those it starts.
  env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node'), ...process.env },
  // The fourth is a line to the child: when this process is killed, the child notices and stops.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
const npm = npmAbove();
if (npm) setInterval(() => isGone(npm) && child.kill('SIGTERM'), 500).unref();
child.on('exit', (code, signal) => {
  if (signal) console.error(`The hub was ended by ${signal}`);
  process.exit(signal ? 1 : code);
});

/** What npm wrote down at its last installation is what the lockfile asks for; in production without what only developers need. */
function isInstalled() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return existsSync(node) && Object.entries(wanted).every(([path, { version, optional, dev }]) => !path || optional || (dev && isProduction) || present[path]?.version === version);
  } catch {
    return false;
  }
}

/** The npm that runs this script, itself or by a shell. Killed outright it tells nobody, and the hub would run on unseen. */
function npmAbove() {
  let pid = process.ppid;
  for (let steps = 0; steps < 2 && existsSync(`/proc/${pid}/stat`); steps++) {
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (name.startsWith('npm')) return pid;
    pid = Number(parent);
  }
  return null;
}

function isGone(pid) {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function install() {
  console.error('Installing what is missing (npm install), once; this takes a minute…');
  // Not `npm ci`, which wants the lockfile to name every optional package of every other platform, and begins by deleting
  // node_modules. The lockfile is read and left as it is. Warnings are about npm itself being run by an older Node.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', ...(isProduction ? ['--omit=dev'] : [])];
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (status !== 0 || !existsSync(node)) {
    console.error('The packages could not be installed; see the messages above. A connection to the npm registry is needed once.');
    process.exit(1);
  }
}
