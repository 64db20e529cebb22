import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAsset, sendAsset, type Asset } from './asset.ts';
import { readAppFile, readOperations, readVendorFile } from './browser-files.ts';
import { readExplorerFile } from './explorer-files.ts';
import { explorerPolicy, pagePolicy, setSecurityHeaders } from './security-headers.ts';

export interface Console {
  /** Answers a request for the console's own addresses; false when the request is somebody else's, untouched. */
  handle(request: IncomingMessage, response: ServerResponse): boolean | Promise<boolean>;
}

/**
 * The console's part of the front: the page at `/`, its files under `/console/`, and the GraphQL explorer at `/explorer`
 * unless it is switched off. Needs nothing of the hub; everything the page shows it asks from `/graphql` and `/sandbox/*`.
 */
export function createConsole(options: { explorer: boolean }): Console {
  const kept = new Map<string, Promise<Asset | null>>();

  function find(path: string): Promise<Asset | null> {
    const found = kept.get(path) ?? read(path, options);
    // A failed read and a name that does not exist are not kept: the map stays as small as the folder.
    kept.set(path, found);
    found.then(
      (asset) => asset ?? kept.delete(path),
      () => kept.delete(path),
    );
    return found;
  }

  return {
    handle(request, response) {
      const path = pathOf(request);
      if (!isOurs(path, options)) return false;
      return answer(request, response, path, find).then(() => true);
    },
  };
}

function pathOf(request: IncomingMessage): string {
  const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
  return path === '/explorer/' ? '/explorer' : path;
}

function isOurs(path: string, options: { explorer: boolean }): boolean {
  return path === '/' || path.startsWith('/console/') || (options.explorer && path === '/explorer');
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  find: (path: string) => Promise<Asset | null>,
): Promise<void> {
  setSecurityHeaders(response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return say(response, 405, 'Only GET and HEAD are answered here.');
  }
  const asset = await find(path);
  if (!asset) return say(response, 404, 'There is no such page.');
  if (path === '/') response.setHeader('Content-Security-Policy', pagePolicy(asset.body.toString()));
  if (path === '/explorer') response.setHeader('Content-Security-Policy', explorerPolicy());
  // Workers take their policy from their own answer, not from the page that starts them.
  if (path.endsWith('-worker.js')) response.setHeader('Content-Security-Policy', explorerPolicy());
  sendAsset(request, response, asset);
}

async function read(path: string, options: { explorer: boolean }): Promise<Asset | null> {
  if (path === '/') return readPage(options);
  if (path === '/explorer') return readAppFile('explorer.html');
  const name = path.slice('/console/'.length);
  if (name.startsWith('vendor/')) return readVendorFile(name.slice('vendor/'.length));
  if (name === 'generated/portal.ts') return readOperations();
  if (name.startsWith('explorer/')) return options.explorer ? readExplorerFile(name.slice('explorer/'.length)) : null;
  return name.endsWith('.html') ? null : readAppFile(name);
}

/** The page learns from one attribute whether there is an explorer to link to. */
async function readPage(options: { explorer: boolean }): Promise<Asset | null> {
  const page = await readAppFile('index.html');
  if (!page) return null;
  return createAsset(page.type, page.body.toString().replace('data-explorer="on"', `data-explorer="${options.explorer ? 'on' : 'off'}"`));
}

function say(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.writeHead(status);
  response.end(`${text}\n`);
}
