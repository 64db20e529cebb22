import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createAsset, type Asset } from './asset.ts';

const APP = new URL('./app/', import.meta.url);
const PORTAL = new URL('../codegen/generated/portal.ts', import.meta.url);

/** Lower-case words with one known ending, at most one folder deep: a path out of the folder cannot even be written. */
const NAME = /^(?:[a-z0-9-]+\/)?[a-z0-9-]+\.(?<ending>ts|css|svg|html)$/;

const TYPES: Record<string, string> = {
  ts: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  html: 'text/html; charset=utf-8',
};

/** What `app/index.html` promises, most of it in its import map; the packages are served as their authors published them. */
const VENDOR: Record<string, string> = {
  'preact.js': 'preact',
  'preact-hooks.js': 'preact/hooks',
  'htm.js': 'htm',
  'htm-preact.js': 'htm/preact',
  'uplot.js': 'uplot/dist/uPlot.esm.js',
  'uplot.css': 'uplot/dist/uPlot.min.css',
};

/** A file of `app/` ready for the browser, TypeScript with its types stripped; null when there is none of that name. */
export async function readAppFile(name: string): Promise<Asset | null> {
  const ending = NAME.exec(name)?.groups?.['ending'];
  if (!ending) return null;
  const source = await readFile(new URL(name, APP), 'utf8').catch(whenMissing);
  if (source === null) return null;
  return createAsset(TYPES[ending] ?? 'text/plain', ending === 'ts' ? stripTypeScriptTypes(source) : source);
}

/** The generated operations of the page, by their hashes. */
export async function readOperations(): Promise<Asset> {
  return createAsset(TYPES['ts']!, stripTypeScriptTypes(await readFile(PORTAL, 'utf8')));
}

/** A library's file by the name the import map gives it; null when the page does not use one of that name. */
export async function readVendorFile(name: string): Promise<Asset | null> {
  const specifier = Object.hasOwn(VENDOR, name) ? VENDOR[name] : undefined;
  if (!specifier) return null;
  const source = await readFile(fileURLToPath(import.meta.resolve(specifier)), 'utf8');
  // The source maps are not served, so the pointer to them would only end in a 404 in the developer tools.
  return createAsset(name.endsWith('.css') ? TYPES['css']! : TYPES['ts']!, source.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
}

function whenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return null;
  throw error;
}
